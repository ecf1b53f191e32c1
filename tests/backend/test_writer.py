"""The writer: what waits is one commit, nobody hears before it, and whatever fails fails alone."""

import asyncio
import sqlite3
from functools import partial

import pytest
import sqlalchemy as sa

from backend.hub import Audience, SessionClosed
from backend.store.facts import ACCOUNT_CHANGES, load_fact, save_fact
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.live import Typing
from backend.wire.types import RoomId, SessionId, UserId
from backend.writer import BATCH_UNITS, Writer, run_beside

QUEUE = 1_000
ONE = Typing(room=RoomId(1), user=UserId(1), username="one", is_typing=True)


@pytest.fixture
def commits():
    """How often anything was committed."""
    counted = []

    def count(connection):
        counted.append(connection)

    sa.event.listen(sa.Engine, "commit", count)
    yield counted
    sa.event.remove(sa.Engine, "commit", count)


def refused(tx):
    raise Refusal(ErrorCode.NO_SUCH_ROOM)


def break_the_commit(tx):
    """A row without its room and user, which SQLite looks for at the commit."""
    tx.writing.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    tx.writing.exec_driver_sql("INSERT INTO departures VALUES (99, 99, 0)")


async def test_what_waits_is_one_commit(desk, commits):
    answers = await desk.batch(*(desk.say(str(number)) for number in range(50)))
    assert answers == list(range(1, 51))
    assert len(commits) == 1
    assert desk.rows() == [(number + 1, str(number)) for number in range(50)]


async def test_a_batch_is_bounded(desk, commits):
    await desk.batch(*(desk.say("x") for _ in range(BATCH_UNITS + 1)))
    assert len(commits) == 2


async def test_one_batch_is_one_moment(desk):
    first = await desk.batch(lambda tx: tx.now, lambda tx: tx.now)
    second = await desk.batch(lambda tx: tx.now)
    assert first[0] == first[1] < second[0]


async def test_nobody_is_told_or_answered_before_the_commit(desk, commits):
    seen = []
    desk.writer.submit(desk.say("hello"), lambda *_: seen.append((desk.rows(), len(commits), desk.heard())))
    await desk.writer.settle()
    assert seen == [([(1, "hello")], 1, ["hello"])]


async def test_announcements_go_out_in_order_and_before_the_answers(desk):
    heard = []

    def first(tx):
        tx.announce([desk.alice.id], ONE, room=desk.room, but=desk.bob.id)
        tx.close_session(SessionId(3), "logged_out")

    desk.shut()
    desk.writer.submit(first, lambda *_: heard.append(list(desk.published)))
    desk.writer.submit(desk.say("two"), lambda *_: heard.append(list(desk.published)))
    desk.open()
    await desk.writer.settle()
    expected = [
        Audience([desk.alice.id], ONE, desk.room, desk.bob.id),
        SessionClosed(SessionId(3), "logged_out"),
    ]
    assert heard == [expected, desk.published]
    assert desk.heard() == ["one", "two"]


async def test_an_announcement_that_fails_keeps_nobody_waiting(database, caplog):
    def publish(announcement):
        raise RuntimeError("a device with a bug")

    def announce(tx):
        tx.announce([UserId(1)], ONE)
        return "stored"

    writer = Writer(database, asyncio.get_running_loop(), publish, QUEUE)
    writer.start()
    assert await asyncio.gather(writer.write(announce), writer.write(announce)) == ["stored"] * 2
    await writer.close()
    assert "an announcement failed" in caplog.text
    caplog.clear()


async def test_a_refusal_leaves_nothing_and_its_batch_goes_on(desk, commits):
    def announce_and_refuse(tx):
        tx.announce([desk.bob.id], ONE)
        raise Refusal(ErrorCode.CLIENT_ID_CONFLICT)

    first, error, second = await desk.batch(desk.say("a"), announce_and_refuse, desk.say("b"))
    assert (first, error.code, second) == (1, ErrorCode.CLIENT_ID_CONFLICT, 2)
    assert desk.heard() == ["a", "b"]
    assert len(commits) == 1


