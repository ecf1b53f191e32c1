"""Commands about the data as a whole: migrate, version, rooms."""

import argparse

from backend.commands.shared import Menu, day, open_database, print_json, print_table
from backend.data_folder import locked_folder
from backend.settings import Settings
from backend.store.migrate import HEAD, migrate
from backend.store.overview import list_all_rooms
from backend.wire import PROTOCOL_VERSION, __version__


def add_commands(menu: Menu) -> None:
    """Enter them."""
    menu.add("migrate", migrate_database, "bring the database to this program's version")
    menu.add("version", show_version, "say the versions of program, protocol and database", has_json=True)
    menu.add_group("room", "rooms").add("list", list_rooms, "list all rooms", has_json=True)


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
        print_json({"version": __version__, "protocol": PROTOCOL_VERSION, "database": HEAD})
    else:
        print(f"Mini Chat {__version__}, protocol {PROTOCOL_VERSION}, database {HEAD}")


def list_rooms(settings: Settings, typed: argparse.Namespace) -> None:
    """All rooms."""
    with open_database(settings) as database:
        found = database.ask(list_all_rooms)
    if typed.as_json:
        print_json(found)
        return
    rows = [
        (
            str(room.id),
            "public group" if room.is_public else room.chat_type,
            room.name,
            str(room.members),
            str(room.entries),
            day(room.created_at),
        )
        for room in found
    ]
    print_table(("ID", "KIND", "NAME", "MEMBERS", "ENTRIES", "SINCE"), rows)
