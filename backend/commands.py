"""What an operator does on the command line, with or beside a running server: migrate, accounts, rooms.

`add_commands` says what can be typed; each command is a function of the settings and what was typed. It
prints its answer and raises what stands in its way, in one plain sentence.
"""

import argparse
import asyncio
import getpass
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from backend.actions import accounts
from backend.auth.passwords import Passwords, find_weakness
from backend.data_folder import CannotStart, FolderUnusable, locked_folder, require_writable
from backend.settings import Settings
from backend.store.engine import Database, DatabaseTrouble
from backend.store.migrate import HEAD, DatabaseUnusable, migrate, require_current
from backend.store.overview import list_accounts, list_all_rooms
from backend.store.users import find_login
from backend.transaction import Transaction
from backend.wire import PROTOCOL_VERSION, __version__
from backend.wire.codec import encode
from backend.wire.errors import ErrorCode, Invalid, Refusal, invalid
from backend.wire.rest import Register
from backend.wire.texts import text
from backend.wire.types import User, UserId
from backend.wire.validation import validate
from backend.writer import run_beside

Command = Callable[[Settings, argparse.Namespace], None]


class CommandRefused(CannotStart):
    """What was typed can't be done: there is no such user, the name is taken, the password is too weak."""

    exit_code = 9


# --- what can be typed --------------------------------------------------------------------------------------


def add_commands(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", common: argparse.ArgumentParser
) -> None:
    """Enter all commands; `common` has the options that say where the data are."""
    as_json = argparse.ArgumentParser(add_help=False)
    as_json.add_argument("--json", action="store_true", dest="as_json", help="for programs")

    def add(
        group: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: Command, words: str
    ) -> argparse.ArgumentParser:
        parents = [common, as_json] if run in (list_users, list_rooms, show_version) else [common]
        parser = group.add_parser(name, help=words, description=words, parents=parents)
        parser.set_defaults(run=run)
        return parser

    add(commands, "migrate", migrate_database, "bring the database to this program's version")
    add(commands, "version", show_version, "say the versions of program, protocol and database")
    users = commands.add_parser("user", help="accounts").add_subparsers(metavar="COMMAND", required=True)
    add(users, "list", list_users, "list all accounts")
    new = add(users, "create", create_user, "make an account; its password is asked for, or read from input")
    new.add_argument("username")
    for name in ("email", "first-name", "last-name"):
        new.add_argument(f"--{name}", default="", metavar="TEXT")
    new.add_argument("--admin", action="store_true", help="an administrator of this server")
    for name, run, words in (
        ("deactivate", deactivate_user, "end all sessions of an account and let nobody in"),
        ("activate", activate_user, "undo a deactivation"),
        ("set-password", set_password, "another password, asked for or read from input; all sessions end"),
        ("make-admin", make_admin, "make the account an administrator's of this server"),
    ):
        add(users, name, run, words).add_argument("username")
    rooms = commands.add_parser("room", help="rooms").add_subparsers(metavar="COMMAND", required=True)
    add(rooms, "list", list_rooms, "list all rooms")


# --- the commands -------------------------------------------------------------------------------------------


def migrate_database(settings: Settings, _typed: argparse.Namespace) -> None:
    """Make the database, or bring it to this program's version; no server may work on it."""
    with locked_folder(settings):
        before = migrate(settings.database_path)
    if before == HEAD:
        print(f"the database is of version {HEAD} already")
    else:
        print(f"the database is of version {HEAD} now" + (f", it was of {before}" if before else ""))


def show_version(_settings: Settings, typed: argparse.Namespace) -> None:
    """What this program is."""
    if typed.as_json:
        _print_json({"version": __version__, "protocol": PROTOCOL_VERSION, "database": HEAD})
    else:
        print(f"Mini Chat {__version__}, protocol {PROTOCOL_VERSION}, database {HEAD}")


def list_users(settings: Settings, typed: argparse.Namespace) -> None:
    """All accounts."""
    with _database(settings) as database:
        found = database.ask(list_accounts)
    if typed.as_json:
        _print_json(found)
        return
    rows = [
        (
            str(account.id),
            account.username,
            f"{account.first_name} {account.last_name}".strip(),
            account.email,
            ("admin" if account.is_admin else "user") + ("" if account.is_active else ", deactivated"),
            _day(account.joined_at),
            _minute(account.last_seen),
        )
        for account in found
    ]
    _print_table(("ID", "USERNAME", "NAME", "EMAIL", "KIND", "SINCE", "LAST SEEN"), rows)


