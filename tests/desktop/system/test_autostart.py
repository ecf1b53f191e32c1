"""The switch of each system, over a folder or a registry of the test's own."""

import plistlib
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.models.choices import Choices
from desktop.settings import Options, parse_options
from desktop.system.autostart import (
    AutostartChoice,
    DesktopFile,
    LaunchAgent,
    RunKey,
    own_autostart,
    own_command,
    own_program,
)


class Registry:
    """The values of a key, in memory."""

    def __init__(self):
        self.values = {}

    def read(self, name):
        return self.values.get(name)

    def write(self, name, value):
        self.values[name] = value

    def remove(self, name):
        self.values.pop(name, None)


@pytest.mark.parametrize("make", [DesktopFile, LaunchAgent, lambda _folder: RunKey(Registry())])
def test_it_is_turned_on_and_off_again_and_again(tmp_path, make):
    switch = make(tmp_path / "not" / "there" / "yet")
    assert not switch.is_on()
    switch.turn_off()
    for hidden in (False, True):
        switch.turn_on(own_command(Options(), is_hidden=hidden))
        assert switch.is_on()
    switch.turn_off()
    assert not switch.is_on()


def test_a_desktop_file_keeps_a_command_with_odd_letters_whole(tmp_path):
    command = ["/opt/my apps/mini$chat", 'say "hi"', "100%", "back\\slash", "--minimized"]
    DesktopFile(tmp_path).turn_on(command)
    text = (tmp_path / "minichat.desktop").read_text()
    line = next(line for line in text.splitlines() if line.startswith("Exec="))
    # As a desktop reads it: first the file's escapes, then the quotes, then the field codes.
    unescaped = line.removeprefix("Exec=").replace("\\\\", "\\")
    words = subprocess.check_output(["sh", "-c", f"printf '%s\\n' {unescaped}"], text=True).splitlines()
    assert [word.replace("%%", "%") for word in words] == command


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_a_desktop_file_that_the_desktop_switched_off_is_off(tmp_path, line):
    switch = DesktopFile(tmp_path)
    switch.turn_on(["minichat"])
    with (tmp_path / "minichat.desktop").open("a") as file:
        file.write(f"{line}\n")
    assert not switch.is_on()


def test_a_launch_agent_names_the_program(tmp_path):
    LaunchAgent(tmp_path).turn_on(["/Applications/Mini Chat.app/minichat", "--minimized"])
    agent = plistlib.loads(next(tmp_path.iterdir()).read_bytes())
    assert agent["ProgramArguments"] == ["/Applications/Mini Chat.app/minichat", "--minimized"]
    assert agent["RunAtLoad"] is True


def test_the_registry_gets_one_command_line():
    registry = Registry()
    RunKey(registry).turn_on([r"C:\Program Files\Mini Chat\minichat.exe", "--minimized"])
    assert registry.values == {"Mini Chat": r'"C:\Program Files\Mini Chat\minichat.exe" --minimized'}


@pytest.mark.skipif(sys.platform != "linux", reason="each system has its own")
def test_this_system_s_switch_is_in_this_person_s_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    own_autostart().turn_on(own_command(Options(), is_hidden=True))
    text = (tmp_path / "autostart" / "minichat.desktop").read_text()
    assert sys.executable in text
    assert "--minimized" in text


def test_the_choices_and_the_system_stay_in_step(tmp_path):
    switch, choices = DesktopFile(tmp_path), Choices()
    following = AutostartChoice(choices, switch)
    choices.update(start_hidden=True)
    assert not switch.is_on()
    choices.update(start_at_login=True)
    assert "--minimized" in (tmp_path / "minichat.desktop").read_text()
    choices.update(start_hidden=False)
    assert "--minimized" not in (tmp_path / "minichat.desktop").read_text()
    switch.turn_off()
    following = AutostartChoice(choices, switch)
    assert following is not None
    assert not choices.settings.start_at_login
    choices.update(start_at_login=True)
    choices.update(start_at_login=False)
    assert not switch.is_on()


def test_the_folder_that_was_named_is_named_again(tmp_path, monkeypatch):
    choices = Choices()
    following = AutostartChoice(choices, DesktopFile(tmp_path), Options(data=Path("my data")))
    assert following is not None
    monkeypatch.chdir(tmp_path)
    choices.update(start_at_login=True, start_hidden=True)
    text = (tmp_path / "minichat.desktop").read_text()
    assert f'"--data" "{tmp_path / "my data"}" "--minimized"' in text
    said = Options(data=Path("x"), server="https://chat.example")
    options = parse_options(own_command(said, is_hidden=True)[3:], {})
    assert (options.data, options.server) == (Path.cwd() / "x", "https://chat.example")
    assert options.is_minimized


def test_a_checkout_is_started_by_what_finds_its_libraries(tmp_path, monkeypatch):
    plain = [sys.executable, "-m", "desktop"]
    (tmp_path / "start.py").touch()
    assert own_program(tmp_path) == plain, "installed elsewhere, it is no business of that file"
    monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    assert own_program(tmp_path) == [sys.executable, str(tmp_path / "start.py"), "run"]
    (tmp_path / "start.py").unlink()
    assert own_program(tmp_path) == plain
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_program(tmp_path) == [sys.executable]


def test_a_folder_that_cannot_be_written_leaves_the_choice_off(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    choices = Choices()
    following = AutostartChoice(choices, DesktopFile(tmp_path / "file" / "autostart"))
    choices.update(start_at_login=True)
    assert following is not None
    assert not choices.settings.start_at_login
    assert "can't be changed" in caplog.text
