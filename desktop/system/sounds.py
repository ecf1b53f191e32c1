"""Plays the program's two short sounds through what the system has for that; silent where it has nothing.

QtMultimedia would be larger than the whole program. For `app`.
"""

import logging
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QProcess

from desktop.client.clock import Clock
from desktop.models.notification_rules import Sound
from desktop.resources import resource

_log = logging.getLogger(__name__)

_PAUSE_SECONDS = 1.0
_PLAYERS = {
    "darwin": (("afplay",),),
    "linux": (("pw-play",), ("paplay",), ("canberra-gtk-play", "-f"), ("aplay", "-q")),
}


class SoundPlayer:
    """At most one sound a second."""

    def __init__(self, clock: Clock, play: Callable[[Path], None] | None = None) -> None:
        self._clock = clock
        self._play = play or _own_player()
        self._played_at = -_PAUSE_SECONDS

    def play(self, sound: Sound) -> None:
        """Begin to play it; nobody waits for its end."""
        now = self._clock.monotonic()
        if self._play is None or sound is Sound.NONE or now - self._played_at < _PAUSE_SECONDS:
            return
        self._played_at = now
        name = "message.wav" if sound is Sound.FULL else "soft.wav"
        self._play(Path(str(resource("sounds", name))))


def _own_player() -> Callable[[Path], None] | None:
    if sys.platform == "win32":
        return _play_on_windows
    command = find_player(sys.platform)
    if command is None:
        _log.info("this system has no program that plays sounds")
        return None
    return lambda path: run_player(command, path)


def find_player(platform: str, find: Callable[[str], str | None] = shutil.which) -> list[str] | None:
    """The first of the system's players that is installed, with its options."""
    for name, *options in _PLAYERS.get(platform, _PLAYERS["linux"]):
        program = find(name)
        if program is not None:
            return [program, *options]
    return None


def run_player(command: Sequence[str], path: Path) -> None:
    """Let it play on its own: it may outlive us, and what it says goes nowhere."""
    process = QProcess()
    process.setProgram(command[0])
    process.setArguments([*command[1:], str(path)])
    process.setStandardOutputFile(QProcess.nullDevice())
    process.setStandardErrorFile(QProcess.nullDevice())
    has_started: object = process.startDetached()  # a bool; its stub says otherwise
    if not has_started:
        _log.warning("%s does not start", command[0])


def _play_on_windows(path: Path) -> None:
    if sys.platform == "win32":
        import winsound  # noqa: PLC0415 - there alone

        winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)
