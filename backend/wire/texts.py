"""What the server says to people, in English and Russian, and which of the two a person reads."""

import re

from backend.wire.answers import Fault
from backend.wire.errors import MEANINGS, ErrorCode, FieldProblem, Invalid, Language, Phrase, Refusal

_TEXTS: dict[ErrorCode | FieldProblem | Phrase, tuple[str, str]] = {
    ErrorCode.NOT_AUTHENTICATED: (
        "Authentication credentials were not provided.",
        "Сначала войдите в систему.",
    ),
    ErrorCode.TOKEN_INVALID: (
        "The token is invalid or has expired.",
        "Сеанс недействителен или истёк. Войдите снова.",
    ),
    ErrorCode.LOGIN_FAILED: ("Wrong username or password.", "Неверное имя пользователя или пароль."),
    ErrorCode.REGISTRATION_CLOSED: (
        "This server takes no new accounts.",
        "На этом сервере нельзя создать новый аккаунт.",
    ),
    ErrorCode.INVITE_NEEDED: (
        "This server takes new members by invite only. Ask its administrator for one.",
        "На этот сервер принимают только по приглашению. Попросите его у администратора.",
    ),
    ErrorCode.INVITE_UNKNOWN: (
        "This server knows no such invite. Check that the whole link was copied.",
        "Сервер не знает такого приглашения. Проверьте, что ссылка скопирована целиком.",
    ),
    ErrorCode.INVITE_EXPIRED: (
        "This invite has expired. Ask for a new one.",
        "Срок этого приглашения истёк. Попросите новое.",
    ),
    ErrorCode.INVITE_USED: (
        "This invite has been used already. Ask for a new one.",
        "Это приглашение уже использовано. Попросите новое.",
    ),
    ErrorCode.INVITE_REVOKED: (
        "This invite was withdrawn. Ask for a new one.",
        "Это приглашение отозвано. Попросите новое.",
    ),
    ErrorCode.RESET_CODE_WRONG: (
        "Wrong name or code, or the code has expired or been used.",
        "Неверное имя или код, либо код истёк или уже использован.",
    ),
    ErrorCode.FOREIGN_TOKEN: (
        "The refresh token belongs to another session.",
        "Этот refresh-токен относится к другому сеансу.",
    ),
    ErrorCode.BAD_JSON: (
        "The body is not a valid JSON object.",
        "Тело запроса не является корректным объектом JSON.",
    ),
    ErrorCode.BAD_REQUEST: ("The request is malformed.", "Запрос составлен неверно."),
    ErrorCode.NOT_FOUND: ("Not found.", "Не найдено."),
    ErrorCode.NO_SUCH_ROOM: ("There is no such room.", "Такого чата нет."),
    ErrorCode.NO_SUCH_USER: ("There is no such user.", "Такого пользователя нет."),
    ErrorCode.USER_ID_MISSING: ("user_id is required.", "Не указан user_id."),
    ErrorCode.DIRECT_WITH_ONESELF: (
        "You cannot create a direct chat with yourself.",
        "Нельзя создать личный чат с самим собой.",
    ),
    ErrorCode.NO_SUCH_MESSAGE: ("There is no such message.", "Такого сообщения нет."),
    ErrorCode.NO_SUCH_SESSION: ("There is no such session.", "Такого сеанса нет."),
    ErrorCode.NOT_ALLOWED: ("You are not allowed to do this.", "У вас нет прав на это действие."),
    ErrorCode.NOT_IN_DIRECT_ROOMS: (
        "This is not possible in a direct chat.",
        "В личном чате это невозможно.",
    ),
    ErrorCode.OWNER_MUST_HAND_OVER: (
        "A group needs an owner: make somebody else the owner first.",
        "У группы должен быть владелец: сначала передайте группу другому участнику.",
    ),
    ErrorCode.GROUP_FULL: ("The group is full.", "В группе больше нет мест."),
    ErrorCode.MESSAGE_DELETED: ("The message has been deleted.", "Сообщение удалено."),
    ErrorCode.ACCOUNT_DEACTIVATED: ("This account is deactivated.", "Этот аккаунт отключён."),
    ErrorCode.CLIENT_ID_CONFLICT: (
        "This client_id was already used for another message.",
        "Этот client_id уже использован для другого сообщения.",
    ),
    ErrorCode.INVALID: ("Some fields are wrong.", "Некоторые поля заполнены неверно."),
    ErrorCode.BAD_FRAME: ("This frame is not understood.", "Непонятная команда."),
    ErrorCode.UNSUPPORTED_PROTOCOL: (
        "This version of the client no longer fits the server. Please update it.",
        "Эта версия клиента больше не подходит к серверу. Обновите её.",
    ),
    ErrorCode.METHOD_NOT_ALLOWED: ("This method is not allowed here.", "Этот метод здесь не поддерживается."),
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: (
        "Unsupported media type: send application/json.",
        "Неподдерживаемый тип данных: отправьте application/json.",
    ),
    ErrorCode.TOO_LARGE: ("The request is too large.", "Запрос слишком велик."),
    ErrorCode.HEAD_TOO_LARGE: (
        "The address or the headers of the request are too long.",
        "Слишком длинный адрес или заголовки запроса.",
    ),
    ErrorCode.EXPECTATION_FAILED: (
        "This expectation cannot be met.",
        "Условие из заголовка Expect выполнить нельзя.",
    ),
    ErrorCode.FOREIGN_ORIGIN: (
        "Pages of this site may not connect to the server.",
        "Страницам этого сайта нельзя подключаться к серверу.",
    ),
    ErrorCode.TIMED_OUT: ("The request took too long to arrive.", "Запрос передавался слишком долго."),
    ErrorCode.RATE_LIMITED: (
        "Too many requests. Please wait a little.",
        "Слишком много запросов. Подождите немного.",
    ),
    ErrorCode.TOO_MANY_SOCKETS: (
        "Too many open connections. Close one or try later.",
        "Слишком много открытых соединений. Закройте одно или попробуйте позже.",
    ),
    ErrorCode.OVERLOADED: (
        "The server is busy. Please try again shortly.",
        "Сервер перегружен. Попробуйте ещё раз чуть позже.",
    ),
    ErrorCode.SHUTTING_DOWN: (
        "The server is restarting. Please try again shortly.",
        "Сервер перезапускается. Попробуйте ещё раз чуть позже.",
    ),
    ErrorCode.NOT_READY: (
        "The server cannot reach its database now.",
        "Серверу сейчас недоступна база данных.",
    ),
    ErrorCode.STORAGE_FULL: ("The server has no space left.", "На сервере закончилось место."),
    ErrorCode.COPY_FAILED: (
        "The server could not make the copy. Its log says why.",
        "Сервер не смог сделать копию. Причина указана в его журнале.",
    ),
    ErrorCode.SERVER_ERROR: ("Something went wrong on the server.", "На сервере произошла ошибка."),
    FieldProblem.REQUIRED: ("Fill this in.", "Заполните это поле."),
    FieldProblem.BLANK: ("This may not be empty.", "Это поле не может быть пустым."),
    FieldProblem.NULL: ("This may not be null.", "Это поле не может быть null."),
    FieldProblem.NOT_A_STRING: ("Not a valid string.", "Здесь должна быть строка."),
    FieldProblem.NOT_AN_INTEGER: ("A valid integer is required.", "Здесь должно быть целое число."),
    FieldProblem.NOT_A_BOOLEAN: ("Must be true or false.", "Здесь должно быть true или false."),
    FieldProblem.NOT_POSITIVE: ("This number is too small.", "Это число слишком мало."),
    FieldProblem.NUMBER_TOO_LARGE: ("This number is too large.", "Это число слишком велико."),
    FieldProblem.NOT_A_CHOICE: ("Not a valid choice.", "Такого варианта нет."),
    FieldProblem.WRONG_TYPE: ("Wrong type of value.", "Значение неверного типа."),
    FieldProblem.TOO_LONG: (
        "At most {bound} characters.",
        "Слишком длинно: символов – не больше {bound}.",
    ),
    FieldProblem.TOO_SHORT: (
        "At least {bound} characters.",
        "Слишком коротко: символов – не меньше {bound}.",
    ),
    FieldProblem.BAD_CHARACTERS: (
        "Some of these characters are not allowed.",
        "Это поле содержит недопустимые символы.",
    ),
    FieldProblem.BAD_USERNAME: (
        "Enter a valid username: letters, digits and @ . + - _ only.",
        "Имя пользователя может состоять только из букв, цифр и знаков @ . + - _",
    ),
    FieldProblem.USERNAME_TAKEN: (
        "A user with that username already exists.",
        "Пользователь с таким именем уже существует.",
    ),
    FieldProblem.BAD_EMAIL: ("Enter a valid email address.", "Введите правильный адрес электронной почты."),
    FieldProblem.EMAIL_TAKEN: (
        "A user with that email already exists.",
        "Пользователь с таким адресом электронной почты уже существует.",
    ),
    FieldProblem.PASSWORD_COMMON: ("This password is too common.", "Этот пароль слишком распространён."),
    FieldProblem.PASSWORD_NUMERIC: (
        "This password is entirely numeric.",
        "Пароль не может состоять из одних цифр.",
    ),
    FieldProblem.PASSWORD_LIKE_USER: (
        "The password is too similar to your name or email.",
        "Пароль слишком похож на ваше имя или адрес электронной почты.",
    ),
    FieldProblem.PASSWORDS_DIFFER: ("The two passwords do not match.", "Пароли не совпадают."),
    FieldProblem.DIRECT_NOT_HERE: (
        "Direct rooms are made by create-direct-chat.",
        "Личные чаты создаются через create-direct-chat.",
    ),
    FieldProblem.BAD_UUID: ("Must be a valid UUID.", "Здесь должен быть UUID."),
    FieldProblem.BEYOND_LOG: (
        "The room has no message with this number yet.",
        "Сообщения с таким номером в чате ещё нет.",
    ),
    FieldProblem.NO_SUCH_MESSAGE_HERE: (
        "There is no such message in this room.",
        "В этом чате нет такого сообщения.",
    ),
    FieldProblem.NOT_A_TIME: (
        "A time in ISO 8601 is needed, such as 2026-10-03T03:00:00Z.",
        "Укажите время по ISO 8601, например 2026-10-03T03:00:00Z.",
    ),
    FieldProblem.CHAT_TYPE_FIXED: ("The type of a chat cannot change.", "Тип чата изменить нельзя."),
    FieldProblem.WRONG_PASSWORD: ("Wrong password.", "Неверный пароль."),
    FieldProblem.FOREIGN_AVATAR: (
        "Upload a picture: an address elsewhere cannot be set.",
        "Загрузите изображение: адрес на другом сайте указать нельзя.",
    ),
    FieldProblem.NOT_A_PICTURE: (
        "Upload a valid PNG, JPEG or WebP picture.",
        "Загрузите изображение в формате PNG, JPEG или WebP.",
    ),
    FieldProblem.PICTURE_TOO_LARGE: ("The picture is too large.", "Изображение слишком велико."),
    Phrase.REGISTERED: ("User registered successfully.", "Пользователь зарегистрирован."),
    Phrase.LOGGED_IN: ("Logged in successfully.", "Вход выполнен."),
    Phrase.LOGGED_OUT: ("Logged out successfully.", "Выход выполнен."),
    Phrase.DIRECT_CREATED: ("Direct chat created.", "Личный чат создан."),
    Phrase.DIRECT_FOUND: ("The direct chat already exists.", "Личный чат уже существует."),
    Phrase.PROFILE_UPDATED: ("Profile updated successfully.", "Профиль обновлён."),
    Phrase.PASSWORD_CHANGED: ("Password changed successfully.", "Пароль изменён."),
    Phrase.ACCOUNT_DELETED: ("The account has been deleted.", "Аккаунт удалён."),
    Phrase.JOINED: ("You have joined the room.", "Вы вошли в чат."),
    Phrase.LEFT: ("You have left the room.", "Вы вышли из чата."),
}

