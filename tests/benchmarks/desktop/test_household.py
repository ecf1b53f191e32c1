"""A small household: what a window would find there is there, in the cache."""

import sqlite3
from contextlib import closing

from benchmarks.desktop.household import household
from desktop.settings import Options, find_places, load_settings


def test_the_cache_of_the_desktop_holds_all_chats_and_the_whole_long_room() -> None:
    with household(contacts=3, messages=120) as home:
        settings = load_settings(find_places(Options(data=home.data)).settings(1))
        assert (settings.server, settings.last_room) == (home.address, home.room_id)
        with closing(sqlite3.connect(home.cache)) as cache:
            assert cache.execute("SELECT count(*) FROM rooms").fetchone() == (3,)
            held = cache.execute("SELECT count(*) FROM messages WHERE room = ?", (home.room_id,)).fetchone()
            assert held == (121,)
