"""What there is to be seen of this computer's server, in files and by asking programs. For `hosting`."""

import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from desktop.models.hosting import HostingState, RegistrationChoice
from desktop.system.firewall import find_hint
from desktop.system.host import Host
from desktop.system.hosting_file import USUAL_PORT, HostingFile, reach
from desktop.system.server_trouble import BadHostingFile

_FRESH_SECONDS = 30.0
"""A page that looks every few seconds shall not start programs each time."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """All that takes a thread to find out."""

    is_hosted: bool = False
    settings: Mapping[str, object] = {}
    problem: str = ""
    address: str = ""
    refusal: str = ""
    boot_hint: str = ""
    firewall_hint: str = ""
    asked_at: float | None = None
    """When programs were asked, by the monotonic clock; None: only the file was read."""

    @property
    def port(self) -> int:
        """Where it listens, by its file."""
        port = self.settings.get("port", USUAL_PORT)
        return port if isinstance(port, int) else USUAL_PORT


def look_at_file(folder: Path) -> Look:
    """What the file says."""
    file = HostingFile(folder)
    if not file.exists:
        return Look()
    try:
        settings = file.read()
    except BadHostingFile as error:
        return Look(is_hosted=True, problem=str(error))
    return Look(is_hosted=True, settings=settings, address=reach(settings))


def look_around(host: Host, before: Look | None = None) -> Look:
    """The same, and what the system and its firewall say; they are asked again only after a while."""
    look = look_at_file(host.folder)
    now = time.monotonic()
    is_fresh = before is not None and before.asked_at is not None and now - before.asked_at < _FRESH_SECONDS
    if before is None or not is_fresh or (before.is_hosted, before.port) != (look.is_hosted, look.port):
        hint = find_hint(look.port) if look.is_hosted else ""
        before = Look(refusal=host.service.refusal(), firewall_hint=hint, asked_at=now)
    return msgspec.structs.replace(
        look,
        refusal=before.refusal,
        boot_hint=host.service.boot_hint() if host.server.is_of_system else "",
        firewall_hint=before.firewall_hint,
        asked_at=before.asked_at,
    )


def show(look: Look, host: Host, trouble: str) -> HostingState:
    """As the screens have it."""
    found = host.server.found
    return HostingState(
        is_hosted=look.is_hosted,
        is_running=found is not None,
        is_down=look.is_hosted and found is None and not host.is_kept,
        name=str(look.settings.get("name", "")),
        address=look.address if found is not None else "",
        fingerprint=found.fingerprint if found is not None else "",
        registration=_registration(look.settings),
        is_announced=look.settings.get("announce") is True,
        port=look.port if look.is_hosted else 0,
        folder=host.folder,
        log_file=host.log,
        runs_without_window=host.server.is_of_system,
        can_run_without_window=not look.refusal,
        no_service_reason=look.refusal,
        boot_hint=look.boot_hint,
        firewall_hint=look.firewall_hint,
        problem=trouble or look.problem,
        restarts=host.server.restarts,
    )


def _registration(settings: Mapping[str, object]) -> RegistrationChoice:
    """As the file says it; what it leaves to the server is by invite on a network."""
    match settings.get("registration", "auto"):
        case "open":
            return "open"
        case "closed":
            return "closed"
        case _:
            return "invite"