def create_user(settings: Settings, typed: argparse.Namespace) -> None:
    """A new account."""
    with _database(settings) as database:
        password = _read_password()
        fields = {name: getattr(typed, name) for name in ("username", "email", "first_name", "last_name")}
        fields |= {"password": password, "password_confirm": password}
        command = validate(Register, fields, settings.limits)
        _require_strong(password, command.username, command.email, command.first_name, command.last_name)
        user = run_beside(database, _create, command, _hash(settings, password), typed.admin)
    print(f"{user.username} has an account now, with the id {user.id}")


def set_password(settings: Settings, typed: argparse.Namespace) -> None:
    """Another password for an account."""
    with _database(settings) as database:
        login = database.ask(find_login, typed.username)
        if login is None:
            raise Refusal(ErrorCode.NO_SUCH_USER)
        password = _read_password()
        user = login.user
        fields = {"username": user.username, "password": password, "password_confirm": password}
        validate(Register, dict[str, object](fields), settings.limits)
        _require_strong(password, user.username, user.email, user.first_name, user.last_name)
        run_beside(database, accounts.set_password, user.id, _hash(settings, password))
    print(f"{user.username} has another password now, and has to log in with it everywhere")


def deactivate_user(settings: Settings, typed: argparse.Namespace) -> None:
    """Nobody gets in by the account any more."""
    user = _change(settings, typed, accounts.deactivate)
    print(f"{user.username} is deactivated")


def activate_user(settings: Settings, typed: argparse.Namespace) -> None:
    """The account's owner may log in again."""
    user = _change(settings, typed, accounts.activate)
    print(f"{user.username} is active")


def make_admin(settings: Settings, typed: argparse.Namespace) -> None:
    """An administrator of this server."""
    user = _change(settings, typed, accounts.make_admin)
    print(f"{user.username} is an administrator")


def list_rooms(settings: Settings, typed: argparse.Namespace) -> None:
    """All rooms."""
    with _database(settings) as database:
        found = database.ask(list_all_rooms)
    if typed.as_json:
        _print_json(found)
        return
    rows = [
        (
            str(room.id),
            "public group" if room.is_public else room.chat_type,
            room.name,
            str(room.members),
            str(room.entries),
            _day(room.created_at),
        )
        for room in found
    ]
    _print_table(("ID", "KIND", "NAME", "MEMBERS", "ENTRIES", "SINCE"), rows)


# --- what they share ----------------------------------------------------------------------------------------


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
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


def _create(tx: Transaction, command: Register, password_hash: str, is_admin: bool) -> User:
    user = accounts.create_account(tx, command, password_hash)
    if is_admin:
        accounts.make_admin(tx, user.id)
    return user


def _change(
    settings: Settings, typed: argparse.Namespace, action: Callable[[Transaction, UserId], None]
) -> User:
    """Do something with the account of that name."""

    def change(tx: Transaction) -> User:
        login = find_login(tx.reading, typed.username)
        if login is None:
            raise Refusal(ErrorCode.NO_SUCH_USER)
        action(tx, login.user.id)
        return login.user

    with _database(settings) as database:
        return run_beside(database, change)


def _read_password() -> str:
    """Typed twice without an echo, or the first line of what is piped in; all would see an argument."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != password:
        raise CommandRefused("the two passwords differ")
    return password


def _require_strong(password: str, *personal: str) -> None:
    weakness = find_weakness(password, personal)
    if weakness is not None:
        raise invalid("password", weakness)


def _hash(settings: Settings, password: str) -> str:
    passwords = Passwords(settings.bcrypt_cost)
    try:
        return asyncio.run(passwords.make_hash(password))
    finally:
        passwords.close()


def _print_json(answer: object) -> None:
    print(encode(answer).decode())


def _print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _day(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")


def _minute(moment: datetime | None) -> str:
    return "never" if moment is None else moment.strftime("%Y-%m-%d %H:%M UTC")
