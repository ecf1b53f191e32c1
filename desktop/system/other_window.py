"""Starts this program once more, for an invite to another server than that of this window. For `entrance`."""

import logging

import msgspec
from PySide6.QtCore import QProcess, QProcessEnvironment

from desktop.settings import LINK_VARIABLE, Options
from desktop.system.autostart import own_command

_log = logging.getLogger(__name__)


def open_other_window(options: Options, link: str) -> bool:
    """A window with a login of its own opens the invite; False: it could not be started."""
    command = own_command(msgspec.structs.replace(options, server=None), is_hidden=False)
    environment = QProcessEnvironment.systemEnvironment()
    environment.insert(LINK_VARIABLE, link)
    process = QProcess()
    process.setProgram(command[0])
    process.setArguments([*command[1:], "--new-window"])
    process.setProcessEnvironment(environment)
    is_started: bool = process.startDetached()  # type: ignore[assignment]  # the stub is of the static one
    if not is_started:
        _log.error("no other window could be started")
    return is_started
