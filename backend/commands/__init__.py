"""What an operator does on the command line, with or beside a running server.

`add_commands` says what can be typed; each command is a function of the settings and what was typed. It
prints its answer and raises what stands in its way, in one plain sentence.
"""

import argparse

from backend.commands import accounts, database, downloads, health, invites
from backend.commands.shared import Menu


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Enter all commands; `common` has the options that say where the data are."""
    menu = Menu(commands, common)
    for part in (database, accounts, downloads, health, invites):
        part.add_commands(menu)
