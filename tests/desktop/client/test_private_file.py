import stat
import sys

import pytest

from desktop.client.private_file import write_private


def test_a_file_is_replaced_whole_and_is_its_owners_alone(tmp_path):
    path = tmp_path / "new folder" / "kept.json"
    write_private(path, b"first")
    write_private(path, b"second")
    assert path.read_bytes() == b"second"
    assert list(path.parent.iterdir()) == [path]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_a_crash_left_behind_is_in_nobodys_way(tmp_path):
    path = tmp_path / "kept.json"
    path.with_suffix(".new").write_bytes(b"half")
    write_private(path, b"whole")
    assert path.read_bytes() == b"whole"


def test_a_file_that_can_not_be_written_leaves_the_old_one(tmp_path):
    path = tmp_path / "kept.json"
    write_private(path, b"old")
    path.with_suffix(".new").mkdir()
    with pytest.raises(OSError, match="kept"):
        write_private(path, b"new")
    assert path.read_bytes() == b"old"
