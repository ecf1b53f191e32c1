"""Commands about the data as a whole: migrate, version, rooms."""

import argparse
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from backend.commands.shared import CommandRefused, Menu, day, open_database, print_json, print_table
from backend.copies import FOLDER, list_left_out, make_copy
from backend.data_folder import locked_folder
from backend.settings import Settings
from backend.store.backup import CopyBroken
from backend.store.folder_lock import FolderTaken
from backend.store.migrate import HEAD, migrate
from backend.store.overview import list_all_rooms
from backend.wire import PROTOCOL_VERSION, __version__


def add_commands(menu: Menu) -> None:
    """Enter them."""
    menu.add("migrate", migrate_database, "bring the database to this program's version")
    copy = menu.add("copy", copy_data, "copy everything into one archive, also while the server runs")
    copy.add_argument("file", nargs="?", type=Path, metavar="FILE", help="default: in the folder copies")
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


def copy_data(settings: Settings, typed: argparse.Namespace) -> None:
    """Copy all that the server is; what unpacks from the archive is a data folder."""
    wanted: Path | None = typed.file
    with open_database(settings):
        if wanted is not None and wanted.exists():
            raise CommandRefused(f"{wanted} is there already: nothing was written over it")
        try:
            copy = make_copy(settings, wanted and wanted.absolute(), datetime.now(UTC), lambda: None)
        except FileExistsError as error:
            raise CommandRefused(f"{error.filename} is there already: nothing was written over it") from error
        except FolderTaken as error:
            raise CommandRefused("another copy of this data is being made") from error
        except OSError as error:
            raise CommandRefused(f"the copy can't be written: {error.strerror or error}") from error
        except sqlite3.Error as error:
            raise CommandRefused(f"the database can't be copied: {error}") from error
        except CopyBroken as error:
            raise CommandRefused(f"the copy would not be whole: {error}") from error
    print(f"{wanted or settings.data / FOLDER / copy.name}: {copy.bytes} bytes")
    for path in list_left_out(settings):
        print(f"not in it: {path}")


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