async def test_a_batch_of_refusals_and_questions_commits_nothing(desk, commits):
    await desk.batch(refused, lambda tx: tx.find_room(desk.room).id, refused)
    assert [item for item in commits if item.connection is None] == []
    assert desk.rows() == []


async def test_a_bug_fails_alone_and_the_others_are_stored(desk):
    def bug(tx):
        desk.say("never")(tx)
        return 1 // 0

    first, error, second = await desk.batch(desk.say("a"), bug, desk.say("b"))
    assert (first, type(error), second) == (1, ZeroDivisionError, 2)
    assert desk.rows() == [(1, "a"), (2, "b")]
    assert desk.heard() == ["a", "b"]


async def test_what_the_database_refuses_fails_alone(desk):
    def twice(tx):
        room = tx.find_room(desk.room)
        tx.append_message(room, desk.alice.id, bytes(16), bytes(16), "never")
        tx.append_message(room, desk.alice.id, bytes(16), bytes(16), "never")

    first, error, second = await desk.batch(desk.say("a"), twice, desk.say("b"))
    assert (first, type(error), second) == (1, sa.exc.IntegrityError, 2)
    assert desk.rows() == [(1, "a"), (2, "b")]


async def test_a_refusal_after_a_write_is_rolled_back(desk):
    def write_and_refuse(tx):
        tx.writing.execute(sa.text("UPDATE rooms SET name = 'never'"))
        tx.raise_mark(tx.find_room(desk.room), desk.bob.id, 99)
        raise Refusal(ErrorCode.NO_SUCH_ROOM)

    first, error, second = await desk.batch(desk.say("a"), write_and_refuse, desk.say("b"))
    assert (first, error.code, second) == (1, ErrorCode.NO_SUCH_ROOM, 2)
    assert desk.rows("SELECT name FROM rooms") == [("Team",)]
    assert await desk.writer.write(lambda tx: tx.find_room(desk.room).marks.by_user[desk.bob.id]) == 0


async def test_a_commit_that_fails_answers_nobody_with_success_until_each_was_tried_alone(desk):
    def announce_and_break(tx):
        break_the_commit(tx)
        tx.announce([desk.bob.id], ONE)

    first, error, second = await desk.batch(desk.say("a"), announce_and_break, desk.say("b"))
    assert (first, type(error), second) == (1, sa.exc.IntegrityError, 2)
    assert desk.rows() == [(1, "a"), (2, "b")]
    assert desk.heard() == ["a", "b"]


async def test_the_writer_goes_on_after_a_commit_that_failed(desk):
    assert isinstance(await desk.outcome(break_the_commit), sa.exc.IntegrityError)
    assert await desk.writer.write(desk.say("after")) == 1
    assert desk.rows("SELECT count(*) FROM memberships") == [(2,)]


async def test_a_full_disk_refuses_the_whole_batch_and_is_forgotten_when_there_is_room(desk):
    await desk.writer.write(desk.say("first"))
    (pages,) = desk.rows("PRAGMA page_count")[0]

    def fill_the_disk(tx):
        tx.reading.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    outcomes = await desk.batch(fill_the_disk, desk.say("x" * 50_000), desk.say("small"))
    assert [outcome.code for outcome in outcomes] == [ErrorCode.STORAGE_FULL] * 3
    assert all(outcome.retry_after for outcome in outcomes)
    assert (desk.rows(), desk.heard()) == ([(1, "first")], ["first"])
    await desk.writer.write(lambda tx: tx.reading.exec_driver_sql("PRAGMA max_page_count=1000000"))
    assert await desk.writer.write(desk.say("second")) == 2
    assert desk.rows("SELECT id, seq FROM messages") == [(1, 1), (2, 2)]


async def test_a_database_that_another_process_holds_refuses_for_a_while(desk):
    def wait_only_shortly(tx):
        tx.reading.exec_driver_sql("PRAGMA busy_timeout=1")

    await desk.writer.write(wait_only_shortly)
    other = sqlite3.connect(desk.database.path)
    other.execute("BEGIN IMMEDIATE")
    outcomes = await desk.batch(desk.say("a"), desk.say("b"))
    assert [outcome.code for outcome in outcomes] == [ErrorCode.OVERLOADED] * 2
    other.close()
    assert await desk.writer.write(desk.say("c")) == 1
    assert desk.rows() == [(1, "c")]


