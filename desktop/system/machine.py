"""What happens to the machine around us: sleep, another network, a lock, a tray that comes. For `outside`.

On Linux the system tells by D-Bus. A sleep of which nobody tells the client core notices by its clocks.
"""

import logging

from PySide6.QtCore import QObject, Signal

from desktop.client.scope import TaskScope

_log = logging.getLogger(__name__)

_NETWORK_IS_SITE = 60
"""NetworkManager's state from which on something beyond this machine can be reached."""
_TRAY = "org.kde.StatusNotifierWatcher"
"""Who knows the icons beside the clock, by the name that all desktops gave it."""


class Machine(QObject):
    """Tells of wakes and locks."""

    woke = Signal()
    """From sleep, or on another network: what was connected isn't any more."""
    locked = Signal(bool)
    tray_came = Signal()
    """There may be a place for icons now."""

    async def watch_bus(self, scope: TaskScope) -> None:
        """Follow what a Linux desktop tells; of what isn't there nothing is told."""
        from jeepney import (  # type: ignore[import-untyped] # noqa: PLC0415 - Linux alone has it
            DBusAddress,
            message_bus,
        )

        from desktop.system.bus import Bus, BusError  # noqa: PLC0415

        login = DBusAddress("/org/freedesktop/login1", interface="org.freedesktop.login1.Manager")
        network = DBusAddress("/org/freedesktop/NetworkManager", interface="org.freedesktop.NetworkManager")
        try:
            system = await Bus.open("SYSTEM", scope)
            await system.follow(login, "PrepareForSleep", self._take_sleep)
            await system.follow(network, "StateChanged", self._take_network)
        except BusError as error:
            _log.info("nobody tells of sleep or the network: %s", error)
        try:
            session = await Bus.open("SESSION", scope)
            for name in ("freedesktop", "gnome"):
                path = "/org/freedesktop/ScreenSaver" if name == "freedesktop" else "/org/gnome/ScreenSaver"
                saver = DBusAddress(path, interface=f"org.{name}.ScreenSaver")
                await session.follow(saver, "ActiveChanged", self._take_lock)
            await session.follow(message_bus, "NameOwnerChanged", self._take_owner, about=_TRAY)
        except BusError as error:
            _log.info("nobody tells of a locked screen or a tray: %s", error)

    def _take_sleep(self, body: tuple[bool]) -> None:
        is_beginning = body[0]
        if not is_beginning:
            self.woke.emit()

    def _take_network(self, body: tuple[int]) -> None:
        if body[0] >= _NETWORK_IS_SITE:
            self.woke.emit()

    def _take_owner(self, body: tuple[str, str, str]) -> None:
        _, _, owner = body
        if owner:
            self.tray_came.emit()

    def _take_lock(self, body: tuple[bool]) -> None:
        self.locked.emit(bool(body[0]))
