"""Why this computer's server can't be had as it is wanted. Each text is one sentence for the person.

A module of its own, so that whoever only catches these waits for nothing else to be loaded.
"""


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
