<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ru_RU" sourcelanguage="en_US">
<context>
    <name></name>
    <message numerus="yes">
        <source>%n people are typing…</source>
        <translation>
            <numerusform>%n человек печатает…</numerusform>
            <numerusform>%n человека печатают…</numerusform>
            <numerusform>%n человек печатают…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n member(s)</source>
        <translation>
            <numerusform>%n участник</numerusform>
            <numerusform>%n участника</numerusform>
            <numerusform>%n участников</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unread message(s)</source>
        <translation>
            <numerusform>%n непрочитанное сообщение</numerusform>
            <numerusform>%n непрочитанных сообщения</numerusform>
            <numerusform>%n непрочитанных сообщений</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Paste %n line(s)?</source>
        <translation>
            <numerusform>Вставить %n строку?</numerusform>
            <numerusform>Вставить %n строки?</numerusform>
            <numerusform>Вставить %n строк?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln character(s) don&apos;t fit into one message.</source>
        <translation>
            <numerusform>%Ln символ не помещается в одно сообщение.</numerusform>
            <numerusform>%Ln символа не помещаются в одно сообщение.</numerusform>
            <numerusform>%Ln символов не помещаются в одно сообщение.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send as %n message(s)</source>
        <translation>
            <numerusform>Отправить %n сообщением</numerusform>
            <numerusform>Отправить %n сообщениями</numerusform>
            <numerusform>Отправить %n сообщениями</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n character(s) left</source>
        <translation>
            <numerusform>остался %n символ</numerusform>
            <numerusform>осталось %n символа</numerusform>
            <numerusform>осталось %n символов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No connection. Trying again in %n second(s).</source>
        <translation>
            <numerusform>Нет соединения. Повтор через %n секунду.</numerusform>
            <numerusform>Нет соединения. Повтор через %n секунды.</numerusform>
            <numerusform>Нет соединения. Повтор через %n секунд.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>и ещё %n</numerusform>
            <numerusform>и ещё %n</numerusform>
            <numerusform>и ещё %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new message(s)</source>
        <translation>
            <numerusform>%n новое сообщение</numerusform>
            <numerusform>%n новых сообщения</numerusform>
            <numerusform>%n новых сообщений</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Seen by %n</source>
        <comment>people who read a message</comment>
        <translation>
            <numerusform>Прочитал %n</numerusform>
            <numerusform>Прочитали %n</numerusform>
            <numerusform>Прочитали %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <comment>people</comment>
        <translation>
            <numerusform>и ещё %n</numerusform>
            <numerusform>и ещё %n</numerusform>
            <numerusform>и ещё %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new since {time}</source>
        <comment>messages</comment>
        <translation>
            <numerusform>%n новое с {time}</numerusform>
            <numerusform>%n новых с {time}</numerusform>
            <numerusform>%n новых с {time}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>For %n more person(s)</source>
        <translation>
            <numerusform>Осталось место для %n человека</numerusform>
            <numerusform>Осталось место для %n человек</numerusform>
            <numerusform>Осталось место для %n человек</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>For %n person(s)</source>
        <translation>
            <numerusform>Для %n человека</numerusform>
            <numerusform>Для %n человек</numerusform>
            <numerusform>Для %n человек</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) joined</source>
        <translation>
            <numerusform>присоединился %n человек</numerusform>
            <numerusform>присоединились %n человека</numerusform>
            <numerusform>присоединились %n человек</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n device(s)</source>
        <translation>
            <numerusform>%n устройство</numerusform>
            <numerusform>%n устройства</numerusform>
            <numerusform>%n устройств</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n person(s)</source>
        <translation>
            <numerusform>%n человек</numerusform>
            <numerusform>%n человека</numerusform>
            <numerusform>%n человек</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n account(s)</source>
        <translation>
            <numerusform>%n аккаунт</numerusform>
            <numerusform>%n аккаунта</numerusform>
            <numerusform>%n аккаунтов</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) connected. Quit and stop the server?</source>
        <translation>
            <numerusform>Подключён %n человек. Выйти и остановить сервер?</numerusform>
            <numerusform>Подключены %n человека. Выйти и остановить сервер?</numerusform>
            <numerusform>Подключено %n человек. Выйти и остановить сервер?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>At least %n character(s).</source>
        <translation>
            <numerusform>Не меньше %n символа.</numerusform>
            <numerusform>Не меньше %n символов.</numerusform>
            <numerusform>Не меньше %n символов.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other person(s) connected.</source>
        <translation>
            <numerusform>Подключён ещё %n человек.</numerusform>
            <numerusform>Подключены ещё %n человека.</numerusform>
            <numerusform>Подключено ещё %n человек.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Chats</name>
    <message>
        <source>Mark all chats as read?</source>
        <translation>Отметить все чаты прочитанными?</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>Отметить прочитанными</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Message</source>
        <translation>Сообщение</translation>
    </message>
    <message>
        <source>Write a message…</source>
        <translation>Сообщение…</translation>
    </message>
    <message>
        <source>Emoji</source>
        <translation>Эмодзи</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Отправить</translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation>Отправить (Enter)</translation>
    </message>
    <message>
        <source>Send (Ctrl+Enter)</source>
        <translation>Отправить (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Edit message</source>
        <translation>Изменить сообщение</translation>
    </message>
    <message>
        <source>Reply to {name}</source>
        <translation>В ответ: {name}</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Вставить</translation>
    </message>
    <message>
        <source>Paste the beginning</source>
        <translation>Вставить начало</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Cancel (Esc)</source>
        <translation>Отмена (Esc)</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>Подсказки</translation>
    </message>
</context>
<context>
    <name>Connection</name>
    <message>
        <source>Compare…</source>
        <translation>Сравнить…</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Подключиться сейчас</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Запустить снова</translation>
    </message>
    <message>
        <source>Your server is not running.</source>
        <translation>Ваш сервер не работает.</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Подключение…</translation>
    </message>
</context>
<context>
    <name>Conversation</name>
    <message>
        <source>This could not be saved on this computer. Perhaps its disk is full.</source>
        <translation>Не удалось сохранить на этом компьютере. Возможно, на диске нет места.</translation>
    </message>
    <message>
        <source>This server encrypts its connections: its address begins with https://.</source>
        <translation>Этот сервер шифрует соединения: его адрес начинается с https://.</translation>
    </message>
    <message>
        <source>This server does not encrypt its connections: its address begins with http://.</source>
        <translation>Этот сервер не шифрует соединения: его адрес начинается с http://.</translation>
    </message>
    <message>
        <source>The server was stopped by its host.</source>
        <translation>Хозяин сервера остановил его.</translation>
    </message>
    <message>
        <source>The server does not answer. Check the address and the network.</source>
        <translation>Сервер не отвечает. Проверьте адрес и сеть.</translation>
    </message>
    <message>
        <source>This is not the server of the invite. Nothing was said to it.</source>
        <translation>Это не тот сервер, на который вас пригласили. Ему ничего не передано.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate has changed. Nothing is sent until you compare it.</source>
        <translation>Сертификат сервера изменился. Ничего не отправляется, пока вы не сравните его.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is for another address.</source>
        <translation>Сертификат сервера выдан для другого адреса.</translation>
    </message>
    <message>
        <source>The server&apos;s certificate is out of date.</source>
        <translation>Сертификат сервера недействителен по дате.</translation>
    </message>
    <message>
        <source>What this computer had noted about the server&apos;s certificate can&apos;t be read.</source>
        <translation>Не удаётся прочитать то, что этот компьютер знал о сертификате сервера.</translation>
    </message>
    <message>
        <source>Nobody vouches for this server: compare its certificate first.</source>
        <translation>За этот сервер никто не ручается: сначала сравните его сертификат.</translation>
    </message>
    <message>
        <source>Waiting for this computer&apos;s keyring…</source>
        <translation>Ждём связку ключей этого компьютера…</translation>
    </message>
    <message>
        <source>Your login is in this computer&apos;s keyring, which could not be opened.</source>
        <translation>Данные для входа лежат в связке ключей этого компьютера, а открыть её не удалось.</translation>
    </message>
    <message>
        <source>There is no Mini Chat server at this address.</source>
        <translation>По этому адресу нет сервера Mini Chat.</translation>
    </message>
    <message>
        <source>This server does not encrypt: anybody on the way can read your password and all messages. Try again to go on all the same.</source>
        <translation>Этот сервер не шифрует соединение: любой, через кого оно проходит, прочитает ваш пароль и все сообщения. Чтобы всё же продолжить, попробуйте ещё раз.</translation>
    </message>
    <message>
        <source>The server can&apos;t do this right now. Try again in a moment.</source>
        <translation>Сервер сейчас не может этого сделать. Попробуйте чуть позже.</translation>
    </message>
    <message>
        <source>The server refused this.</source>
        <translation>Сервер отказал в этом.</translation>
    </message>
    <message>
        <source>This program and the server have different versions: update the older.</source>
        <translation>У программы и сервера разные версии: обновите ту, что старше.</translation>
    </message>
    <message>
        <source>You were signed out. Log in again to go on.</source>
        <translation>Сеанс завершён. Войдите снова, чтобы продолжить.</translation>
    </message>
</context>
<context>
    <name>Copier</name>
    <message>
        <source>Copied</source>
        <translation>Скопировано</translation>
    </message>
</context>
<context>
    <name>Crop</name>
    <message>
        <source>Part of the picture: arrow keys move it, plus and minus zoom</source>
        <translation>Часть картинки: стрелки двигают её, плюс и минус меняют масштаб</translation>
    </message>
    <message>
        <source>Choose a part</source>
        <translation>Выберите часть</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Масштаб</translation>
    </message>
    <message>
        <source>Use this</source>
        <translation>Готово</translation>
    </message>
</context>
<context>
    <name>Desktop</name>
    <message>
        <source>You are on this server already.</source>
        <translation>Вы уже на этом сервере.</translation>
    </message>
    <message>
        <source>Something went wrong inside Mini Chat. The details are in its log.</source>
        <translation>В Mini Chat произошла ошибка. Подробности в журнале.</translation>
    </message>
    <message>
        <source>This is not the address of a server.</source>
        <translation>Это не адрес сервера.</translation>
    </message>
    <message>
        <source>Mini Chat could not read what it had kept on this computer. Log in again.</source>
        <translation>Mini Chat не удалось прочитать то, что было сохранено на этом компьютере. Войдите снова.</translation>
    </message>
    <message>
        <source>Your account was deleted.</source>
        <translation>Ваш аккаунт удалён.</translation>
    </message>
    <message>
        <source>You were signed out. Log in again to go on.</source>
        <translation>Сеанс завершён. Войдите снова, чтобы продолжить.</translation>
    </message>
    <message>
        <source>Profile…</source>
        <translation>Профиль…</translation>
    </message>
    <message>
        <source>No other window could be opened. Log out here first.</source>
        <translation>Не удалось открыть другое окно. Сначала выйдите здесь.</translation>
    </message>
    <message>
        <source>Devices…</source>
        <translation>Устройства…</translation>
    </message>
    <message>
        <source>Log out</source>
        <translation>Выйти</translation>
    </message>
    <message>
        <source>Your login is kept in this computer&apos;s keyring.</source>
        <translation>Вход сохранён в связке ключей этого компьютера.</translation>
    </message>
    <message>
        <source>Your login is kept in a file that only you can read, for no keyring could be used.</source>
        <translation>Вход сохранён в файле, который можете прочитать только вы: связка ключей недоступна.</translation>
    </message>
    <message>
        <source>Mini Chat can&apos;t use its data folder: {reason}.</source>
        <translation>Mini Chat не может использовать свою папку данных: {reason}.</translation>
    </message>
    <message>
        <source>Others may be connected. Quit and stop the server?</source>
        <translation>К серверу могут быть подключены другие. Выйти и остановить сервер?</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Выйти</translation>
    </message>
</context>
<context>
    <name>Dialog</name>
    <message>
        <source>One moment…</source>
        <translation>Минутку…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Закрыть</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
</context>
<context>
    <name>EmojiPicker</name>
    <message>
        <source>Emoji</source>
        <translation>Эмодзи</translation>
    </message>
    <message>
        <source>Search emoji</source>
        <translation>Поиск эмодзи</translation>
    </message>
    <message>
        <source>Skin tone</source>
        <translation>Тон кожи</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Найдено</translation>
    </message>
    <message>
        <source>No emoji found.</source>
        <translation>Ничего не нашлось.</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Недавние</translation>
    </message>
    <message>
        <source>Smileys</source>
        <translation>Смайлы</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Люди и жесты</translation>
    </message>
    <message>
        <source>Nature</source>
        <translation>Природа</translation>
    </message>
    <message>
        <source>Food</source>
        <translation>Еда и напитки</translation>
    </message>
    <message>
        <source>Travel</source>
        <translation>Путешествия</translation>
    </message>
    <message>
        <source>Activities</source>
        <translation>Занятия</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>Предметы</translation>
    </message>
    <message>
        <source>Symbols</source>
        <translation>Символы</translation>
    </message>
    <message>
        <source>Flags</source>
        <translation>Флаги</translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation>Жёлтый</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Светлый</translation>
    </message>
    <message>
        <source>Medium light</source>
        <translation>Светло-средний</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>Средний</translation>
    </message>
    <message>
        <source>Medium dark</source>
        <translation>Тёмно-средний</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Тёмный</translation>
    </message>
</context>
<context>
    <name>Failures</name>
    <message>
        <source>It has waited for more than a day. Send it now?</source>
        <translation>Ждало больше суток. Отправить сейчас?</translation>
    </message>
    <message>
        <source>It was written for another server. Send it here?</source>
        <translation>Написано для другого сервера. Отправить сюда?</translation>
    </message>
    <message>
        <source>The server takes it for another message.</source>
        <translation>Сервер принимает его за другое сообщение.</translation>
    </message>
    <message>
        <source>The server knows no such chat, or you are no longer in it.</source>
        <translation>Сервер не знает такого чата, или вас в нём больше нет.</translation>
    </message>
    <message>
        <source>The server does not accept this text.</source>
        <translation>Сервер не принимает этот текст.</translation>
    </message>
    <message>
        <source>The server refused it.</source>
        <translation>Сервер отказался принять сообщение.</translation>
    </message>
</context>
<context>
    <name>Find</name>
    <message>
        <source>Older hit</source>
        <translation>Предыдущее совпадение</translation>
    </message>
    <message>
        <source>Newer hit</source>
        <translation>Следующее совпадение</translation>
    </message>
    <message>
        <source>End the search</source>
        <translation>Закончить поиск</translation>
    </message>
    <message>
        <source>Search this chat</source>
        <translation>Поиск в этом чате</translation>
    </message>
    <message>
        <source>The server can&apos;t be asked</source>
        <translation>Сервер недоступен</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>Ничего не найдено</translation>
    </message>
</context>
<context>
    <name>Forms</name>
    <message>
        <source>Fill this in.</source>
        <translation>Заполните это поле.</translation>
    </message>
</context>
<context>
    <name>Groups</name>
    <message>
        <source>New group</source>
        <translation>Новая группа</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Название</translation>
    </message>
    <message>
        <source>Description (optional)</source>
        <translation>Описание (необязательно)</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>Участники</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>Создать</translation>
    </message>
    <message>
        <source>Edit the group</source>
        <translation>Изменить группу</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Сохранить</translation>
    </message>
    <message>
        <source>Add members</source>
        <translation>Добавить участников</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Добавить</translation>
    </message>
    <message>
        <source>Everybody on this server may join</source>
        <translation>Вступить может любой на этом сервере</translation>
    </message>
</context>
<context>
    <name>Host</name>
    <message>
        <source>Another program uses port {port}.</source>
        <translation>Порт {port} занят другой программой.</translation>
    </message>
    <message>
        <source>The system could not run the server, so it runs with the window as before. {reason}</source>
        <translation>Система не смогла запустить сервер, поэтому он, как и раньше, работает вместе с окном. {reason}</translation>
    </message>
    <message>
        <source>Another window of Mini Chat runs the server; it can be changed there.</source>
        <translation>Сервер запущен из другого окна Mini Chat; изменить его можно там.</translation>
    </message>
</context>
<context>
    <name>Hosting</name>
    <message>
        <source>You are signed in on another server; log in here first.</source>
        <translation>Вы вошли на другом сервере; сначала войдите на этом компьютере.</translation>
    </message>
    <message>
        <source>This computer&apos;s server has an administrator already. Log in on this computer.</source>
        <translation>У сервера этого компьютера уже есть администратор. Войдите на этом компьютере.</translation>
    </message>
    <message>
        <source>Nobody else can reach this server yet.</source>
        <translation>Этот сервер пока никому не доступен.</translation>
    </message>
    <message>
        <source>The server of this computer was stopped here.</source>
        <translation>Сервер этого компьютера был здесь остановлен.</translation>
    </message>
    <message>
        <source>A name of 1 to {most} characters is needed.</source>
        <translation>Нужно название длиной от 1 до {most} знаков.</translation>
    </message>
    <message>
        <source>A name can&apos;t have control characters, or such as turn the text around.</source>
        <translation>В названии не может быть управляющих символов и символов, меняющих направление текста.</translation>
    </message>
    <message>
        <source>A port from 1024 to 65535 is needed.</source>
        <translation>Нужен порт от 1024 до 65535.</translation>
    </message>
</context>
<context>
    <name>HostingFile</name>
    <message>
        <source>{file} was written by hand in a way that can&apos;t be changed from here.</source>
        <translation>Файл {file} написан вручную так, что отсюда его изменить нельзя.</translation>
    </message>
    <message>
        <source>{file} can&apos;t be read: {reason}</source>
        <translation>Не удаётся прочитать {file}: {reason}</translation>
    </message>
    <message>
        <source>The disk is full: the server can&apos;t be set up.</source>
        <translation>Диск заполнен: сервер не настроить.</translation>
    </message>
    <message>
        <source>The server&apos;s folder can&apos;t be written: {reason}.</source>
        <translation>Не удаётся записать в папку сервера: {reason}.</translation>
    </message>
</context>
<context>
    <name>Info</name>
    <message>
        <source>Information</source>
        <translation>Информация</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>Имя пользователя</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Эл. почта</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Описание</translation>
    </message>
    <message>
        <source>Close the information</source>
        <translation>Закрыть информацию</translation>
    </message>
    <message>
        <source>Edit the group</source>
        <translation>Изменить группу</translation>
    </message>
    <message>
        <source>Leave the group</source>
        <translation>Покинуть группу</translation>
    </message>
    <message>
        <source>Delete the group</source>
        <translation>Удалить группу</translation>
    </message>
    <message>
        <source>Leave “{name}”?</source>
        <translation>Покинуть группу «{name}»?</translation>
    </message>
    <message>
        <source>Whoever has been in it the longest becomes its owner.</source>
        <translation>Владельцем станет тот, кто в ней дольше всех.</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Покинуть</translation>
    </message>
    <message>
        <source>Delete “{name}” with all its messages, for all of its members?</source>
        <translation>Удалить группу «{name}» со всеми сообщениями для всех участников?</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Muted</source>
        <translation>Без звука</translation>
    </message>
    <message>
        <source>Muted until {time}</source>
        <translation>Без звука до {time}</translation>
    </message>
</context>
<context>
    <name>Invite</name>
    <message>
        <source>Invite people</source>
        <translation>Пригласить людей</translation>
    </message>
    <message>
        <source>QR code of the invite</source>
        <translation>QR-код приглашения</translation>
    </message>
    <message>
        <source>Send this link or show the code: it opens in any browser.</source>
        <translation>Отправьте эту ссылку или покажите код: он открывается в любом браузере.</translation>
    </message>
    <message>
        <source>Link of the invite</source>
        <translation>Ссылка приглашения</translation>
    </message>
    <message>
        <source>Copy the link that opens Mini Chat</source>
        <translation>Скопировать ссылку для Mini Chat</translation>
    </message>
    <message>
        <source>Copy the link</source>
        <translation>Скопировать ссылку</translation>
    </message>
    <message>
        <source>Another invite</source>
        <translation>Другое приглашение</translation>
    </message>
    <message>
        <source>One person</source>
        <translation>Одному</translation>
    </message>
    <message>
        <source>Ten</source>
        <translation>Десяти</translation>
    </message>
    <message>
        <source>The whole team</source>
        <translation>Всей команде</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1 день</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 дней</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 дней</translation>
    </message>
    <message>
        <source>For whom</source>
        <translation>Кому</translation>
    </message>
    <message>
        <source>Valid for</source>
        <translation>Действует</translation>
    </message>
    <message>
        <source>Make another</source>
        <translation>Создать другое</translation>
    </message>
    <message>
        <source>Send this link or show the code. Pasted into Mini Chat the link needs no browser; a browser warns once, for this server vouches for itself.</source>
        <translation>Отправьте ссылку или покажите код. Если вставить ссылку в Mini Chat, браузер не нужен; браузер один раз предупредит, что сервер сам заверил свой сертификат.</translation>
    </message>
    <message>
        <source>{left} · valid until {time}</source>
        <translation>{left} · действует до: {time}</translation>
    </message>
</context>
<context>
    <name>Join</name>
    <message>
        <source>Fingerprint of its certificate:</source>
        <translation>Отпечаток его сертификата:</translation>
    </message>
    <message>
        <source>Invite link or address</source>
        <translation>Ссылка-приглашение или адрес</translation>
    </message>
    <message>
        <source>This is not a whole invite. Copy all of the link and paste it again.</source>
        <translation>Это не целое приглашение. Скопируйте ссылку полностью и вставьте ещё раз.</translation>
    </message>
    <message>
        <source>Looking at the server…</source>
        <translation>Смотрим, что это за сервер…</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Продолжить</translation>
    </message>
    <message>
        <source>Near you</source>
        <translation>Рядом с вами</translation>
    </message>
    <message>
        <source>This network can&apos;t be searched. Enter the invite or the address above.</source>
        <translation>В этой сети поиск невозможен. Введите приглашение или адрес выше.</translation>
    </message>
    <message>
        <source>Looking for servers in your network… None has been found yet.</source>
        <translation>Ищем серверы в вашей сети… Пока ни одного не найдено.</translation>
    </message>
    <message>
        <source>Servers near you</source>
        <translation>Серверы рядом с вами</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Ваше имя</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>Имя пользователя</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Пароль</translation>
    </message>
    <message>
        <source>Forgot your password?</source>
        <translation>Забыли пароль?</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Минутку…</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>Подключиться</translation>
    </message>
    <message>
        <source>Log in</source>
        <translation>Войти</translation>
    </message>
    <message>
        <source>I have an account there</source>
        <translation>У меня там есть аккаунт</translation>
    </message>
    <message>
        <source>Create an account</source>
        <translation>Создать аккаунт</translation>
    </message>
    <message>
        <source>{host} takes no new members. Log in if you have an account.</source>
        <translation>{host} не принимает новых участников. Войдите, если у вас есть аккаунт.</translation>
    </message>
    <message>
        <source>{host} takes new members by invite: ask a colleague. Log in if you have an account.</source>
        <translation>{host} принимает новых участников по приглашению: попросите его у коллеги. Войдите, если у вас есть аккаунт.</translation>
    </message>
    <message>
        <source>You are joining {host}. {name} invited you.</source>
        <translation>Вы подключаетесь к серверу {host}. Вас приглашает {name}.</translation>
    </message>
    <message>
        <source>You are joining {host}.</source>
        <translation>Вы подключаетесь к серверу {host}.</translation>
    </message>
    <message>
        <source>It does not encrypt: anybody on the way can read your password and all messages.</source>
        <translation>Он не шифрует соединение: любой, через кого оно проходит, прочитает ваш пароль и все сообщения.</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Изменить</translation>
    </message>
    <message>
        <source>Change the username</source>
        <translation>Изменить имя пользователя</translation>
    </message>
    <message>
        <source>You log in as {username}.</source>
        <translation>Вы будете входить как {username}.</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>Новый пароль</translation>
    </message>
    <message>
        <source>Code from the administrator</source>
        <translation>Код от администратора</translation>
    </message>
    <message>
        <source>A new password</source>
        <translation>Новый пароль</translation>
    </message>
    <message>
        <source>Ask an administrator of your server for a code; it is good for one day.</source>
        <translation>Попросите код у администратора вашего сервера; он действует один день.</translation>
    </message>
    <message>
        <source>Set the password and log in</source>
        <translation>Задать пароль и войти</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Chats</source>
        <translation>Чаты</translation>
    </message>
    <message>
        <source>Go to a chat or a person</source>
        <translation>Перейти к чату или человеку</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>Новый чат</translation>
    </message>
    <message>
        <source>New group</source>
        <translation>Новая группа</translation>
    </message>
    <message>
        <source>Previous chat</source>
        <translation>Предыдущий чат</translation>
    </message>
    <message>
        <source>Next chat</source>
        <translation>Следующий чат</translation>
    </message>
    <message>
        <source>Previous unread chat</source>
        <translation>Предыдущий непрочитанный чат</translation>
    </message>
    <message>
        <source>Next unread chat</source>
        <translation>Следующий непрочитанный чат</translation>
    </message>
    <message>
        <source>Back to the chat before</source>
        <translation>Назад к прошлому чату</translation>
    </message>
    <message>
        <source>Forward again</source>
        <translation>Снова вперёд</translation>
    </message>
    <message>
        <source>Pinned chat</source>
        <translation>Закреплённый чат</translation>
    </message>
    <message>
        <source>Only unread chats, or all</source>
        <translation>Только непрочитанные чаты или все</translation>
    </message>
    <message>
        <source>Search the messages of all chats</source>
        <translation>Поиск по сообщениям всех чатов</translation>
    </message>
    <message>
        <source>Messages that mention you</source>
        <translation>Сообщения, где вас упомянули</translation>
    </message>
    <message>
        <source>Mark everything as read (asks first)</source>
        <translation>Отметить всё прочитанным (с вопросом)</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Сообщения</translation>
    </message>
    <message>
        <source>Search this chat</source>
        <translation>Поиск в этом чате</translation>
    </message>
    <message>
        <source>Next hit</source>
        <translation>Следующее совпадение</translation>
    </message>
    <message>
        <source>Previous hit</source>
        <translation>Предыдущее совпадение</translation>
    </message>
    <message>
        <source>About this chat and its members</source>
        <translation>О чате и его участниках</translation>
    </message>
    <message>
        <source>First unread message</source>
        <translation>Первое непрочитанное сообщение</translation>
    </message>
    <message>
        <source>Walk through the messages</source>
        <translation>Перемещаться по сообщениям</translation>
    </message>
    <message>
        <source>First, last message</source>
        <translation>Первое, последнее сообщение</translation>
    </message>
    <message>
        <source>Scroll, also while writing</source>
        <translation>Прокрутка, в том числе при наборе</translation>
    </message>
    <message>
        <source>What can be done with it</source>
        <translation>Действия с сообщением</translation>
    </message>
    <message>
        <source>Mark unread from this message</source>
        <translation>Отметить непрочитанными с этого сообщения</translation>
    </message>
    <message>
        <source>Copy what is selected</source>
        <translation>Копировать выделенное</translation>
    </message>
    <message>
        <source>Close, cancel, then go to the newest message</source>
        <translation>Закрыть, отменить, затем к последнему сообщению</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Набор текста</translation>
    </message>
    <message>
        <source>Send (the settings say which)</source>
        <translation>Отправить (выбирается в настройках)</translation>
    </message>
    <message>
        <source>New line</source>
        <translation>Новая строка</translation>
    </message>
    <message>
        <source>Edit the last own message, from an empty field</source>
        <translation>Изменить своё последнее сообщение, если поле пустое</translation>
    </message>
    <message>
        <source>Reply to the last message, to the one before</source>
        <translation>Ответить на последнее сообщение, на предыдущее</translation>
    </message>
    <message>
        <source>Bold</source>
        <translation>Жирный</translation>
    </message>
    <message>
        <source>Italic</source>
        <translation>Курсив</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Код</translation>
    </message>
    <message>
        <source>Emoji</source>
        <translation>Эмодзи</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Окно</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Настройки</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>Этот список</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>Следующая часть окна</translation>
    </message>
    <message>
        <source>Previous part of the window</source>
        <translation>Предыдущая часть окна</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Крупнее текст</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Мельче текст</translation>
    </message>
    <message>
        <source>Usual text size</source>
        <translation>Обычный размер текста</translation>
    </message>
    <message>
        <source>Close this window</source>
        <translation>Закрыть это окно</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Выйти</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Сочетания клавиш</translation>
    </message>
</context>
<context>
    <name>Link</name>
    <message>
        <source>Join this server?</source>
        <translation>Подключиться к этому серверу?</translation>
    </message>
    <message>
        <source>Open this link?</source>
        <translation>Открыть ссылку?</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Копировать</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Открыть</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>Подключиться</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Адрес</translation>
    </message>
</context>
<context>
    <name>LocalServer</name>
    <message>
        <source>The chat server of this computer did not start in time.</source>
        <translation>Сервер этого компьютера не успел запуститься.</translation>
    </message>
    <message>
        <source>This computer&apos;s system runs the chat server, but it does not answer.</source>
        <translation>Сервер запускает сама система компьютера, но он не отвечает.</translation>
    </message>
    <message>
        <source>The chat server of this computer ended again and again. Its last words: {reason}</source>
        <translation>Сервер этого компьютера завершался снова и снова. Его последние слова: {reason}</translation>
    </message>
    <message>
        <source>A setting of the chat server is wrong: {reason}</source>
        <translation>Неверная настройка сервера: {reason}</translation>
    </message>
    <message>
        <source>The chat server can&apos;t use its port: {reason}. Invites name the port, so it was not changed.</source>
        <translation>Сервер не может занять свой порт: {reason}. Порт указан в приглашениях, поэтому он не изменён.</translation>
    </message>
    <message>
        <source>The chat server&apos;s data folder can&apos;t be used: {reason}</source>
        <translation>Не удаётся использовать папку данных сервера: {reason}</translation>
    </message>
    <message>
        <source>Another chat server works on the data folder already.</source>
        <translation>С папкой данных уже работает другой сервер.</translation>
    </message>
    <message>
        <source>The chat server&apos;s data are of a newer version of Mini Chat: update this one.</source>
        <translation>Данные сервера созданы более новой версией Mini Chat: обновите эту.</translation>
    </message>
    <message>
        <source>The chat server&apos;s certificate can&apos;t be used: {reason}</source>
        <translation>Не удаётся использовать сертификат сервера: {reason}</translation>
    </message>
    <message>
        <source>The chat server of this computer could not start; the reason is in {log}.</source>
        <translation>Сервер этого компьютера не смог запуститься; причина в {log}.</translation>
    </message>
</context>
<context>
    <name>Login</name>
    <message>
        <source>One moment…</source>
        <translation>Минутку…</translation>
    </message>
    <message>
        <source>Server address</source>
        <translation>Адрес сервера</translation>
    </message>
    <message>
        <source>Username</source>
        <translation>Имя пользователя</translation>
    </message>
    <message>
        <source>First name</source>
        <translation>Имя</translation>
    </message>
    <message>
        <source>Last name</source>
        <translation>Фамилия</translation>
    </message>
    <message>
        <source>E-mail (optional)</source>
        <translation>Эл. почта (необязательно)</translation>
    </message>
    <message>
        <source>Forgot your password?</source>
        <translation>Забыли пароль?</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Пароль</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Сервер</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>На этом компьютере</translation>
    </message>
    <message>
        <source>At an address…</source>
        <translation>По адресу…</translation>
    </message>
    <message>
        <source>Log in</source>
        <translation>Войти</translation>
    </message>
    <message>
        <source>Create account</source>
        <translation>Создать аккаунт</translation>
    </message>
    <message>
        <source>Appearance and language</source>
        <translation>Оформление и язык</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Назад</translation>
    </message>
    <message>
        <source>Show the password</source>
        <translation>Показать пароль</translation>
    </message>
    <message>
        <source>How would you like to begin?</source>
        <translation>С чего начнём?</translation>
    </message>
    <message>
        <source>Join a server</source>
        <translation>Подключиться к серверу</translation>
    </message>
    <message>
        <source>You have an invite or an address, or the server is in your network.</source>
        <translation>У вас есть приглашение или адрес, или сервер находится в вашей сети.</translation>
    </message>
    <message>
        <source>Start a server here</source>
        <translation>Запустить сервер здесь</translation>
    </message>
    <message>
        <source>For your team: this computer keeps the messages, and you invite the others.</source>
        <translation>Для вашей команды: сообщения хранит этот компьютер, а вы приглашаете остальных.</translation>
    </message>
    <message>
        <source>Use it alone on this computer</source>
        <translation>Использовать только на этом компьютере</translation>
    </message>
</context>
<context>
    <name>Members</name>
    <message>
        <source>Add members</source>
        <translation>Добавить участников</translation>
    </message>
    <message>
        <source>Search members</source>
        <translation>Поиск участников</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>Участники</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>Написать сообщение</translation>
    </message>
    <message>
        <source>Make an admin</source>
        <translation>Сделать администратором</translation>
    </message>
    <message>
        <source>No longer an admin</source>
        <translation>Снять с администраторов</translation>
    </message>
    <message>
        <source>Make the owner…</source>
        <translation>Сделать владельцем…</translation>
    </message>
    <message>
        <source>Remove from the group…</source>
        <translation>Удалить из группы…</translation>
    </message>
    <message>
        <source>Make {name} the owner? You stay an admin.</source>
        <translation>Сделать владельцем: {name}? Вы останетесь администратором.</translation>
    </message>
    <message>
        <source>Make the owner</source>
        <translation>Сделать владельцем</translation>
    </message>
    <message>
        <source>Remove {name} from the group?</source>
        <translation>Удалить из группы: {name}?</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Code for a new password…</source>
        <translation>Код для нового пароля…</translation>
    </message>
</context>
<context>
    <name>Notifications</name>
    <message>
        <source>Open</source>
        <translation>Открыть</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>Ответить</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>Прочитано</translation>
    </message>
    <message>
        <source>New message</source>
        <translation>Новое сообщение</translation>
    </message>
</context>
<context>
    <name>Outside</name>
    <message>
        <source>Messages still reach you. To quit, right-click the icon near the clock.</source>
        <translation>Сообщения по-прежнему приходят. Чтобы выйти, щёлкните правой кнопкой значок у часов.</translation>
    </message>
    <message>
        <source>Mini Chat goes on</source>
        <translation>Mini Chat продолжает работать</translation>
    </message>
</context>
<context>
    <name>OwnMenu</name>
    <message>
        <source>Profile…</source>
        <translation>Профиль…</translation>
    </message>
    <message>
        <source>New group…</source>
        <translation>Новая группа…</translation>
    </message>
    <message>
        <source>Devices…</source>
        <translation>Устройства…</translation>
    </message>
    <message>
        <source>Invite people…</source>
        <translation>Пригласить людей…</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Как в системе</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Светлое</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Тёмное</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Оформление</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Настройки…</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Сочетания клавиш</translation>
    </message>
    <message>
        <source>Log out</source>
        <translation>Выйти</translation>
    </message>
    <message>
        <source>Server…</source>
        <translation>Сервер…</translation>
    </message>
    <message>
        <source>Let others in…</source>
        <translation>Открыть доступ…</translation>
    </message>
</context>
<context>
    <name>People</name>
    <message>
        <source>chosen</source>
        <translation>выбран</translation>
    </message>
    <message>
        <source>owner</source>
        <translation>владелец</translation>
    </message>
    <message>
        <source>admin</source>
        <translation>админ</translation>
    </message>
    <message>
        <source>you</source>
        <translation>вы</translation>
    </message>
    <message>
        <source>Search people</source>
        <translation>Поиск людей</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Люди</translation>
    </message>
    <message>
        <source>Nobody found.</source>
        <translation>Никого не найдено.</translation>
    </message>
</context>
<context>
    <name>Picture</name>
    <message>
        <source>Picture</source>
        <translation>Картинка</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Выбрать…</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>Из файла…</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Вставить</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Картинки</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>Выбор картинки</translation>
    </message>
</context>
<context>
    <name>PictureFile</name>
    <message>
        <source>This is not a picture.</source>
        <translation>Это не картинка.</translation>
    </message>
    <message>
        <source>This picture is damaged.</source>
        <translation>Картинка повреждена.</translation>
    </message>
    <message>
        <source>The file can&apos;t be read: {reason}.</source>
        <translation>Не удаётся прочитать файл: {reason}.</translation>
    </message>
    <message>
        <source>This picture is too large: 10 MB and 20,000 pixels at most.</source>
        <translation>Картинка слишком большая: не больше 10 МБ и 20 000 пикселей.</translation>
    </message>
</context>
<context>
    <name>Profile</name>
    <message>
        <source>Profile</source>
        <translation>Профиль</translation>
    </message>
    <message>
        <source>First name</source>
        <translation>Имя</translation>
    </message>
    <message>
        <source>Last name</source>
        <translation>Фамилия</translation>
    </message>
    <message>
        <source>E-mail (optional)</source>
        <translation>Эл. почта (необязательно)</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Сохранить</translation>
    </message>
    <message>
        <source>Change the password…</source>
        <translation>Сменить пароль…</translation>
    </message>
    <message>
        <source>Devices…</source>
        <translation>Устройства…</translation>
    </message>
    <message>
        <source>Delete the account…</source>
        <translation>Удалить аккаунт…</translation>
    </message>
    <message>
        <source>Change the password</source>
        <translation>Смена пароля</translation>
    </message>
    <message>
        <source>Password now</source>
        <translation>Текущий пароль</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>Новый пароль</translation>
    </message>
    <message>
        <source>New password again</source>
        <translation>Новый пароль ещё раз</translation>
    </message>
    <message>
        <source>Your other devices will be signed out.</source>
        <translation>На других устройствах вы выйдете из аккаунта.</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Сменить</translation>
    </message>
    <message>
        <source>This is not the same password.</source>
        <translation>Пароли не совпадают.</translation>
    </message>
    <message>
        <source>Delete the account</source>
        <translation>Удаление аккаунта</translation>
    </message>
    <message>
        <source>It goes for ever. What you wrote stays, under the name of a deleted account.</source>
        <translation>Он исчезнет навсегда. Ваши сообщения останутся под именем удалённого аккаунта.</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Пароль</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Delete your account for ever?</source>
        <translation>Удалить ваш аккаунт навсегда?</translation>
    </message>
</context>
<context>
    <name>Quiet</name>
    <message>
        <source>For 30 minutes</source>
        <translation>На 30 минут</translation>
    </message>
    <message>
        <source>For an hour</source>
        <translation>На час</translation>
    </message>
    <message>
        <source>Until tomorrow</source>
        <translation>До завтра</translation>
    </message>
    <message>
        <source>Until I turn it off</source>
        <translation>Пока не выключу</translation>
    </message>
    <message>
        <source>Turn off</source>
        <translation>Выключить</translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation>Не беспокоить</translation>
    </message>
    <message>
        <source>Do not disturb: on</source>
        <translation>Не беспокоить: включено</translation>
    </message>
    <message>
        <source>Do not disturb until {time}</source>
        <translation>Не беспокоить до {time}</translation>
    </message>
</context>
<context>
    <name>Requests</name>
    <message>
        <source>The group exists, but not all of it was done.</source>
        <translation>Группа создана, но не всё удалось.</translation>
    </message>
</context>
<context>
    <name>ResetCode</name>
    <message>
        <source>Code for a new password</source>
        <translation>Код для нового пароля</translation>
    </message>
    <message>
        <source>{name} chooses a new password with it and is signed out everywhere.</source>
        <translation>С ним {name} задаст новый пароль; на всех устройствах нужно будет войти заново.</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Код</translation>
    </message>
    <message>
        <source>Make a code</source>
        <translation>Создать код</translation>
    </message>
    <message>
        <source>Copy what to tell them</source>
        <translation>Скопировать для передачи</translation>
    </message>
    <message>
        <source>Tell them in person or by telephone: in Mini Chat choose “Join a server”, enter its address and press “Forgot your password?”; then enter the username {username}, this code and a new password.</source>
        <translation>Сообщите лично или по телефону: в Mini Chat выбрать «Подключиться к серверу», указать его адрес и нажать «Забыли пароль?»; затем ввести имя пользователя {username}, этот код и новый пароль.</translation>
    </message>
    <message>
        <source>It works once, until {time}. It is not shown again.</source>
        <translation>Он действует один раз, до: {time}. Второй раз он не показывается.</translation>
    </message>
    <message>
        <source>Username: {username}
Code: {code}</source>
        <translation>Имя пользователя: {username}
Код: {code}</translation>
    </message>
</context>
<context>
    <name>Room</name>
    <message>
        <source>Choose a chat, or find somebody to talk to.</source>
        <translation>Выберите чат или найдите, с кем поговорить.</translation>
    </message>
    <message>
        <source>Here you are. {name} invited you.</source>
        <translation>Вы присоединились по приглашению. Его автор – {name}.</translation>
    </message>
    <message>
        <source>Write to {name}</source>
        <translation>Написать: {name}</translation>
    </message>
    <message>
        <source>Invite people, or find who is here already.</source>
        <translation>Пригласите людей или найдите тех, кто уже здесь.</translation>
    </message>
    <message>
        <source>Invite people</source>
        <translation>Пригласить людей</translation>
    </message>
    <message>
        <source>Find people</source>
        <translation>Найти людей</translation>
    </message>
    <message>
        <source>Back to the chats</source>
        <translation>Назад к чатам</translation>
    </message>
</context>
<context>
    <name>RoomMenu</name>
    <message>
        <source>Unpin</source>
        <translation>Открепить</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>Закрепить</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Скрыть</translation>
    </message>
    <message>
        <source>Leave the group</source>
        <translation>Покинуть группу</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>Пометить прочитанным</translation>
    </message>
    <message>
        <source>Mark as unread</source>
        <translation>Пометить непрочитанным</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>Включить звук</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Без звука</translation>
    </message>
    <message>
        <source>For an hour</source>
        <translation>На час</translation>
    </message>
    <message>
        <source>Until tomorrow</source>
        <translation>До завтра</translation>
    </message>
    <message>
        <source>For ever</source>
        <translation>Навсегда</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Уведомления</translation>
    </message>
    <message>
        <source>Open in a new window</source>
        <translation>Открыть в отдельном окне</translation>
    </message>
    <message>
        <source>Info</source>
        <translation>Информация</translation>
    </message>
    <message>
        <source>All messages</source>
        <translation>Все сообщения</translation>
    </message>
    <message>
        <source>Only mentions</source>
        <translation>Только упоминания</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Ничего</translation>
    </message>
    <message>
        <source>Leave “{name}”?</source>
        <translation>Покинуть группу «{name}»?</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Покинуть</translation>
    </message>
</context>
<context>
    <name>Server</name>
    <message>
        <source>Copy</source>
        <translation>Скопировать</translation>
    </message>
    <message>
        <source>No invite can be used at the moment.</source>
        <translation>Сейчас нет действующих приглашений.</translation>
    </message>
    <message>
        <source>By {name}</source>
        <translation>Создатель: {name}</translation>
    </message>
    <message>
        <source>By the server</source>
        <translation>Создано сервером</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Показать</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>Отозвать</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Журнал</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Адрес</translation>
    </message>
    <message>
        <source>Fingerprint of its certificate, for who wants to compare it</source>
        <translation>Отпечаток сертификата – для сверки</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>Все</translation>
    </message>
    <message>
        <source>By invite</source>
        <translation>По приглашению</translation>
    </message>
    <message>
        <source>Nobody</source>
        <translation>Никто</translation>
    </message>
    <message>
        <source>Who may create an account</source>
        <translation>Кто может создать аккаунт</translation>
    </message>
    <message>
        <source>Can be found in this network</source>
        <translation>Виден в этой сети</translation>
    </message>
    <message>
        <source>It is listed where somebody joins a server, with its name.</source>
        <translation>Сервер виден под своим названием тем, кто ищет его в сети.</translation>
    </message>
    <message>
        <source>It can be found in its network.</source>
        <translation>Виден в своей сети.</translation>
    </message>
    <message>
        <source>It can&apos;t be found in its network without its address.</source>
        <translation>В своей сети не виден, нужен адрес.</translation>
    </message>
    <message>
        <source>Invites</source>
        <translation>Приглашения</translation>
    </message>
    <message>
        <source>Invite people…</source>
        <translation>Пригласить людей…</translation>
    </message>
    <message>
        <source>Revoke this invite? Who has its link can&apos;t join by it any more.</source>
        <translation>Отозвать это приглашение? По его ссылке больше никто не войдёт.</translation>
    </message>
    <message>
        <source>Now connected</source>
        <translation>Сейчас на связи</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Процессор</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Память</translation>
    </message>
    <message>
        <source>Messages in the last minute</source>
        <translation>Сообщений за последнюю минуту</translation>
    </message>
    <message>
        <source>Runs since</source>
        <translation>Работает с</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Нагрузка</translation>
    </message>
    <message>
        <source>{people} with {devices}, of {accounts}</source>
        <translation>{people}, {devices}; всего {accounts}</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Хранилище</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>База данных</translation>
    </message>
    <message>
        <source>Free on its disk</source>
        <translation>Свободно на диске</translation>
    </message>
    <message>
        <source>Copy the data now</source>
        <translation>Сделать копию данных</translation>
    </message>
    <message>
        <source>Open the folder of copies</source>
        <translation>Открыть папку с копиями</translation>
    </message>
    <message>
        <source>Copied, {size}: {file}</source>
        <translation>Копия готова, {size}: {file}</translation>
    </message>
    <message>
        <source>Copied, {size}: {file} in the folder “copies” of its data.</source>
        <translation>Копия готова, {size}: {file} в папке «copies» данных сервера.</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>Этот компьютер</translation>
    </message>
    <message>
        <source>If colleagues can&apos;t connect, let them through the firewall</source>
        <translation>Если коллеги не могут подключиться, откройте порт в брандмауэре</translation>
    </message>
    <message>
        <source>Keep it running without this window</source>
        <translation>Работать без этого окна</translation>
    </message>
    <message>
        <source>It starts with the computer, and Mini Chat can be closed.</source>
        <translation>Запускается вместе с компьютером, Mini Chat можно закрыть.</translation>
    </message>
    <message>
        <source>To have it run before anybody logs in to this computer</source>
        <translation>Чтобы сервер работал до входа в систему</translation>
    </message>
    <message>
        <source>Open the folder of the log</source>
        <translation>Открыть папку журнала</translation>
    </message>
    <message>
        <source>Installers for colleagues: open the folder</source>
        <translation>Установщики для коллег: открыть папку</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Сервер</translation>
    </message>
    <message>
        <source>Only this computer reaches its server now. Colleagues in your network join by an invite, once you let them in.</source>
        <translation>Сейчас сервер доступен только с этого компьютера. Откройте доступ, и коллеги в вашей сети смогут войти по приглашению.</translation>
    </message>
    <message>
        <source>Stop the server…</source>
        <translation>Остановить сервер…</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Запустить снова</translation>
    </message>
    <message>
        <source>Let others in</source>
        <translation>Открыть доступ</translation>
    </message>
    <message>
        <source>The server is stopped: nobody can write or read what is new.</source>
        <translation>Сервер остановлен: никто не может писать и получать новое.</translation>
    </message>
    <message>
        <source>Stop the server? Until it is started again nobody can write. Nothing is lost.</source>
        <translation>Остановить сервер? Пока он не запущен снова, никто не сможет писать. Ничего не пропадёт.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Остановить</translation>
    </message>
</context>
<context>
    <name>Service</name>
    <message>
        <source>An AppImage can&apos;t be run by the system: install the .deb, the .rpm or the .tar.xz instead.</source>
        <translation>Система не может запускать AppImage: установите вместо него .deb, .rpm или .tar.xz.</translation>
    </message>
    <message>
        <source>This computer can&apos;t run a program for you while its window is closed.</source>
        <translation>Этот компьютер не может держать программу запущенной, когда её окно закрыто.</translation>
    </message>
    <message>
        <source>This system has no {program}.</source>
        <translation>В этой системе нет {program}.</translation>
    </message>
    <message>
        <source>{program} does not answer.</source>
        <translation>{program} не отвечает.</translation>
    </message>
    <message>
        <source>The system refused: {reason}</source>
        <translation>Система отказала: {reason}</translation>
    </message>
    <message>
        <source>{file} can&apos;t be written: {reason}.</source>
        <translation>Не удаётся записать {file}: {reason}.</translation>
    </message>
    <message>
        <source>The system can&apos;t be told of a file whose name has a line break in it: {file}</source>
        <translation>Система не принимает файл, в имени которого есть перенос строки: {file}</translation>
    </message>
</context>
<context>
    <name>Sessions</name>
    <message>
        <source>Devices</source>
        <translation>Устройства</translation>
    </message>
    <message>
        <source>Sign out all others</source>
        <translation>Выйти на всех остальных</translation>
    </message>
    <message>
        <source>Unknown device</source>
        <translation>Неизвестное устройство</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Выйти</translation>
    </message>
    <message>
        <source>Sign out on all other devices?</source>
        <translation>Выйти на всех остальных устройствах?</translation>
    </message>
    <message>
        <source>This device</source>
        <translation>Это устройство</translation>
    </message>
    <message>
        <source>Last active: {time}</source>
        <translation>Последняя активность: {time}</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Smaller</source>
        <translation>Мельче</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Крупнее</translation>
    </message>
    <message>
        <source>{number}%</source>
        <translation>{number} %</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Настройки</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Общие</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Язык</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Как в системе</translation>
    </message>
    <message>
        <source>Send messages with</source>
        <translation>Отправлять сообщения по</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>Begin to read a chat</source>
        <translation>Открывать чат</translation>
    </message>
    <message>
        <source>At the first unread</source>
        <translation>С непрочитанных</translation>
    </message>
    <message>
        <source>At the newest</source>
        <translation>С последнего сообщения</translation>
    </message>
    <message>
        <source>Order of the chats</source>
        <translation>Порядок чатов</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>Сначала новые</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>По имени</translation>
    </message>
    <message>
        <source>Groups and direct messages apart</source>
        <translation>Группы и личные сообщения отдельно</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Оформление</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Тема</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Светлая</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Тёмная</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Синий</translation>
    </message>
    <message>
        <source>Teal</source>
        <translation>Бирюзовый</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Зелёный</translation>
    </message>
    <message>
        <source>Orange</source>
        <translation>Оранжевый</translation>
    </message>
    <message>
        <source>Pink</source>
        <translation>Розовый</translation>
    </message>
    <message>
        <source>Violet</source>
        <translation>Фиолетовый</translation>
    </message>
    <message>
        <source>Accent colour</source>
        <translation>Цвет акцента</translation>
    </message>
    <message>
        <source>Density</source>
        <translation>Плотность</translation>
    </message>
    <message>
        <source>Cosy</source>
        <translation>Просторно</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>Компактно</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Размер текста</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>Меньше движения</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Уведомления</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>Звуки</translation>
    </message>
    <message>
        <source>Show who writes</source>
        <translation>Показывать, кто пишет</translation>
    </message>
    <message>
        <source>Show what they write</source>
        <translation>Показывать текст</translation>
    </message>
    <message>
        <source>Also while I use Mini Chat</source>
        <translation>В том числе когда Mini Chat открыт</translation>
    </message>
    <message>
        <source>For chats other than the open one</source>
        <translation>Для всех чатов, кроме открытого</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Окно</translation>
    </message>
    <message>
        <source>Keep running when the window is closed</source>
        <translation>Работать после закрытия окна</translation>
    </message>
    <message>
        <source>Mini Chat stays in the tray and goes on telling of messages</source>
        <translation>Mini Chat остаётся в трее и сообщает о новых сообщениях</translation>
    </message>
    <message>
        <source>Icon in the tray</source>
        <translation>Значок в трее</translation>
    </message>
    <message>
        <source>In colour</source>
        <translation>Цветной</translation>
    </message>
    <message>
        <source>White</source>
        <translation>Белый</translation>
    </message>
    <message>
        <source>Black</source>
        <translation>Чёрный</translation>
    </message>
    <message>
        <source>Start when I log in to this computer</source>
        <translation>Запускать при входе в систему</translation>
    </message>
    <message>
        <source>Start without the window</source>
        <translation>Запускать без окна</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Аккаунт</translation>
    </message>
    <message>
        <source>About</source>
        <translation>О программе</translation>
    </message>
    <message>
        <source>Mini Chat {version}</source>
        <translation>Mini Chat {version}</translation>
    </message>
    <message>
        <source>Free software under the MIT licence. It is made with Python, Qt and PySide (LGPL 3), aiohttp (Apache 2) and others; the emoji are Twemoji (CC BY 4.0).</source>
        <translation>Свободная программа под лицензией MIT. Сделана на Python, Qt и PySide (LGPL 3), aiohttp (Apache 2) и других; эмодзи – Twemoji (CC BY 4.0).</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Menu</source>
        <translation>Меню</translation>
    </message>
    <message>
        <source>Everything is read.</source>
        <translation>Всё прочитано.</translation>
    </message>
    <message>
        <source>Search chats, people and messages</source>
        <translation>Поиск чатов, людей и сообщений</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Поиск</translation>
    </message>
    <message>
        <source>Only unread chats</source>
        <translation>Только непрочитанные</translation>
    </message>
    <message>
        <source>Search unread</source>
        <translation>Поиск</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>Закреплённые</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Группы</translation>
    </message>
    <message>
        <source>Direct messages</source>
        <translation>Личные сообщения</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>Чаты</translation>
    </message>
    <message>
        <source>No chats yet.
Find people by name in the search above.</source>
        <translation>Чатов пока нет.
Найдите людей по имени в строке поиска.</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Ищем…</translation>
    </message>
    <message>
        <source>Nothing found.</source>
        <translation>Ничего не найдено.</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Люди</translation>
    </message>
    <message>
        <source>Groups to join</source>
        <translation>Открытые группы</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Сообщения</translation>
    </message>
</context>
<context>
    <name>StartServer</name>
    <message>
        <source>Name of the team</source>
        <translation>Название команды</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Пароль</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Запустить</translation>
    </message>
    <message>
        <source>Start a server here</source>
        <translation>Свой сервер на этом компьютере</translation>
    </message>
    <message>
        <source>Colleagues join by an invite that you get in a moment.</source>
        <translation>Коллеги войдут по приглашению: вы получите его через минуту.</translation>
    </message>
    <message>
        <source>Making the certificate and your account…</source>
        <translation>Создаём сертификат и ваш аккаунт…</translation>
    </message>
</context>
<context>
    <name>Switcher</name>
    <message>
        <source>No chat or person has such a name.</source>
        <translation>Нет чата или человека с таким именем.</translation>
    </message>
    <message>
        <source>Go to a chat or a person</source>
        <translation>Перейти к чату или человеку</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>Чаты</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>You</source>
        <translation>Вы</translation>
    </message>
    <message>
        <source>in reply to {name}: {words}</source>
        <translation>в ответ на сообщение {name}: {words}</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>изменено</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>не отправлено</translation>
    </message>
    <message>
        <source>read</source>
        <translation>прочитано</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>отправлено</translation>
    </message>
    <message>
        <source>sending</source>
        <translation>отправляется</translation>
    </message>
    <message>
        <source>edited {when}</source>
        <comment>with date and time</comment>
        <translation>изменено {when}</translation>
    </message>
    <message>
        <source>Back to where you were</source>
        <translation>Назад, где вы были</translation>
    </message>
    <message>
        <source>Go to the newest message</source>
        <translation>К последнему сообщению</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Отправить ещё раз</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>Копировать текст</translation>
    </message>
    <message>
        <source>Seen by nobody yet</source>
        <translation>Пока никто не прочитал</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>Ответить</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Изменить</translation>
    </message>
    <message>
        <source>Copy selected text</source>
        <translation>Копировать выделенное</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Копировать ссылку</translation>
    </message>
    <message>
        <source>Mark unread from here</source>
        <translation>Непрочитанное отсюда</translation>
    </message>
    <message>
        <source>Delete this message for everybody?</source>
        <translation>Удалить это сообщение для всех?</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Удалить</translation>
    </message>
    <message>
        <source>Unread messages</source>
        <translation>Непрочитанные сообщения</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Не отправлено</translation>
    </message>
    <message>
        <source>edited {time}</source>
        <comment>beside a message</comment>
        <translation>изменено {time}</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Сообщения</translation>
    </message>
    <message>
        <source>No messages yet. Write the first one.</source>
        <translation>Сообщений пока нет. Напишите первое.</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>not signed in</source>
        <translation>вход не выполнен</translation>
    </message>
    <message>
        <source>unread messages in groups</source>
        <translation>есть непрочитанные в группах</translation>
    </message>
    <message>
        <source>Open Mini Chat</source>
        <translation>Открыть Mini Chat</translation>
    </message>
    <message>
        <source>Mark all as read</source>
        <translation>Прочитать все</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Настройки</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Выйти из Mini Chat</translation>
    </message>
</context>
<context>
    <name>Trust</name>
    <message>
        <source>In the invite</source>
        <translation>В приглашении</translation>
    </message>
    <message>
        <source>Known until now</source>
        <translation>Известный до сих пор</translation>
    </message>
    <message>
        <source>Shown now</source>
        <translation>Показанный сейчас</translation>
    </message>
    <message>
        <source>Fingerprint of the server</source>
        <translation>Отпечаток сервера</translation>
    </message>
    <message>
        <source>Announced in your network</source>
        <translation>Объявлен в вашей сети</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Отмена</translation>
    </message>
    <message>
        <source>Trust the new one</source>
        <translation>Доверять новому</translation>
    </message>
    <message>
        <source>Trust it all the same</source>
        <translation>Всё равно доверять</translation>
    </message>
    <message>
        <source>Trust</source>
        <translation>Доверять</translation>
    </message>
    <message>
        <source>This is not the server of the invite</source>
        <translation>Это не тот сервер, на который вас пригласили</translation>
    </message>
    <message>
        <source>The server&apos;s certificate has changed</source>
        <translation>Сертификат сервера изменился</translation>
    </message>
    <message>
        <source>The certificate is for another address</source>
        <translation>Сертификат выдан для другого адреса</translation>
    </message>
    <message>
        <source>The certificate is out of date</source>
        <translation>Сертификат недействителен по дате</translation>
    </message>
    <message>
        <source>Do you know this server still?</source>
        <translation>Вы ещё знаете этот сервер?</translation>
    </message>
    <message>
        <source>Do you know this server?</source>
        <translation>Вы знаете этот сервер?</translation>
    </message>
    <message>
        <source>Somebody else answers at its address, or the server has a new certificate since the invite was made. Nothing was said to it.</source>
        <translation>По его адресу отвечает кто-то другой, или сертификат сервера сменился после того, как приглашение было создано. Ему ничего не передано.</translation>
    </message>
    <message>
        <source>It is not the certificate that this computer knows. Somebody may pretend to be your server and read along. Nothing is sent until you decide; your unsent messages wait.</source>
        <translation>Это не тот сертификат, который знает этот компьютер. Возможно, кто-то выдаёт себя за ваш сервер и читает переписку. Ничего не отправляется, пока вы не решите; неотправленные сообщения ждут.</translation>
    </message>
    <message>
        <source>Until now an authority that this computer trusts vouched for this server; nobody vouches for what it shows today. Somebody may pretend to be your server and read along. Nothing is sent until you decide.</source>
        <translation>До сих пор за этот сервер ручался центр сертификации, которому доверяет компьютер, а за сегодняшний сертификат не ручается никто. Возможно, кто-то выдаёт себя за ваш сервер и читает переписку. Ничего не отправляется, пока вы не решите.</translation>
    </message>
    <message>
        <source>An authority that this computer trusts vouches for this certificate, but not at this address. Perhaps the address is mistyped, or the server has another name.</source>
        <translation>За этот сертификат ручается центр сертификации, которому доверяет компьютер, но не для этого адреса. Возможно, в адресе опечатка или у сервера другое имя.</translation>
    </message>
    <message>
        <source>Its time is over, or has not begun. Look whether the date of this computer is right; if it is, the host has to renew the certificate.</source>
        <translation>Его срок истёк или ещё не начался. Проверьте дату на этом компьютере; если она верна, сертификат должен обновить хозяин сервера.</translation>
    </message>
    <message>
        <source>What this computer had noted about this server&apos;s certificate can&apos;t be read any more. Nothing is sent until you decide.</source>
        <translation>То, что этот компьютер знал о сертификате этого сервера, больше не читается. Ничего не отправляется, пока вы не решите.</translation>
    </message>
    <message>
        <source>This computer meets the server for the first time, and no authority vouches for it. That is usual for a server of one&apos;s own. Nothing was sent to it yet.</source>
        <translation>Компьютер видит этот сервер впервые, и ни один центр сертификации за него не ручается. Для собственного сервера это обычно. Ему пока ничего не передано.</translation>
    </message>
    <message>
        <source>It is the one that was announced in your network, which proves nothing by itself.</source>
        <translation>Именно он был объявлен в вашей сети, но само по себе это ничего не доказывает.</translation>
    </message>
    <message>
        <source>It is not the one that was announced in your network. Ask the host before you trust it.</source>
        <translation>Это не тот, что был объявлен в вашей сети. Прежде чем доверять, спросите того, кто держит сервер.</translation>
    </message>
    <message>
        <source>Ask whoever invited you for a new invite.</source>
        <translation>Попросите у того, кто вас пригласил, новое приглашение.</translation>
    </message>
    <message>
        <source>Ask the host, by phone or in person, whether the server was set up anew. Trust the new one only if it is the same as on the host&apos;s page, digit by digit.</source>
        <translation>Спросите хозяина по телефону или лично, не был ли сервер настроен заново. Доверяйте новому, только если он до последней цифры совпадает с тем, что на странице хозяина.</translation>
    </message>
    <message>
        <source>Whoever trusts it all the same compares it with what the host&apos;s page shows first.</source>
        <translation>Прежде чем всё равно доверять, сравните его с тем, что на странице хозяина.</translation>
    </message>
    <message>
        <source>Compare it with what the host&apos;s page shows. If a digit differs, somebody is between you and the server.</source>
        <translation>Сравните его с тем, что на странице хозяина. Если отличается хоть одна цифра, между вами и сервером кто-то есть.</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>online</source>
        <translation>в сети</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>закреплён</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>без звука</translation>
    </message>
    <message>
        <source>you are mentioned</source>
        <translation>вас упомянули</translation>
    </message>
    <message>
        <source>No messages yet</source>
        <translation>Сообщений пока нет</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Вы</translation>
    </message>
    <message>
        <source>waiting to be sent</source>
        <translation>ожидает отправки</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>отправлено</translation>
    </message>
    <message>
        <source>read</source>
        <translation>прочитано</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>не отправлено</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Сегодня</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Вчера</translation>
    </message>
    <message>
        <source>MMM d</source>
        <comment>short date format</comment>
        <translation>d MMM</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>не в сети</translation>
    </message>
    <message>
        <source>last seen today at {time}</source>
        <translation>был(а) сегодня в {time}</translation>
    </message>
    <message>
        <source>last seen yesterday at {time}</source>
        <translation>был(а) вчера в {time}</translation>
    </message>
    <message>
        <source>last seen {day}</source>
        <translation>был(а) {day}</translation>
    </message>
    <message>
        <source>typing…</source>
        <translation>печатает…</translation>
    </message>
    <message>
        <source>{name} is typing…</source>
        <translation>{name} печатает…</translation>
    </message>
    <message>
        <source>Message deleted</source>
        <translation>Сообщение удалено</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Черновик</translation>
    </message>
    <message>
        <source>MMMM d, yyyy</source>
        <comment>long date format</comment>
        <translation>d MMMM yyyy</translation>
    </message>
    <message>
        <source>MMMM d</source>
        <comment>long date format without a year</comment>
        <translation>d MMMM</translation>
    </message>
    <message>
        <source>MMMM d, yyyy, HH:mm:ss</source>
        <comment>date and time in full</comment>
        <translation>d MMMM yyyy &apos;г.&apos;, HH:mm:ss</translation>
    </message>
</context>
</TS>
