"""The way in: what needs no window loads no Qt, and a mistake on the command line is told in words."""

import json
import re
import subprocess
import sys

import pytest

from backend.wire import __version__
from backend.wire.types import RoomId, Seq
from desktop.client.cache import Cache
from desktop.client.session import FileVault, StoredSession
from desktop.settings import Options, Settings, find_places, folder_name, save_settings
from tests.helpers.examples import ME, a_contact, a_message, a_room, a_user, created
from tests.helpers.scripted_server import a_welcome

SPY = """
import sys
from desktop.__main__ import main
sys.argv = ["minichat", "--version"]
try:
    main()
finally:
    assert not [name for name in sys.modules if name.startswith(("PySide6", "shiboken6", "aiohttp"))]
"""


def test_the_version_is_told_without_loading_qt():
    told = subprocess.run([sys.executable, "-c", SPY], capture_output=True, text=True, check=True)
    assert told.stdout == f"Mini Chat {__version__}\n"


def test_a_mistake_is_told_in_words():
    told = subprocess.run(
        [sys.executable, "-m", "desktop", "--server", "ftp://example.org"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "not the address of a server" in told.stderr
    assert "Traceback" not in told.stderr


AT_FIRST_PICTURE = """
import builtins, gc, json, linecache, os, sys
from desktop.__main__ import import_qt, main
import_qt()
from desktop.system import first_paint

class Report(first_paint.FirstPaint):
    async def wait(self, seconds):
        await super().wait(seconds)
        names = sorted(sys.modules)
        print(json.dumps([names, sorted(linecache.cache), gc.isenabled(), builtins.__import__.__name__]))
        sys.stdout.flush()
        os._exit(0)

first_paint.FirstPaint = Report
main()
"""
LATER = re.compile(
    r"aiohttp|yarl|multidict|jeepney|secretstorage|keyring|pygments|platformdirs|html|http|email|asyncio\.tests"
    r"|PySide6\.Qt(DBus|Network|Multimedia|Qml|Quick|PrintSupport|Test)"
    r"|backend(\.(?!wire).*)|(emoji|completion|code_colors)"
    r"|desktop\.system\.(bus|notif|outside|tray|sounds|surroundings|machine|autostart)"
    r"|desktop\.widgets\.(entrance|hosting|dialog|switcher|link_dialog|shortcut_list|emoji|picture_choice|avatar_crop"
    r"|info_panel|member_list|person_list|room_menu|own_menu|completion|.*_sheets?$|sheet_card)"
    r"|segno"
)
"""What the first picture of a person who is signed in has no need of, and costs start time."""


@pytest.fixture(scope="module")
def at_first_picture(tmp_path_factory):
    """What is loaded when somebody with a chat sees it: modules, sources that were read, garbage, import."""
    data, address = tmp_path_factory.mktemp("data"), "http://127.0.0.1:9"
    places = find_places(Options(data=data))
    home = places.profile(1) / "servers" / folder_name(address)
    FileVault(home / "session.json").save(StoredSession(user_id=ME, access="a", refresh="r"))
    bob = a_user(2, "Bob")
    cache = Cache(home / f"{ME}.sqlite3", ME)
    cache.save_welcome(a_welcome(a_room(7, [bob]), people=[a_contact(2, "Bob")]))
    cache.add_events(RoomId(7), created([a_message(7, 1, author=bob)]), Seq(1))
    cache.close()
    save_settings(Settings(server=address, last_room=7, language="en"), places.settings(1))
    told = subprocess.run(
        [sys.executable, "-c", AT_FIRST_PICTURE, "--data", str(data)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def test_the_first_picture_loads_nothing_that_it_does_not_show(at_first_picture):
    modules = at_first_picture[0]
    assert "desktop.widgets.timeline.view" in modules
    assert [name for name in modules if LATER.match(name)] == []


def test_a_start_reads_no_source_of_what_it_imports_and_looks_for_no_garbage(at_first_picture):
    _, sources, collects_garbage, name_of_import = at_first_picture
    of_qt_itself = re.compile(r".*\b(PySide6|shiboken6)\b.*|.*enum\.py")
    assert [path for path in sources if not of_qt_itself.match(path)] == []
    assert (collects_garbage, name_of_import) == (False, "__import__")
