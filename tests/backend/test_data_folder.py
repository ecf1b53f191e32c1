"""The data folder is one process's at a time, with the database wherever that lies."""

import os
import stat

import pytest

from backend.data_folder import FolderInUse, FolderUnusable, locked_folder, write_private
from backend.settings import Settings


def test_a_folder_is_made_and_held_by_one(tmp_path):
    settings = Settings(data=tmp_path / "new" / "data")
    with locked_folder(settings):
        assert settings.data.is_dir()
        with pytest.raises(FolderInUse, match=str(settings.data)), locked_folder(settings):
            pass
    with locked_folder(settings):
        pass


def test_a_database_elsewhere_is_held_by_one_whatever_the_folder(tmp_path):
    elsewhere = f"sqlite:///{tmp_path / 'chat.sqlite3'}"
    first, second = (Settings(data=tmp_path / name, database=elsewhere) for name in ("a", "b"))
    with locked_folder(first), pytest.raises(FolderInUse, match=r"chat\.sqlite3"), locked_folder(second):
        pass


def test_what_is_no_folder_can_not_be_held(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(FolderUnusable, match=r"Not a directory|File exists"),
        locked_folder(Settings(data=tmp_path / "file")),
    ):
        pass


def test_a_private_file_is_its_owners_whatever_lay_in_its_way(tmp_path):
    path, left = tmp_path / "key", tmp_path / "key.new"
    left.write_bytes(b"of a crash")
    left.chmod(0o644)
    for content in (b"one", b"two"):
        write_private(path, content)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
