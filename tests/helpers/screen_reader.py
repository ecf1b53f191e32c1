"""A screen reader without a screen: an X server and an accessibility bus of a test's own.

`at_work` gives both to the windows that a test starts as processes; `ScreenReader` asks them as Orca would.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import pytest
from jeepney import (
    DBusAddress,
    HeaderFields,
    MatchRule,
    Message,
    MessageType,
    Properties,
    message_bus,
    new_method_call,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.helpers.session_bus import private_bus

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_EVENTS = "org.a11y.atspi.Event.Object"
_REGISTRY = "org.a11y.atspi.Registry"
_BUS = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
_STATES = {
    1: "active",
    4: "checked",
    8: "enabled",
    11: "focusable",
    12: "focused",
    23: "selected",
    25: "showing",
}
"""Of AT-SPI's numbered states those that tests ask for."""


@contextmanager
def at_work() -> Iterator[dict[str, str]]:
    """A screen and an accessibility bus; the environment for a window that is to be read."""
    for program in ("Xvfb", "dbus-daemon"):
        if shutil.which(program) is None:
            pytest.skip(f"there is no {program} on this machine")
    if not any(
        Path(folder, "at-spi-bus-launcher").exists() for folder in ("/usr/libexec", "/usr/lib/at-spi2-core")
    ):
        pytest.skip("there is no accessibility bus (at-spi2-core) on this machine")
    with tempfile.TemporaryDirectory() as folder, virtual_screen() as display:
        before = os.environ.get("XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = folder  # where the bus makes its socket
        try:
            with private_bus():
                yield {
                    "DISPLAY": display,
                    "QT_QPA_PLATFORM": "xcb",
                    "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
                }
        finally:
            if before is None:
                del os.environ["XDG_RUNTIME_DIR"]
            else:
                os.environ["XDG_RUNTIME_DIR"] = before


@contextmanager
def virtual_screen() -> Iterator[str]:
    """The name of a display that nobody sees."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            yield f":{server.stdout.readline().strip()}"
        finally:
            server.terminate()


class Accessible:
    """One thing on the screen, as it tells about itself."""

    def __init__(self, connection: DBusConnection, owner: str, path: str) -> None:
        self._connection = connection
        self._owner = owner
        self._path = path

    @property
    def role(self) -> str:
        """What it is, in AT-SPI's words: "push button", "list item"."""
        return str(self._call("GetRoleName")[0])

    @property
    def name(self) -> str:
        """What is read aloud."""
        return str(self._get("Name"))

    @property
    def states(self) -> set[str]:
        """Of the states those that have a name above."""
        low, high = self._call("GetState")[0]
        bits = low | high << 32
        return {name for number, name in _STATES.items() if bits >> number & 1}

    def children(self) -> list["Accessible"]:
        """What is in it."""
        return [Accessible(self._connection, *place) for place in self._call("GetChildren")[0]]

    def shown(self) -> Iterator["Accessible"]:
        """It and all within it that is on the screen; what goes meanwhile is left out."""
        with suppress(Gone):
            if self.role != "frame" and "showing" not in self.states:
                return
            yield self
            for child in self.children():
                yield from child.shown()

    def find(self, role: str, name: str) -> "Accessible":
        """The one thing on the screen of this role and name."""
        found = [thing for thing in self.shown() if thing.role == role and thing.name == name]
        assert len(found) == 1, f"{len(found)} of {role} {name!r}"
        return found[0]

    def wait_for(self, role: str, name: str, *, is_there: bool = True, seconds: float = 10) -> None:
        """Until such a thing is on the screen, or none is any more."""
        deadline = time.monotonic() + seconds
        while any(thing.role == role and thing.name == name for thing in self.shown()) != is_there:
            assert time.monotonic() < deadline, f"still {'no' * is_there} {role} {name!r}"
            time.sleep(0.05)

    def names(self) -> list[str]:
        """What the things in it are called."""
        return [child.name for child in self.children()]

    def do(self) -> None:
        """What a reader's user does to a button."""
        self._ask(new_method_call(self._at("org.a11y.atspi.Action"), "DoAction", "i", (0,)))

    def _at(self, interface: str) -> DBusAddress:
        return DBusAddress(self._path, self._owner, interface)

    def _call(self, method: str) -> tuple[Any, ...]:
        return self._ask(new_method_call(self._at(_ACCESSIBLE), method))

    def _get(self, name: str) -> Any:
        return self._ask(Properties(self._at(_ACCESSIBLE)).get(name))[0][1]

    def _ask(self, question: Message) -> tuple[Any, ...]:
        answer = self._connection.send_and_get_reply(question, timeout=10)
        if answer.header.message_type is not MessageType.method_return:
            raise Gone(answer.body)
        return answer.body


class Gone(Exception):
    """What was asked is no longer there."""


class ScreenReader:
    """Knows the windows there are, and hears what they say."""

    def __enter__(self) -> Self:
        with open_dbus_connection("SESSION") as session:
            address = session.send_and_get_reply(new_method_call(_BUS, "GetAddress"), timeout=10).body[0]
        self._asking = open_dbus_connection(address)
        self._hearing = open_dbus_connection(address)
        registry = DBusAddress("/org/a11y/atspi/registry", _REGISTRY, _REGISTRY)
        for event in ("Object:Announcement", "Object:StateChanged:Focused"):
            register = new_method_call(registry, "RegisterEvent", "sass", (event, [], ""))
            answer = self._hearing.send_and_get_reply(register, timeout=10)
            assert answer.header.message_type is MessageType.method_return, answer.body
        rule = MatchRule(type="signal", interface=_EVENTS)
        self._hearing.send_and_get_reply(message_bus.AddMatch(rule), timeout=10)
        return self

    def __exit__(self, *_: object) -> None:
        self._asking.close()
        self._hearing.close()

    def window(self, title: str, seconds: float = 10) -> Accessible:
        """The window of this title."""
        root = Accessible(self._asking, _REGISTRY, "/org/a11y/atspi/accessible/root")
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for program in root.children():
                for window in program.children():
                    if window.name == title:
                        return window
            time.sleep(0.05)
        raise AssertionError(f"there is no window {title!r}")

    def hear(self, member: str, seconds: float = 5) -> Iterator[Message]:
        """The signals of one kind, as they come, until nothing more comes for so long."""
        while True:
            try:
                message = self._hearing.receive(timeout=seconds)
            except TimeoutError:
                return
            if message.header.fields.get(HeaderFields.member) == member:
                yield message

    def focused(self, seconds: float = 0.5) -> list[str]:
        """What the keyboard went to, by name, until it is quiet."""
        names = []
        for message in self.hear("StateChanged", seconds):
            fields = message.header.fields
            with suppress(Gone):
                at = Accessible(self._asking, fields[HeaderFields.sender], fields[HeaderFields.path])
                names.append(at.name)
        return names
