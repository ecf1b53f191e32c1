"""Why this computer's server can't be had as it is wanted. Each text is one sentence for the person.

A module of its own, so that whoever only catches these waits for nothing else to be loaded.
"""

from pathlib import Path

from PySide6.QtCore import QCoreApplication

SETTING_WRONG, PORT_TAKEN, FOLDER_UNUSABLE, FOLDER_TAKEN, DATA_NEWER, CERTIFICATE_UNUSABLE = 2, 3, 4, 5, 6, 10
"""What the server ends with when it can't start."""


class ServerTrouble(Exception):
    """Something about the server of this computer went wrong."""


class LocalServerError(ServerTrouble):
    """It doesn't run."""

    def __init__(self, sentence: str, exit_code: int = 0) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code
        """What the program ended with; 0: it didn't, or there was none."""


class BadHostingFile(ServerTrouble):
    """Its file can't be read, changed or written."""


class ServiceError(ServerTrouble):
    """The system refused to run it, or to let it go."""


class HostError(ServerTrouble):
    """It can't be done as things stand."""


def explain_exit(exit_code: int, reason: str, log: Path) -> str:
    """Why the server could not start, in a sentence, with the server's own words where they say more."""
    translate = QCoreApplication.translate
    if exit_code == SETTING_WRONG:
        sentence = translate("LocalServer", "A setting of the chat server is wrong: {reason}")
    elif exit_code == PORT_TAKEN:
        sentence = translate(
            "LocalServer",
            "The chat server can't use its port: {reason}. Invites name the port, so it was not changed.",
        )
    elif exit_code == FOLDER_UNUSABLE:
        sentence = translate("LocalServer", "The chat server's data folder can't be used: {reason}")
    elif exit_code == FOLDER_TAKEN:
        sentence = translate("LocalServer", "Another chat server works on the data folder already.")
    elif exit_code == DATA_NEWER:
        sentence = translate(
            "LocalServer", "The chat server's data are of a newer version of Mini Chat: update this one."
        )
    elif exit_code == CERTIFICATE_UNUSABLE:
        sentence = translate("LocalServer", "The chat server's certificate can't be used: {reason}")
    else:
        sentence = translate(
            "LocalServer", "The chat server of this computer could not start; the reason is in {log}."
        )
    return sentence.format(reason=reason, log=log)
