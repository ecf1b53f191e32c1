"""The files by which each system is told to run the server: written and read back. For `service`."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from desktop.system.server_trouble import ServiceError

_RESTART_SECONDS = 2
_STARTS, _WITHIN_SECONDS = 4, 300
"""The first start and three more: what falls over each time is left lying, as in the window."""


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def write_unit(command: Sequence[str], folder: Path, log: Path) -> bytes:
    """A unit for systemd."""
    _refuse_controls(*command, str(folder), str(log))
    program, *rest = command
    words = " ".join([_unit_word(program), *(_unit_word(word).replace("$", "$$") for word in rest)])
    return f"""\
[Unit]
Description=Mini Chat server
StartLimitIntervalSec={_WITHIN_SECONDS}
StartLimitBurst={_STARTS}

[Service]
Type=exec
ExecStart={words}
WorkingDirectory={_unit_path(folder)}
StandardError=append:{_unit_path(log)}
Restart=on-failure
RestartSec={_RESTART_SECONDS}

[Install]
WantedBy=default.target
""".encode()


def read_unit(content: bytes) -> list[str]:
    """The command of a unit that `write_unit` wrote."""
    line = re.search(r"^ExecStart=(.*)$", content.decode(), re.MULTILINE)
    if line is None:
        raise ValueError("no command")
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', line[1])
    words = [re.sub(r"\\(.)", r"\1", word).replace("%%", "%") for word in words]
    return words[:1] + [word.replace("$$", "$") for word in words[1:]]


def write_plist(label: str, command: Sequence[str], folder: Path, log: Path) -> bytes:
    """An agent for launchd."""
    _refuse_controls(*command, str(folder), str(log))
    import plistlib  # noqa: PLC0415 - for macOS alone

    return plistlib.dumps(
        {
            "Label": label,
            "ProgramArguments": list(command),
            "WorkingDirectory": str(folder),
            "StandardErrorPath": str(log),
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ThrottleInterval": 10,
            "ProcessType": "Interactive",
        }
    )


def read_plist(content: bytes) -> list[str]:
    """The command of an agent."""
    import plistlib  # noqa: PLC0415 - for macOS alone
    from xml.parsers.expat import ExpatError  # noqa: PLC0415

    try:
        agent = plistlib.loads(content)
        return [str(word) for word in agent["ProgramArguments"]]
    except (ValueError, TypeError, LookupError, ExpatError) as error:
        raise ValueError("no agent") from error


_TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>Mini Chat server</Description></RegistrationInfo>
  <Triggers><LogonTrigger><Enabled>true</Enabled><UserId>{user}</UserId></LogonTrigger></Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{user}</UserId>
      <LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>3</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>conhost.exe</Command>
      <Arguments>--headless {words}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
"""Through a console host without a window: a console program would open one at each log-on."""


def write_task(user: str, command: Sequence[str], folder: Path) -> bytes:
    """A task for Windows' scheduler, of one person alone: for all of them it takes an administrator."""
    _refuse_controls(user, *command, str(folder))
    from xml.sax.saxutils import escape  # noqa: PLC0415 - for Windows alone

    words = escape(subprocess.list2cmdline(command))
    return _TASK.format(user=escape(user), words=words, folder=escape(str(folder))).encode("utf-16")


def read_task(content: bytes) -> list[str]:
    """The command of a task that `write_task` wrote."""
    from xml.etree import ElementTree as ET  # noqa: PLC0415 - for Windows alone

    try:
        task = ET.fromstring(content)  # noqa: S314 - of the system's own scheduler
    except ET.ParseError as error:
        raise ValueError("no task") from error
    words = task.findtext("{*}Actions/{*}Exec/{*}Arguments", "")
    found = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', words.removeprefix("--headless "))
    if not found:
        raise ValueError("no command")
    return [quoted or plain for quoted, plain in found]


def _unit_word(word: str) -> str:
    """A word for systemd, which knows quotes, escapes and specifiers; variables only behind the program."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _unit_path(path: Path) -> str:
    return str(path).replace("%", "%%")


def _refuse_controls(*words: str) -> None:
    """A name with an end of a line in it would write lines of its own."""
    for word in words:
        if _CONTROL.search(word):
            sentence = QCoreApplication.translate(
                "Service", "The system can't be told of a file whose name has a line break in it: {file}"
            )
            raise ServiceError(sentence.format(file=_CONTROL.sub("?", word)))
