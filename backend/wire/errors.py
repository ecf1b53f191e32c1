"""Why something is refused: a code for programs, a status for HTTP, a text for people in their language."""

from enum import StrEnum
from typing import Literal, NamedTuple

Language = Literal["en", "ru"]


class ErrorCode(StrEnum):
    """Refusals that are about no single field."""

    NOT_AUTHENTICATED = "not_authenticated"
    TOKEN_INVALID = "token_invalid"  # noqa: S105
    LOGIN_FAILED = "login_failed"
    REGISTRATION_CLOSED = "registration_closed"
    INVITE_NEEDED = "invite_needed"
    INVITE_UNKNOWN = "invite_unknown"
    INVITE_EXPIRED = "invite_expired"
    INVITE_USED = "invite_used"
    INVITE_REVOKED = "invite_revoked"
    RESET_CODE_WRONG = "reset_code_wrong"
    FOREIGN_TOKEN = "foreign_token"  # noqa: S105
    BAD_JSON = "bad_json"
    BAD_REQUEST = "bad_request"
    NOT_FOUND = "not_found"
    NO_SUCH_ROOM = "no_such_room"
    NO_SUCH_USER = "no_such_user"
    USER_ID_MISSING = "user_id_missing"
    DIRECT_WITH_ONESELF = "direct_with_oneself"
    NO_SUCH_MESSAGE = "no_such_message"
    NO_SUCH_SESSION = "no_such_session"
    NOT_ALLOWED = "not_allowed"
    NOT_IN_DIRECT_ROOMS = "not_in_direct_rooms"
    OWNER_MUST_HAND_OVER = "owner_must_hand_over"
    GROUP_FULL = "group_full"
    MESSAGE_DELETED = "message_deleted"
    ACCOUNT_DEACTIVATED = "account_deactivated"
    CLIENT_ID_CONFLICT = "client_id_conflict"
    INVALID = "invalid"
    BAD_FRAME = "bad_frame"
    UNSUPPORTED_PROTOCOL = "unsupported_protocol"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    TOO_LARGE = "too_large"
    HEAD_TOO_LARGE = "head_too_large"
    EXPECTATION_FAILED = "expectation_failed"
    FOREIGN_ORIGIN = "foreign_origin"
    TIMED_OUT = "timed_out"
    RATE_LIMITED = "rate_limited"
    TOO_MANY_SOCKETS = "too_many_sockets"
    OVERLOADED = "overloaded"
    SHUTTING_DOWN = "shutting_down"
    NOT_READY = "not_ready"
    STORAGE_FULL = "storage_full"
    COPY_FAILED = "copy_failed"
    SERVER_ERROR = "server_error"


class FieldProblem(StrEnum):
    """What can be wrong with one field of a body."""

    REQUIRED = "required"
    BLANK = "blank"
    NULL = "null"
    NOT_A_STRING = "not_a_string"
    NOT_AN_INTEGER = "not_an_integer"
    NOT_A_BOOLEAN = "not_a_boolean"
    NOT_POSITIVE = "not_positive"
    NUMBER_TOO_LARGE = "number_too_large"
    NOT_A_CHOICE = "not_a_choice"
    WRONG_TYPE = "wrong_type"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    BAD_CHARACTERS = "bad_characters"
    BAD_USERNAME = "bad_username"
    USERNAME_TAKEN = "username_taken"
    BAD_EMAIL = "bad_email"
    EMAIL_TAKEN = "email_taken"
    PASSWORD_COMMON = "password_common"  # noqa: S105
    PASSWORD_NUMERIC = "password_numeric"  # noqa: S105
    PASSWORD_LIKE_USER = "password_like_user"  # noqa: S105
    PASSWORDS_DIFFER = "passwords_differ"
    DIRECT_NOT_HERE = "direct_not_here"
    BAD_UUID = "bad_uuid"
    BEYOND_LOG = "beyond_log"
    NO_SUCH_MESSAGE_HERE = "no_such_message_here"
    NOT_A_TIME = "not_a_time"
    CHAT_TYPE_FIXED = "chat_type_fixed"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105
    FOREIGN_AVATAR = "foreign_avatar"
    NOT_A_PICTURE = "not_a_picture"
    PICTURE_TOO_LARGE = "picture_too_large"


class Phrase(StrEnum):
    """What the server says when all is well."""

    REGISTERED = "registered"
    LOGGED_IN = "logged_in"
    LOGGED_OUT = "logged_out"
    DIRECT_CREATED = "direct_created"
    DIRECT_FOUND = "direct_found"
    PROFILE_UPDATED = "profile_updated"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    ACCOUNT_DELETED = "account_deleted"
    JOINED = "joined"
    LEFT = "left"


