"""What can go wrong between this device and the server, told apart by what one can do about it.

    ChatError
    ├── Unreachable      nobody answered: try again
    │   └── Locked       the tokens are where only their person lets us get them: ask them
    ├── ServerFailed     the server can't right now: try again, not before `retry_after`
    ├── Refused          the server said no, and will again: tell the person
    ├── SessionExpired   the sign-in is over: ask for the password
    ├── Incompatible     the other side speaks another language: update
    └── NotMiniChat      something else answered at the address: correct it

Whoever calls the client core meets these seven and, where the disk fails, `sqlite3.Error`.
"""


class ChatError(Exception):
    """A call that did not succeed; `str()` of it is for logs, `text` of a refusal is for people."""

    retry_after: float = 0.0
    """Seconds that the server wants to be left alone."""


class Unreachable(ChatError):
    """No connection, or none that lasted until the answer: the call may or may not have been carried out."""


class Locked(Unreachable):
    """The tokens are still waited for, or were refused to us; nothing is said to the server without them."""

    def __init__(self, *, is_refused: bool = False) -> None:
        super().__init__("the tokens are locked")
        self.is_refused = is_refused


class ServerFailed(ChatError):
    """A server, or something on the way to it, could not answer now."""

    def __init__(self, code: str, text: str = "", *, retry_after: float = 0.0) -> None:
        super().__init__(f"{code}: {text}" if text else code)
        self.code = code
        self.text = text
        self.retry_after = retry_after


class Refused(ChatError):
    """A final no. `fields` holds the texts for each wrong field of a form, when it is about fields."""

    def __init__(self, code: str, text: str = "", *, fields: dict[str, list[str]] | None = None) -> None:
        super().__init__(f"{code}: {text}" if text else code)
        self.code = code
        self.text = text
        self.fields = fields or {}


class SessionExpired(ChatError):
    """The device is signed out: its tokens are dead, or it has none."""


class Incompatible(ChatError):
    """An answer that this version can't read, or a protocol that it doesn't speak."""


class NotMiniChat(ChatError):
    """Whoever answers at the address, it is no server of ours."""

    code = "not_minichat"