_PREFERENCE = re.compile(
    r"\s*([a-z]{1,8}|\*)(?:-[a-z0-9-]+)?\s*(?:;\s*q\s*=\s*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?",
    re.IGNORECASE,
)
"""One item of Accept-Language: a language, perhaps a region, perhaps how much it is liked (RFC 9110)."""


def text(key: ErrorCode | FieldProblem | Phrase, language: Language, bound: int | None = None) -> str:
    """What to tell a person; `bound` is the limit that some of the texts name."""
    english, russian = _TEXTS[key]
    return (russian if language == "ru" else english).format(bound=bound)


def choose_language(accept_language: str | None) -> Language:
    """The best of our languages by an Accept-Language header; English for all that we don't speak."""
    qualities: dict[str, float] = {}
    for item in (accept_language or "").split(","):
        if match := _PREFERENCE.fullmatch(item):
            qualities.setdefault(match[1].lower(), float(match[2] or 1))
    for language in ("en", "ru"):
        qualities.setdefault(language, qualities.get("*", 0.0))
    # Of equals the one that was named first wins: dicts keep the order.
    preferred = max((tag for tag in qualities if tag in ("en", "ru")), key=qualities.__getitem__)
    return "ru" if preferred == "ru" and qualities["ru"] else "en"


def fault_answer(refusal: Refusal, language: Language) -> dict[str, list[str]] | Fault:
    """The body of a refusal: texts under the wrong fields, or one text with its code."""
    if isinstance(refusal, Invalid):
        return {
            field: [text(problem.kind, language, problem.bound) for problem in problems]
            for field, problems in refusal.problems.items()
        }
    return Fault(
        error=text(refusal.code, language),
        code=refusal.code.value,
        retryable=MEANINGS[refusal.code].is_retryable,
        retry_after=refusal.retry_after,
    )