class Meaning(NamedTuple):
    """How a refusal travels over HTTP, and whether the same request may succeed later."""

    status: int
    is_retryable: bool = False


MEANINGS: dict[ErrorCode, Meaning] = {
    ErrorCode.NOT_AUTHENTICATED: Meaning(401),
    ErrorCode.TOKEN_INVALID: Meaning(401),
    ErrorCode.LOGIN_FAILED: Meaning(400),
    ErrorCode.REGISTRATION_CLOSED: Meaning(403),
    ErrorCode.INVITE_NEEDED: Meaning(403),
    ErrorCode.INVITE_UNKNOWN: Meaning(404),
    ErrorCode.INVITE_EXPIRED: Meaning(410),
    ErrorCode.INVITE_USED: Meaning(410),
    ErrorCode.INVITE_REVOKED: Meaning(410),
    ErrorCode.RESET_CODE_WRONG: Meaning(400),
    ErrorCode.FOREIGN_TOKEN: Meaning(400),
    ErrorCode.BAD_JSON: Meaning(400),
    ErrorCode.BAD_REQUEST: Meaning(400),
    ErrorCode.NOT_FOUND: Meaning(404),
    ErrorCode.NO_SUCH_ROOM: Meaning(404),
    ErrorCode.NO_SUCH_USER: Meaning(404),
    ErrorCode.USER_ID_MISSING: Meaning(400),
    ErrorCode.DIRECT_WITH_ONESELF: Meaning(400),
    ErrorCode.NO_SUCH_MESSAGE: Meaning(404),
    ErrorCode.NO_SUCH_SESSION: Meaning(404),
    ErrorCode.NOT_ALLOWED: Meaning(403),
    ErrorCode.NOT_IN_DIRECT_ROOMS: Meaning(403),
    ErrorCode.OWNER_MUST_HAND_OVER: Meaning(403),
    ErrorCode.GROUP_FULL: Meaning(409),
    ErrorCode.MESSAGE_DELETED: Meaning(409),
    ErrorCode.ACCOUNT_DEACTIVATED: Meaning(403),
    ErrorCode.CLIENT_ID_CONFLICT: Meaning(409),
    ErrorCode.INVALID: Meaning(400),
    ErrorCode.BAD_FRAME: Meaning(400),
    ErrorCode.UNSUPPORTED_PROTOCOL: Meaning(400),
    ErrorCode.METHOD_NOT_ALLOWED: Meaning(405),
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: Meaning(415),
    ErrorCode.TOO_LARGE: Meaning(413),
    ErrorCode.HEAD_TOO_LARGE: Meaning(431),
    ErrorCode.EXPECTATION_FAILED: Meaning(417),
    ErrorCode.FOREIGN_ORIGIN: Meaning(403),
    ErrorCode.TIMED_OUT: Meaning(408, is_retryable=True),
    ErrorCode.RATE_LIMITED: Meaning(429, is_retryable=True),
    ErrorCode.TOO_MANY_SOCKETS: Meaning(429, is_retryable=True),
    ErrorCode.OVERLOADED: Meaning(503, is_retryable=True),
    ErrorCode.SHUTTING_DOWN: Meaning(503, is_retryable=True),
    ErrorCode.NOT_READY: Meaning(503, is_retryable=True),
    ErrorCode.STORAGE_FULL: Meaning(507, is_retryable=True),
    ErrorCode.COPY_FAILED: Meaning(409),
    ErrorCode.SERVER_ERROR: Meaning(500, is_retryable=True),
}


class Refusal(Exception):
    """The expected no: raised by actions and edges, made an answer or an error frame at one place each."""

    def __init__(self, code: ErrorCode, *, retry_after: float | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.retry_after = retry_after


class Problem(NamedTuple):
    """One thing wrong with one field; `bound` is the limit that it broke."""

    kind: FieldProblem
    bound: int | None = None


class Invalid(Refusal):
    """A body with wrong fields: all of them at once."""

    def __init__(self, problems: dict[str, list[Problem]]) -> None:
        super().__init__(ErrorCode.INVALID)
        self.problems = problems


def invalid(field: str, kind: FieldProblem, bound: int | None = None) -> Invalid:
    """The refusal of one field."""
    return Invalid({field: [Problem(kind, bound)]})
