"""One server per folder; the lock goes with its process, however that ends."""

import os
import signal
import stat
import subprocess
import sys

import pytest

from backend.store.folder_lock import FolderTaken, locked

HOLD = """
import sys, time
from pathlib import Path
from backend.store.folder_lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "server.lock"


def test_the_second_is_refused_at_once_and_the_lock_is_free_afterwards(path):
    with locked(path), pytest.raises(FolderTaken), locked(path):
        pass
    with locked(path):
        assert path.exists()


def test_the_lock_is_let_go_after_a_failure(path):
    with pytest.raises(ValueError, match="oh"), locked(path):
        raise ValueError("oh")
    with locked(path):
        pass


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_the_file_is_its_owners(path):
    with locked(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_folder_that_is_missing_is_an_error_of_its_own(tmp_path):
    with pytest.raises(FileNotFoundError), locked(tmp_path / "missing" / "server.lock"):
        pass


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_the_lock_dies_with_its_process(path):
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(FolderTaken), locked(path):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    with locked(path):
        pass
