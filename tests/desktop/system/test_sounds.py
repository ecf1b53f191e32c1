"""The sounds: short files of our own, played by a real program, never more than one a second."""

import sys
import wave

from desktop.client.clock import SystemClock
from desktop.models.notification_rules import Sound
from desktop.resources import resource
from desktop.system.sounds import SoundPlayer, find_player, run_player
from tests.helpers.sounds import SOUNDS, make_sounds


class StoppedClock(SystemClock):
    seconds = 100.0

    def monotonic(self):
        return self.seconds


def test_at_most_one_a_second():
    clock, played = StoppedClock(), []
    player = SoundPlayer(clock, lambda path: played.append(path.name))
    for sound in (Sound.FULL, Sound.SOFT, Sound.NONE):
        player.play(sound)
    clock.seconds += 1
    player.play(Sound.NONE)
    player.play(Sound.SOFT)
    assert played == ["message.wav", "soft.wav"]


def test_the_files_are_short_small_and_those_of_the_script(tmp_path):
    make_sounds(tmp_path)
    for name in SOUNDS:
        packaged = resource("sounds", f"{name}.wav").read_bytes()
        assert packaged == (tmp_path / f"{name}.wav").read_bytes()
        assert len(packaged) < 15_000
        with wave.open(str(tmp_path / f"{name}.wav")) as file:
            assert file.getnframes() / file.getframerate() < 0.5


def test_the_first_player_that_is_there_is_taken():
    assert find_player("linux", {"aplay": "/usr/bin/aplay"}.get) == ["/usr/bin/aplay", "-q"]
    assert find_player("linux", {"paplay": "/p", "aplay": "/a"}.get) == ["/p"]
    assert find_player("darwin", {"afplay": "/usr/bin/afplay"}.get) == ["/usr/bin/afplay"]
    assert find_player("linux", {}.get) is None


def test_a_player_runs_with_the_file(qtbot, tmp_path):
    heard = tmp_path / "heard"
    script = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(sys.argv[2]); print('noise')"
    run_player([sys.executable, "-c", script, str(heard)], tmp_path / "a.wav")
    qtbot.waitUntil(lambda: heard.is_file() and heard.read_text() == str(tmp_path / "a.wav"), timeout=10_000)


def test_a_player_that_does_not_start_is_only_logged(qapp, tmp_path, caplog):
    run_player([str(tmp_path / "missing")], tmp_path / "a.wav")
    assert "does not start" in caplog.text
