"""Commands about accounts."""

import argparse
import asyncio
import getpass
import sys
from collections.abc import Callable
from typing import TypeVar

from backend.actions import accounts
from backend.actions.reset_codes import keep_code_here
from backend.auth.passwords import Passwords, find_weakness
from backend.auth.reset_codes import ResetCodes
from backend.commands.shared import (
    CommandRefused,
    Menu,
    day,
    minute,
    open_database,
    print_json,
    print_table,
)
from backend.data_folder import load_server_key
from backend.settings import Settings
from backend.store.clock import to_datetime
from backend.store.overview import list_accounts
from backend.store.users import find_login
from backend.transaction import Transaction
from backend.wire.bodies import Register
from backend.wire.errors import ErrorCode, Refusal, invalid
from backend.wire.types import User, UserId
from backend.wire.validation import validate
from backend.writer import run_beside

T = TypeVar("T")


def add_commands(menu: Menu) -> None:
    """Enter them."""
    users = menu.add_group("user", "accounts")
    users.add("list", list_users, "list all accounts", has_json=True)
    new = users.add("create", create_user, "make an account; its password is asked for, or read from input")
    new.add_argument("username")
    for name in ("email", "first-name", "last-name"):
        new.add_argument(f"--{name}", default="", metavar="TEXT")
    new.add_argument("--admin", action="store_true", help="an administrator of this server")
    for name, run, words in (
        ("deactivate", deactivate_user, "end all sessions of an account and let nobody in"),
        ("activate", activate_user, "undo a deactivation"),
        ("set-password", set_password, "another password, asked for or read from input; all sessions end"),
        ("reset-code", make_reset_code, "print a code by which who forgot a password sets another one"),
        ("make-admin", make_admin, "make the account an administrator's of this server"),
    ):
        users.add(name, run, words).add_argument("username")


def list_users(settings: Settings, typed: argparse.Namespace) -> None:
    """All accounts."""
    with open_database(settings) as database:
        found = database.ask(list_accounts)
    if typed.as_json:
        print_json(found)
        return
    rows = [
        (
            str(account.id),
            account.username,
            f"{account.first_name} {account.last_name}".strip(),
            account.email,
            ("admin" if account.is_admin else "user") + ("" if account.is_active else ", deactivated"),
            day(account.joined_at),
            minute(account.last_seen),
        )
        for account in found
    ]
    print_table(("ID", "USERNAME", "NAME", "EMAIL", "KIND", "SINCE", "LAST SEEN"), rows)


def create_user(settings: Settings, typed: argparse.Namespace) -> None:
    """A new account."""
    with open_database(settings) as database:
        password = _read_password()
        fields = {name: getattr(typed, name) for name in ("username", "email", "first_name", "last_name")}
        fields |= {"password": password, "password_confirm": password}
        command = validate(Register, fields, settings.limits)
        _require_strong(password, command.username, command.email, command.first_name, command.last_name)
        user = run_beside(database, _create, command, _hash(settings, password), typed.admin)
    print(f"{user.username} has an account now, with the id {user.id}")


def set_password(settings: Settings, typed: argparse.Namespace) -> None:
    """Another password for an account."""
    with open_database(settings) as database:
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


def make_reset_code(settings: Settings, typed: argparse.Namespace) -> None:
    """A code for who forgot the account's password."""

    def keep(tx: Transaction, user_id: UserId) -> tuple[str, int]:
        codes = ResetCodes(load_server_key(settings))
        code = codes.make()
        digest = codes.digest(user_id, code)
        return code, keep_code_here(tx, user_id, digest, settings.limits.reset_code_seconds)

    user, (code, expires_at) = _change(settings, typed, keep)
    print(f"{user.username} can set another password with {code} until {minute(to_datetime(expires_at))}")


def deactivate_user(settings: Settings, typed: argparse.Namespace) -> None:
    """Nobody gets in by the account any more."""
    user, _ = _change(settings, typed, accounts.deactivate)
    print(f"{user.username} is deactivated")


def activate_user(settings: Settings, typed: argparse.Namespace) -> None:
    """The account's owner may log in again."""
    user, _ = _change(settings, typed, accounts.activate)
    print(f"{user.username} is active")


def make_admin(settings: Settings, typed: argparse.Namespace) -> None:
    """An administrator of this server."""
    user, _ = _change(settings, typed, accounts.make_admin)
    print(f"{user.username} is an administrator")


def _create(tx: Transaction, command: Register, password_hash: str, is_admin: bool) -> User:
    user = accounts.create_account(tx, command, password_hash)
    if is_admin:
        accounts.make_admin(tx, user.id)
    return user


def _change(
    settings: Settings, typed: argparse.Namespace, action: Callable[[Transaction, UserId], T]
) -> tuple[User, T]:
    """Do something with the account of that name."""

    def change(tx: Transaction) -> tuple[User, T]:
        login = find_login(tx.reading, typed.username)
        if login is None:
            raise Refusal(ErrorCode.NO_SUCH_USER)
        return login.user, action(tx, login.user.id)

    with open_database(settings) as database:
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
