"""What the commands share: how they are entered, the database that they work on, how they speak."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from backend.data_folder import CannotStart, FolderUnusable, require_writable
from backend.settings import Settings
from backend.store.engine import Database, DatabaseTrouble
from backend.store.migrate import DatabaseUnusable, require_current
from backend.wire.codec import encode
from backend.wire.errors import Invalid, Refusal
from backend.wire.texts import text

Command = Callable[[Settings, argparse.Namespace], None]


class CommandRefused(CannotStart):
    """What was typed can't be done: there is no such user, the name is taken, the password is too weak."""

    exit_code = 9


class Menu:
    """Where commands are entered: all of the program's, or those of a group."""

    def __init__(
        self,
        commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
        common: argparse.ArgumentParser,
    ) -> None:
        self._commands = commands
        self._common = common

    def add(self, name: str, run: Command, words: str, *, has_json: bool = False) -> argparse.ArgumentParser:
        """Enter a command; its parser takes what else it wants to know."""
        parser = self._commands.add_parser(name, help=words, description=words, parents=[self._common])
        if has_json:
            parser.add_argument("--json", action="store_true", dest="as_json", help="for programs")
        parser.set_defaults(run=run)
        return parser

    def add_group(self, name: str, words: str) -> "Menu":
        """Enter commands about one thing."""
        group = self._commands.add_parser(name, help=words)
        return Menu(group.add_subparsers(metavar="COMMAND", required=True), self._common)


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database, where it is of this program's version; refusals are told in words."""
    path = settings.database_path
    try:
        path.stat()
        require_writable(path.parent)
    except FileNotFoundError:
        pass  # require_current says so
    except OSError as error:
        raise FolderUnusable(f"the data folder {path.parent} can't be used: {error.strerror}") from error
    require_current(path)
    database = Database(path)
    try:
        yield database
    except Invalid as refusal:
        problems = [
            f"{field}: {text(problem.kind, 'en', problem.bound)}"
            for field, found in refusal.problems.items()
            for problem in found
            if field != "password_confirm"
        ]
        raise CommandRefused(" ".join(problems)) from refusal
    except Refusal as refusal:
        raise CommandRefused(text(refusal.code, "en")) from refusal
    except UnicodeError as error:
        raise CommandRefused("what was given is no text in UTF-8") from error
    except DatabaseTrouble as error:
        raise DatabaseUnusable(f"the database {path} can't be used: {error}") from error
    finally:
        database.close()


def print_json(answer: object) -> None:
    """An answer for programs."""
    print(encode(answer).decode())


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """An answer for people."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def day(moment: datetime) -> str:
    """A moment's day, as tables show it."""
    return moment.strftime("%Y-%m-%d")


def minute(moment: datetime | None) -> str:
    """A moment to the minute, as tables show it."""
    return "never" if moment is None else moment.strftime("%Y-%m-%d %H:%M UTC")
