import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from msgspec.structs import replace

from backend.wire.types import RoomId
from desktop.client import Draft
from desktop.client.database import Database
from desktop.client.unsent import OutboxRow, Stage, Unsent
from tests.helpers.examples import NOON

ROOM = RoomId(7)


@pytest.fixture
def database(tmp_path):
    with closing(Database(tmp_path / "1.sqlite3")) as database:
        yield database


@pytest.fixture
def unsent(database):
    return Unsent(database)


def _row(client_id: str, **changed: object) -> OutboxRow:
    row = OutboxRow(client_id=client_id, room=ROOM, content="hello", created_at=NOON, asked_at=NOON)
    return replace(row, **changed)


def test_outgoing_messages_keep_their_order_and_what_became_of_them(unsent):
    unsent.add(_row("b"))
    unsent.add(_row("a", content="привет\n😀"))
    unsent.add(_row("c"))
    later = NOON + timedelta(hours=30)
    unsent.update(_row("a", stage=Stage.FAILED, error="no_such_room", asked_at=later))
    unsent.remove("b")
    assert unsent.rows() == [
        _row("a", content="привет\n😀", stage=Stage.FAILED, error="no_such_room", asked_at=later),
        _row("c"),
    ]


def test_a_message_and_the_end_of_its_draft_are_one_transaction(unsent):
    unsent.add(_row("a"))
    unsent.save_draft(ROOM, Draft("hello"))
    with pytest.raises(sqlite3.IntegrityError):
        unsent.add(_row("a"), ends_draft=True)
    assert unsent.drafts() == {ROOM: Draft("hello")}
    unsent.add(_row("b"), ends_draft=True)
    assert unsent.drafts() == {}


def test_a_draft_that_the_disk_refuses_leaves_the_one_before(unsent, database):
    unsent.save_draft(ROOM, Draft("before"))
    database.connection.execute("PRAGMA query_only=ON")
    with pytest.raises(sqlite3.OperationalError):
        unsent.save_draft(ROOM, Draft("after"))
    database.connection.execute("PRAGMA query_only=OFF")
    assert unsent.drafts() == {ROOM: Draft("before")}


def test_what_nobody_can_send_any_more_goes_as_a_whole(unsent):
    unsent.add(_row("a"))
    unsent.save_draft(ROOM, Draft("hello"))
    unsent.forget()
    assert (unsent.rows(), unsent.drafts()) == ([], {})
