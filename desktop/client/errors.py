"""What can go wrong between this device and the server, told apart by what one can do about it.

    ChatError
    ├── Unreachable      nobody answered: try again
    │   ├── Locked       the tokens are where only their person lets us get them: ask them
    │   ├── Stopped      whoever runs the server ended it: try again, but it may take long
    │   ├── Untrusted    the server's certificate vouches for nobody we know: show it to the person
    │   └── WrongScheme  the server speaks http where https was asked for, or the reverse: correct the address
    ├── ServerFailed     the server can't right now: try again, not before `retry_after`
    ├── Refused          the server said no, and will again: tell the person
    ├── SessionExpired   the sign-in is over: ask for the password
    ├── Incompatible     the other side speaks another language: update
    ├── NotEncrypted     anybody on the way could read what is to be said: ask the person, then try again
    └── NotMiniChat      something else answered at the address: correct it

Whoever calls the client core meets these and, where the disk fails, `sqlite3.Error`.
"""

from typing import Literal

Reason = Literal["unknown", "changed", "wrong_name", "expired", "forgotten"]
"""Why a certificate isn't trusted: nobody whom this computer trusts vouches for it; it is not the one that is
known; it is for another name; it is out of date; what was known of it can't be read any more."""


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


class Stopped(Unreachable):
    """The server said goodbye, for its host has ended it; only a live connection learns this."""

    def __init__(self) -> None:
        super().__init__("the server was stopped by its host")


class Untrusted(Unreachable):
    """The server showed a certificate that is not to be trusted; nothing was said to it, nor will be."""

    def __init__(
        self, address: str, fingerprint: str, *, known: str = "", reason: Reason, is_by_invite: bool = False
    ) -> None:
        super().__init__(f"{address}: the certificate is not trusted: {reason}")
        self.address = address
        self.fingerprint = fingerprint
        """SHA-256 of the certificate that was shown."""
        self.known = known
        """That of the certificate that had to be shown; empty where none is pinned.

        With the reason `changed`: an authority vouched for the server until now.
        """
        self.reason: Reason = reason
        self.is_by_invite = is_by_invite
        """Whether `known` is what an invite says."""


class WrongScheme(Unreachable):
    """A server is there, but the address begins with `http` where it encrypts, or with `https` where not."""

    def __init__(self, address: str, *, is_encrypted: bool) -> None:
        super().__init__(f"{address}: the server speaks {'https' if is_encrypted else 'http'}")
        self.is_encrypted = is_encrypted
        """Whether the server is."""


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


class NotEncrypted(ChatError):
    """Nothing was said: a password would go out of this computer in the clear, and nobody was told."""

    def __init__(self, address: str) -> None:
        super().__init__(f"{address}: the server does not encrypt")


class NotMiniChat(ChatError):
    """Whoever answers at the address, it is no server of ours."""

    code = "not_minichat"
