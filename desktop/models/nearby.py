"""Servers that announce themselves in this network: what they say of themselves, as rows to choose from.

Anybody in the network may announce anything: what is said here is shown, and trusted for nothing.
"""

import ipaddress
from collections.abc import Mapping, Sequence

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from backend.wire.invites import read_fingerprint, show_fingerprint
from desktop.client.plain import plain_name
from desktop.models.words import translate

SERVER_ROLE = Qt.ItemDataRole.UserRole
MOST_SERVERS = 50
"""Nobody chooses among more; whoever announces thousands fills no memory."""
_SHORT_PAIRS = 4
_LONGEST_ID = 64
_VERSION = "1"


class NearbyServer(msgspec.Struct, frozen=True, kw_only=True):
    """A server as it announced itself."""

    name: str
    address: str
    fingerprint: str = ""
    """Of its certificate; empty: it speaks http, or an authority vouches for it."""
    server_id: str = ""

    @property
    def host(self) -> str:
        """Where it is, as people say it."""
        return self.address.partition("://")[2]

    @property
    def short_fingerprint(self) -> str:
        """As much of it as tells two servers apart at a glance."""
        return show_fingerprint(self.fingerprint[: 2 * _SHORT_PAIRS]) + "…" if self.fingerprint else ""

    @property
    def spoken(self) -> str:
        """The row in one line for a screen reader."""
        return f"{self.name}, {self.host}"


class NearbyServers(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of this network by now."""

    servers: tuple[NearbyServer, ...] = ()
    is_blocked: bool = False
    """There is no network, or this computer doesn't let us look around in it."""


def read_announcement(
    addresses: Sequence[str], port: int | None, properties: Mapping[str, str]
) -> NearbyServer | None:
    """What an announcement says; None for one of another kind, or with nothing to reach it by."""
    host = next(filter(None, map(_as_host, sorted(addresses, key=_is_ipv6))), "")
    name = plain_name(properties.get("name", ""))
    if properties.get("v") != _VERSION or not host or not name or not port:
        return None
    scheme = "https" if properties.get("tls") == "1" else "http"
    return NearbyServer(
        name=name,
        address=f"{scheme}://{host}:{port}",
        fingerprint=read_fingerprint(properties.get("fp", "")) if scheme == "https" else "",
        server_id=plain_name(properties.get("id", ""))[:_LONGEST_ID],
    )


class NearbyRows(QAbstractListModel):
    """Who stays keeps their place while others come and go; who comes stands below them, by name."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._servers: list[NearbyServer] = []

    def show(self, servers: Sequence[NearbyServer]) -> None:
        """These are there now."""
        wanted = sorted(servers, key=lambda server: (server.name.casefold(), server.address))
        for row in range(len(self._servers) - 1, -1, -1):
            if self._servers[row] not in wanted:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._servers[row]
                self.endRemoveRows()
        fresh = [server for server in wanted if server not in self._servers]
        if fresh:
            row = len(self._servers)
            self.beginInsertRows(QModelIndex(), row, row + len(fresh) - 1)
            self._servers += fresh
            self.endInsertRows()

    def server(self, row: int) -> NearbyServer | None:
        """One of them."""
        return self._servers[row] if 0 <= row < len(self._servers) else None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """How many."""
        return 0 if parent is not None and parent.isValid() else len(self._servers)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The server for its painter, its words for everybody else."""
        server = self.server(index.row())
        if server is None:
            return None
        match role:
            case Qt.ItemDataRole.UserRole:
                return server
            case Qt.ItemDataRole.DisplayRole:
                return server.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return server.spoken
            case Qt.ItemDataRole.ToolTipRole if server.fingerprint:
                words = translate("Join", "Fingerprint of its certificate:")
                return f"{words}\n{_in_two_lines(show_fingerprint(server.fingerprint))}"
            case _:
                return None


def _in_two_lines(fingerprint: str) -> str:
    half = len(fingerprint) // 2
    return f"{fingerprint[:half]}\n{fingerprint[half + 1 :]}"


def _is_ipv6(address: str) -> bool:
    return ":" in address


def _as_host(text: str) -> str:
    """As it stands in an address; empty for what leads nowhere without knowing through which interface."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if address.is_unspecified or address.is_multicast or (address.version == 6 and address.is_link_local):
        return ""
    return f"[{address}]" if address.version == 6 else str(address)
