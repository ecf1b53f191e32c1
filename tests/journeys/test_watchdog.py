"""Nothing that a person does holds up the thread that draws for 50 ms, by the thread's own processor time."""

import uuid

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from desktop.widgets.timeline.view import TimelineView
from tests.helpers.hands import Hands, until
from tests.helpers.people import Person, register, visit
from tests.helpers.standstill import Watchdog
from tests.helpers.windows import open_window

MOST_MS = 50.0
FIRST_MS = 150.0
"""The first time loads what it needs; and a processor that others share takes longer for the same."""
PEOPLE = 25
MESSAGES = 12
WORDS = "Shall we **meet** at `nine`? https://example.org/calendar 👍 "

pytestmark = [
    pytest.mark.timeout(100),
    pytest.mark.qt_log_ignore("This plugin does not support"),  # offscreen menus can't be raised
]


def turn_wheel(hands: Hands) -> None:
    viewport = hands.find("timeline", TimelineView).viewport()
    at = QPointF(100, 100)
    event = QWheelEvent(
        at,
        viewport.mapToGlobal(at),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, event)


async def use(hands: Hands, dog: Watchdog, others: list[str]) -> None:
    """An hour of a person in some seconds; each deed three times."""
    for _ in range(3):
        for title in others[:4]:
            await dog.watch("open a chat", lambda title=title: hands.click_row(title))
        await dog.watch("write", lambda: hands.write("composer", "a few words to you"))
        await dog.watch("send", lambda: hands.press("composer", Qt.Key.Key_Return))
        for _ in range(5):
            await dog.watch("scroll", lambda: turn_wheel(hands), 0.05)
        await dog.watch("open the switcher", lambda: hands.strike("Ctrl+K"))
        await dog.watch("type in the switcher", lambda: hands.type("per"))
        await dog.watch("close the switcher", lambda: hands.strike("Esc"))
        await dog.watch("open the settings", lambda: hands.strike("Ctrl+,"))
        await dog.watch("close the settings", lambda: hands.strike("Esc"))
        await dog.watch("open the information", lambda: hands.strike("Ctrl+."))
        await dog.watch("close the information", lambda: hands.strike("Ctrl+."))
        await dog.watch("find in a chat", lambda: hands.strike("Ctrl+F"))
        await dog.watch("type what to find", lambda: hands.type("nine"))
        await dog.watch("leave the finding", lambda: hands.strike("Esc"))


def test_nothing_holds_up_the_thread_that_draws(run, qapp, tmp_path, server):
    async def journey():
        dog = Watchdog()
        async with open_window(qapp, tmp_path, server.address) as alice, visit(server) as http:
            await alice.register("alice", "Alice")
            others = [await register(http, f"person{number}") for number in range(PEOPLE)]
            users = (await others[0].get("/api/auth/users/"))["users"]
            my_id = next(user["id"] for user in users if user["username"] == "alice")
            for person in others:
                room = await person.direct_room(Person(http, my_id, "alice", ""))
                for number in range(MESSAGES):
                    status, _ = await person.send(room, f"{WORDS} {number}", str(uuid.uuid4()))
                    assert status == 201
            await until(lambda: len(alice.rooms()) == PEOPLE, "all chats are there")
            await use(alice, dog, [card.title for card in alice.rooms()])
        assert {deed: times for deed, times in dog.longest.items() if min(times) >= MOST_MS} == {}
        assert {deed: times for deed, times in dog.longest.items() if max(times) >= FIRST_MS} == {}

    run(journey())