async def test_past_the_bound_a_write_is_refused_and_may_be_tried_again(desk):
    desk.shut()
    answered = []
    for _ in range(QUEUE - 1):
        desk.writer.submit(refused, lambda *outcome: answered.append(outcome))
    with pytest.raises(Refusal) as caught:
        desk.writer.submit(refused, lambda *_: None)
    assert caught.value.code is ErrorCode.OVERLOADED
    assert caught.value.retry_after
    desk.open()
    await desk.writer.settle()
    assert len(answered) == QUEUE - 1
    assert await desk.writer.write(desk.say("a")) == 1


async def test_who_no_longer_waits_is_stored_all_the_same(desk):
    desk.shut()
    async with asyncio.TaskGroup() as tasks:
        waiting = tasks.create_task(desk.writer.write(desk.say("a")))
        await asyncio.sleep(0)
        waiting.cancel()
    desk.open()
    await desk.writer.settle()
    assert desk.rows() == [(1, "a")]


async def test_closing_finishes_what_waits_and_takes_no_more(desk):
    desk.shut()
    answers = []
    for text in "abc":
        desk.writer.submit(desk.say(text), lambda answer, _: answers.append(answer))
    async with asyncio.TaskGroup() as tasks:
        closing = tasks.create_task(desk.writer.close())
        await asyncio.sleep(0)
        with pytest.raises(Refusal) as caught:
            desk.writer.submit(desk.say("late"), lambda *_: None)
        assert not closing.done()
        desk.open()
    assert caught.value.code is ErrorCode.SHUTTING_DOWN
    assert answers == [1, 2, 3]
    assert desk.rows() == [(1, "a"), (2, "b"), (3, "c")]


async def test_a_database_that_cannot_be_opened_is_told_at_the_start(database, monkeypatch):
    def refuse():
        raise LookupError("no database today")

    monkeypatch.setattr(database, "connect_writer", refuse)
    writer = Writer(database, asyncio.get_running_loop(), [].append, QUEUE)
    with pytest.raises(LookupError):
        writer.start()
    with pytest.raises(Refusal):
        await writer.write(refused)
    await writer.close()


async def test_a_writer_that_was_never_started_closes(database):
    await Writer(database, asyncio.get_running_loop(), lambda _: None, QUEUE).close()


async def test_a_connection_that_cannot_even_roll_back_is_replaced(desk, caplog):
    def saw_off(tx):
        tx.writing.connection.driver_connection.close()
        raise LookupError("a bug of ours")

    [error] = await desk.batch(saw_off)
    assert isinstance(error, Exception)
    assert await desk.batch(desk.say("after")) == [1]
    assert desk.rows() == [(1, "after")]
    [record] = caplog.records
    assert "connection broke" in record.getMessage()
    caplog.clear()


async def test_beside_a_writer_an_action_runs_by_itself_and_leaves_word(desk, database):
    (before,) = await desk.batch(lambda tx: load_fact(tx.reading, ACCOUNT_CHANGES))
    assert run_beside(database, lambda tx, word: save_fact(tx.writing, "word", word), "hello") is None
    found = await desk.batch(*(partial(load_fact_in, name) for name in ("word", ACCOUNT_CHANGES)))
    assert found == ["hello", str(int(before) + 1)]


def load_fact_in(name, tx):
    return load_fact(tx.reading, name)


def test_beside_a_writer_what_is_refused_or_fails_leaves_nothing(database):
    before = database.ask(load_fact, ACCOUNT_CHANGES)
    with pytest.raises(Refusal):
        run_beside(database, refused)
    with pytest.raises(sa.exc.IntegrityError):
        run_beside(database, break_the_commit)
    assert database.ask(load_fact, ACCOUNT_CHANGES) == before
