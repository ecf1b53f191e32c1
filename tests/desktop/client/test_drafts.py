import asyncio
import sqlite3
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from backend.wire.answers import Notice
from backend.wire.rest import LOG_OUT, SEND_MESSAGE
from backend.wire.types import MessageId, RoomId
from desktop.client import Draft
from desktop.client.outbox import SERVER_CHANGED
from desktop.client.state.changes import RoomChanged
from desktop.client.state.entries import quote_of
from tests.helpers.client_core import connect, record, sign_in, until, welcome
from tests.helpers.examples import a_message, a_room, a_user
from tests.helpers.scripted_server import a_welcome, lost

ROOM = RoomId(7)
BOB = a_user(2, "Bob")
QUOTE = quote_of(a_message(7, 3, "What do you think?"))


@pytest.mark.parametrize(
    "draft",
    [
        Draft("half a sen"),
        Draft("I think", reply_to=QUOTE.id, quote=QUOTE),
        Draft("", reply_to=QUOTE.id, quote=QUOTE),
        Draft("other words", editing=MessageId(5)),
        Draft("other words", editing=MessageId(5), aside=Draft("half a thought", QUOTE.id, QUOTE)),
    ],
)
async def test_a_draft_outlives_the_program_and_a_sign_out(device, server, draft):
    begun = draft if draft.editing is None else draft.aside or Draft()
    server.on(LOG_OUT, Notice(message="bye"))
    await connect(device, server, a_room(7, [BOB]))
    device.client.save_draft(ROOM, draft)
    client = await device.restart()
    assert client.draft(ROOM) == draft
    assert client.store.rooms.get(ROOM).draft == begun.text
    await client.log_out()
    assert client.draft(ROOM) is None
    client = await sign_in(device, server)
    assert client.draft(ROOM) == draft
    client.go_online()
    await welcome(client, server, a_room(7, [BOB]))
    assert client.store.rooms.get(ROOM).draft == begun.text


async def test_the_sidebar_hears_of_a_draft_and_of_its_end(device, server):
    await connect(device, server, a_room(7, [BOB]))
    client, changes = device.client, record(device.client)
    client.save_draft(ROOM, Draft("half"))
    client.save_draft(ROOM, Draft("half"))
    assert changes == [RoomChanged(ROOM)]
    client.save_draft(ROOM, Draft())
    assert (client.draft(ROOM), client.store.rooms.get(ROOM).draft) == (None, "")
    assert changes == [RoomChanged(ROOM)] * 2
    client = await device.restart()
    assert client.draft(ROOM) is None


async def test_a_draft_that_is_sent_is_none_any_more_and_another_text_leaves_it(device, server):
    server.on(SEND_MESSAGE, lost)
    await connect(device, server, a_room(7, [BOB]))
    device.client.save_draft(ROOM, Draft("a long thought "))
    device.client.send(ROOM, "an answer from a notification")
    assert device.client.draft(ROOM) is not None
    device.client.send(ROOM, "a long thought")
    assert device.client.draft(ROOM) is None
    client = await device.restart()
    assert (client.draft(ROOM), client.store.rooms.get(ROOM).draft) == (None, "")


async def test_half_a_character_is_kept_as_a_mark(device, server):
    await connect(device, server, a_room(7, [BOB]))
    device.client.save_draft(ROOM, Draft("a\ud83d"))
    assert (await device.restart()).draft(ROOM) == Draft("a\ufffd")
    device.client.save_draft(ROOM, Draft(editing=MessageId(5), aside=Draft("b\ud83d")))
    assert (await device.restart()).draft(ROOM) == Draft(editing=MessageId(5), aside=Draft("b\ufffd"))


async def test_drafts_for_another_server_s_rooms_leave_the_field_and_are_kept(device, server):
    end = await connect(device, server, a_room(7, [BOB]))
    client = device.client
    client.save_draft(ROOM, Draft("for Bob, edited", editing=MessageId(5), aside=Draft("for Bob")))
    client.save_draft(RoomId(8), Draft("", reply_to=QUOTE.id, quote=QUOTE))
    await end.close()
    end = await server.next_live()
    await end.send(a_welcome(a_room(7, [a_user(3, "Eve")]), server_id="another"))
    await until(lambda: client.store.rooms.get(ROOM).title == "Eve")
    assert (client.draft(ROOM), client.store.rooms.get(ROOM).draft) == (None, "")
    client = await device.restart()
    assert (client.draft(ROOM), client.draft(RoomId(8))) == (None, None)
    kept = [(entry.content, entry.error) for entry in client.store.timelines.of(ROOM)]
    assert kept == [("for Bob", SERVER_CHANGED), ("for Bob, edited", SERVER_CHANGED)]


async def test_a_draft_is_on_the_disk_when_the_call_returns(device, server, tmp_path):
    """The writer ends without a chance to close anything, as after kill -9."""
    await connect(device, server, a_room(7, [BOB]))
    path = device.folder / "1.sqlite3"
    await device.close()
    writer = f"""
        import os
        from pathlib import Path
        from desktop.client import Draft
        from desktop.client.cache import Cache
        cache = Cache(Path({str(path)!r}), 1)
        cache.unsent.save_draft(7, Draft("the last words"))
        os._exit(9)
    """
    root = Path(__file__).parents[3]
    program = textwrap.dedent(writer)
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, cwd=root)
    assert await process.wait() == 9
    client = await device.restart()
    assert client.draft(ROOM) == Draft("the last words")


async def test_a_draft_that_can_t_be_read_keeps_nobody_out(device, server):
    await connect(device, server, a_room(7, [BOB]))
    device.client.save_draft(ROOM, Draft("half"))
    await device.close()
    with closing(sqlite3.connect(device.folder / "1.sqlite3")) as connection:
        connection.execute("UPDATE drafts SET body = x'00'")
        connection.commit()
    client = await device.restart()
    assert (client.store.rooms.get(ROOM).title, client.draft(ROOM)) == ("Bob", None)
