"""What an operator does about the installers that the server's page offers."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend import downloads
from backend.commands.shared import CommandRefused, Menu, print_json, print_table
from backend.data_folder import FolderUnusable
from backend.downloads import FOLDER
from backend.installers import Kind, NoInstaller
from backend.settings import Settings


def add_commands(menu: Menu) -> None:
    """Enter the commands."""
    group = menu.add_group("downloads", "installers that the page /download/ offers")
    add = group.add("add", add_download, "copy an installer to where the page finds it")
    add.add_argument("file", type=Path, metavar="FILE", help=", ".join(Kind))
    group.add("list", list_downloads, "list all installers, and what is wrong with some", has_json=True)
    group.add("remove", remove_download, "offer a file no more").add_argument("name", metavar="NAME")


def add_download(settings: Settings, typed: argparse.Namespace) -> None:
    """One more installer, or another of the same name."""
    with _plain_words(settings):
        place = downloads.shelve(settings.data / FOLDER, typed.file)
    print(f"{place.name} is offered now")


def list_downloads(settings: Settings, typed: argparse.Namespace) -> None:
    """All that lies there."""
    with _plain_words(settings):
        found = downloads.list_shelved(settings.data / FOLDER)
    if typed.as_json:
        print_json(found)
        return
    rows = [
        (file.name, str(file.bytes), f"not offered: {file.trouble}" if file.trouble else file.sha256)
        for file in found
    ]
    print_table(("NAME", "BYTES", "SHA-256"), rows)


def remove_download(settings: Settings, typed: argparse.Namespace) -> None:
    """One installer less."""
    with _plain_words(settings):
        downloads.unshelve(settings.data / FOLDER, typed.name)
    print(f"{typed.name} is offered no more")


@contextmanager
def _plain_words(settings: Settings) -> Iterator[None]:
    try:
        yield
    except NoInstaller as error:
        raise CommandRefused(str(error)) from error
    except OSError as error:
        place = error.filename or settings.data / FOLDER
        kind = FolderUnusable if settings.data in Path(place).parents else CommandRefused
        raise kind(f"{place} can't be used: {error.strerror}") from error
