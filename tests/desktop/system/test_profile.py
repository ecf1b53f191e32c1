"""One window, one profile; the lock dies with its process."""

import signal
import subprocess
import sys
from pathlib import Path

from desktop.settings import Places
from desktop.system.profile import claim_first, claim_profile

HOLD = """
import sys
from pathlib import Path
from desktop.settings import Places
from desktop.system.profile import claim_profile
profile = claim_profile(Places(data=Path(sys.argv[1]), config=Path(sys.argv[1])))
print(profile.number, flush=True)
sys.stdin.read()
"""


def at(path: Path) -> Places:
    return Places(data=path, config=path)


def test_the_second_window_gets_the_next_profile_and_a_released_one_is_free(tmp_path):
    first, second = claim_profile(at(tmp_path)), claim_profile(at(tmp_path))
    assert [first.number, second.number] == [1, 2]
    assert first.folder != second.folder
    assert first.settings_file != second.settings_file
    first.release()
    third = claim_profile(at(tmp_path))
    assert third.number == 1
    second.release()
    third.release()


def test_whoever_wants_to_join_another_server_gets_a_profile_where_nobody_is_signed_in(tmp_path):
    session = at(tmp_path).profile(1) / "servers" / "office-1" / "session.json"
    session.parent.mkdir(parents=True)
    session.write_text("{}")
    vacant = claim_profile(at(tmp_path), is_vacant=True)
    assert vacant.number == 2
    vacant.release()


def test_the_profile_of_a_killed_window_is_free(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout.readline() == b"1\n"
        beside = claim_profile(at(tmp_path))
        assert beside.number == 2
        beside.release()
        holder.send_signal(signal.SIGKILL)
    again = claim_profile(at(tmp_path))
    assert again.number == 1
    again.release()


def test_the_first_profile_is_for_one_window_alone(tmp_path):
    first = claim_first(at(tmp_path))
    assert first.number == 1
    assert claim_first(at(tmp_path)) is None
    assert [path.name for path in (tmp_path / "profiles").iterdir()] == ["1"]
    first.release()
