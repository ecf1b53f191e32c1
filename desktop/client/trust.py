"""Which certificate a server has to show: what this device keeps of it, what an invite or the host says.

A pinned server shows that certificate and no other, whatever authorities say. Without a pin the system's
authorities decide. `trust.json` lies in the server's folder from the first encrypted connection on.
"""

import logging
import re
from pathlib import Path

import msgspec

from desktop.client.errors import Reason, Untrusted
from desktop.client.private_file import write_private

_log = logging.getLogger(__name__)

_FILE = "trust.json"
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What the file says of a server that was reached by TLS."""

    fingerprint: str = ""
    """The one certificate, 64 small hexadecimal digits; empty: an authority vouched for it."""


def was_encrypted(folder: Path) -> bool:
    """Whether the server that is kept in this folder was ever reached by TLS."""
    return (folder / _FILE).exists()


class Trust:
    """What is known of one server's certificate. Its file is read when the network is first needed."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._told = self._invited = ""
        self._kept: Kept | None = None
        self._is_loaded = False
        self._is_forgotten = False

    @property
    def pin(self) -> str:
        """The certificate that the server has to show; empty: authorities decide."""
        if self._told:
            return self._told
        return self._kept.fingerprint if self._kept is not None else self._invited

    @property
    def needs_person(self) -> bool:
        """Whether something was kept that can't be read: then nobody else can say whom to trust."""
        return self._is_forgotten and not self._told

    @property
    def is_contradicted(self) -> bool:
        """Whether an invite says another certificate than the one that is known: then the person decides."""
        return bool(self._invited and self._known and not self._told and self._invited != self._known)

    @property
    def is_reached(self) -> bool:
        """Whether nothing is left to be written down of a connection that came about."""
        return self._told != "" or self._kept is not None

    def expect(self, fingerprint: str) -> None:
        """The server's host says so, on this computer; it is not written down. Empty: it says nothing."""
        self._told = _checked(fingerprint)

    def invite(self, fingerprint: str) -> None:
        """An invite says so: kept once such a server has answered, and never in place of what is known."""
        self._invited = _checked(fingerprint)

    def accept(self, fingerprint: str) -> None:
        """The person says so: from now on this certificate alone.

        Raises:
            OSError: it can't be kept, so nothing is accepted.
        """
        kept = Kept(fingerprint=_checked(fingerprint))
        write_private(self._path, msgspec.json.encode(kept))
        self._kept, self._told, self._invited = kept, "", ""
        self._is_loaded, self._is_forgotten = True, False

    def load(self) -> None:
        """Read the file, once."""
        if self._is_loaded:
            return
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=Kept)
            self._kept = Kept(fingerprint=_checked(kept.fingerprint))
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:  # msgspec's errors are values that are wrong, too
            _log.warning("what is known of the server's certificate can't be read: %s", error)
            self._is_forgotten = True
        self._is_loaded = True

    def note_reached(self) -> None:
        """A connection by TLS came about: remember by which certificate, and that there was one."""
        if not self.is_reached and not self._is_forgotten:
            kept = Kept(fingerprint=self._invited)
            write_private(self._path, msgspec.json.encode(kept))
            self._kept = kept

    def doubt(self, address: str, fingerprint: str, reason: Reason) -> Untrusted:
        """The server showed a certificate that is not to be trusted as things stand."""
        if self.needs_person:
            return Untrusted(address, fingerprint, reason="forgotten")
        if not self._told and self._invited not in {"", self._known, fingerprint}:
            known = self._invited
            return Untrusted(address, fingerprint, known=known, reason="changed", is_by_invite=True)
        if self.pin or (reason == "unknown" and self._kept is not None):
            return Untrusted(address, fingerprint, known=self.pin, reason="changed")
        return Untrusted(address, fingerprint, reason=reason)

    @property
    def _known(self) -> str:
        return self._kept.fingerprint if self._kept is not None else ""


def _checked(fingerprint: str) -> str:
    if fingerprint and not _FINGERPRINT.fullmatch(fingerprint):
        raise ValueError("not the SHA-256 of a certificate")
    return fingerprint
