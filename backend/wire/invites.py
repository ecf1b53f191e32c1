"""Links that bring somebody into a team: what they carry, and their two spellings.

    minichat://join/HOST:PORT/TOKEN/CERTIFICATE      opens the program
    https://HOST:PORT/join/#TOKEN/CERTIFICATE        opens a page that offers the program, then the link above

What comes after `#` stays in the browser, so that no log on the way sees a token. CERTIFICATE is the SHA-256
of the server's certificate (DER) in base64url; it is left out where an authority vouches for the
certificate, and is `plain` where the server speaks http.
"""

import base64
import binascii
import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

import msgspec

SCHEME = "minichat"
JOIN = "join"
DEFAULT_PORTS = {"http": 80, "https": 443}
_PLAIN = "plain"
_LONGEST = 500
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,100}")
_NAME = re.compile(r"(?=.{1,253}\Z)[^\W_](?:[\w-]{0,61}[^\W_])?(?:\.[^\W_](?:[\w-]{0,61}[^\W_])?)*\.?")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


class BadInvite(ValueError):
    """What was opened or pasted is no invite, or not all of one."""


class InviteLink(msgspec.Struct, frozen=True, kw_only=True):
    """An invite: to which server, by which token, and how to know that it is that server."""

    host: str
    """A name or an address; IPv6 without its brackets."""
    port: int
    token: str
    fingerprint: str = ""
    """SHA-256 of the certificate, 64 small hexadecimal digits; empty: an authority vouches for it."""
    is_encrypted: bool = True

    def __repr__(self) -> str:
        """Without its token, for logs and tracebacks."""
        return f"InviteLink(host={self.host!r}, port={self.port})"

    @property
    def address(self) -> str:
        """Where the server's API begins."""
        scheme = "https" if self.is_encrypted else "http"
        is_usual = self.port == DEFAULT_PORTS[scheme]
        return f"{scheme}://{_host(self.host)}" + ("" if is_usual else f":{self.port}")

    @property
    def link(self) -> str:
        """The spelling that opens the program."""
        return f"{SCHEME}://{JOIN}/{_host(self.host)}:{self.port}/{self._secret}"

    @property
    def web_link(self) -> str:
        """The spelling that any browser opens."""
        return f"{self.address}/{JOIN}/#{self._secret}"

    @property
    def _secret(self) -> str:
        if not self.is_encrypted:
            return f"{self.token}/{_PLAIN}"
        if not self.fingerprint:
            return self.token
        packed = base64.urlsafe_b64encode(bytes.fromhex(self.fingerprint)).decode().rstrip("=")
        return f"{self.token}/{packed}"


def is_invite(text: str) -> bool:
    """Whether somebody means this to be an invite, well-formed or not."""
    text = text.strip().lower()
    return text.startswith(f"{SCHEME}:") or re.match(rf"https?://[^/]+/{JOIN}(/|$|#)", text) is not None


def parse_invite(text: str) -> InviteLink:
    """Read either spelling, as it was pasted.

    Raises:
        BadInvite: it is none, or a part of it is missing.
    """
    text = text.strip().strip("<>")
    if len(text) > _LONGEST:
        raise BadInvite("too long")
    try:
        parts = urlsplit(text)
        where, secret = _split(parts)
        place = urlsplit(f"//{where}")
        host, port = place.hostname, place.port
    except ValueError as error:
        raise BadInvite(str(error)) from error
    token, _, mark = secret.partition("/")
    mark = mark.rstrip("/")
    if not host or not _is_host(host) or "@" in where:
        raise BadInvite("no server")
    if port == 0:
        raise BadInvite("no port")
    if not _TOKEN.fullmatch(token):
        raise BadInvite("no token")
    is_encrypted = mark != _PLAIN
    if parts.scheme == "http" and is_encrypted:
        raise BadInvite("the certificate of a server that has none")
    if parts.scheme == "https" and not is_encrypted:
        raise BadInvite("no certificate of a server that has one")
    return InviteLink(
        host=host,
        port=port or DEFAULT_PORTS["https" if is_encrypted else "http"],
        token=token,
        fingerprint=_read_fingerprint(mark) if mark and is_encrypted else "",
        is_encrypted=is_encrypted,
    )


def show_fingerprint(fingerprint: str) -> str:
    """As people compare it: `AB:CD:…`, in pairs."""
    return ":".join(fingerprint[at : at + 2] for at in range(0, len(fingerprint), 2)).upper()


def read_fingerprint(text: str) -> str:
    """As programs keep it, from any way of writing it; empty for what is none."""
    digits = re.sub(r"[\s:]", "", text).lower()
    return digits if _FINGERPRINT.fullmatch(digits) else ""


def _split(parts: SplitResult) -> tuple[str, str]:
    """Where the server is, and what must not be seen on the way to it."""
    if parts.scheme == SCHEME and parts.netloc.lower() == JOIN:
        where, _, secret = parts.path.removeprefix("/").partition("/")
        return where, secret
    if parts.scheme in DEFAULT_PORTS and parts.path.rstrip("/") == f"/{JOIN}":
        return parts.netloc, parts.fragment
    raise BadInvite("no invite")


def _read_fingerprint(mark: str) -> str:
    try:
        packed = base64.b64decode(mark + "=" * (-len(mark) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInvite("no certificate") from error
    if len(packed) != 32:
        raise BadInvite("not all of a certificate")
    return packed.hex()


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return _NAME.fullmatch(host) is not None
    return True


def _host(host: str) -> str:
    return f"[{host}]" if ":" in host else host
