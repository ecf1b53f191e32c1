"""Hands beyond the program: keys and clicks that come from the X server, as those of a person do."""

import shutil
import subprocess
import time
from collections.abc import Sequence

import pytest

from tests.helpers.driven_window import DrivenWindow

LEFT, MIDDLE, RIGHT, WHEEL_UP, WHEEL_DOWN = range(1, 6)


class XHands:
    """One window on an X server that has no window manager; what it shows its own hands tell."""

    def __init__(self, window: DrivenWindow, display: str, place: tuple[int, int, int, int]) -> None:
        if shutil.which("xdotool") is None:
            pytest.skip("there is no xdotool on this machine")
        self._display = display
        self.window = window
        self._id = self._find()
        x, y, width, height = map(str, place)
        self._do("windowmove", "--sync", self._id, x, y)
        self._do("windowsize", self._id, width, height)

    def ask(self, name: str, *arguments: object) -> object:
        """What the window shows, as its own hands tell."""
        return self.window.ask(name, *arguments)

    def come(self) -> None:
        """Bring the keyboard here."""
        self._do("windowraise", self._id, "windowfocus", "--sync", self._id)

    def click(self, place: object, button: int = LEFT) -> None:
        """Move the mouse to a place on the screen, and press."""
        assert isinstance(place, Sequence)
        x, y = map(str, place)
        self._do("mousemove", "--sync", x, y, "click", str(button))

    def press(self, *keys: str) -> None:
        """Press keys one after the other: "ctrl+k", "Return"."""
        self._do("key", "--delay", "20", *keys)

    def type(self, text: str) -> None:
        """Press the keys of a text."""
        self._do("type", "--delay", "8", text)

    def _find(self) -> str:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            of_us = ("--all", "--onlyvisible", "--pid", str(self.window.pid), "--name", "Mini Chat")
            found = self._run("search", *of_us).stdout.split()
            if found:
                return found[0]
            time.sleep(0.05)
        raise AssertionError("the window never came")

    def _do(self, *words: str) -> None:
        done = self._run(*words)
        assert done.returncode == 0, done.stderr

    def _run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["xdotool", *words],
            env={"DISPLAY": self._display, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
