"""Scenes of a talk and its composer for screens.py: all that a message can be, and what opens over them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolButton, QWidget

from backend.wire.types import Message, RoomId, Seq
from desktop.client.state.entries import quote_of
from desktop.client.state.store import Store
from desktop.widgets.chat import ChatScreen
from desktop.widgets.composer import Composer
from desktop.widgets.emoji_picker import EmojiPicker
from desktop.widgets.link_dialog import ask_to_open
from desktop.widgets.timeline.view import TimelineView
from tests.helpers.examples import ME, a_message, a_user, an_office, answering, fill
from tests.helpers.stage import Scene, Stage

_WORKING_MS = 300
_ROOM, _GROUP = 1, 2
_ME = a_user(1, "Alice Doe")
_BOB = a_user(2, "Bob Stone")
_ANNA = a_user(3, "Анна Каренина")

_CODE = """The loop was wrong, this one counts each room **once**:
```python
def total(rooms: list[Room]) -> int:
    # muted rooms don't call
    return sum(room.unread for room in rooms if not room.is_muted)
```
Shall I send it for review?"""

_LIST = """Перед выпуском:
1. прогнать тесты на *трёх* системах
2. проверить ссылку https://example.org/releases/2026-11
3. сказать `@user1`, что всё готово"""

_MARKUP = (
    (_BOB, "The new badge is **much** better, only the *old one* flickers, and ~~the tray~~ is fine"),
    (_BOB, _CODE),
    (_ME, "> Shall I send it for review?\nPlease do, and `git rebase` before."),
    (_ME, "```sql\nSELECT room_id, count(*) FROM messages WHERE seq > 4711 GROUP BY room_id\n```"),
    (_BOB, _LIST),
    (_ME, "C:\\_new and 2*3*4 stay themselves, snake_case too 🙂"),
)

_EMOJI = (
    (_BOB, "🎉"),
    (_BOB, "👍🏽👩‍💻"),
    (_ME, "❤️🔥🚀"),
    (_ME, "three are large, 🎉 among words is not"),
    (_BOB, "И по-русски 👍🏽 тоже 🇷🇺 🏳️‍🌈"),
)

_LONG = (
    "It starts with a list of all rooms that the person may see, asks for what has changed since they were"
    " last here, and only then for the messages of the room that is open, so nothing waits for nothing."
)


def _said(room: int, lines: tuple[tuple[object, str], ...], now: datetime) -> list[Message]:
    start = now - timedelta(minutes=2 * len(lines))
    return [
        a_message(room, seq, text, author=author, at=start + timedelta(minutes=2 * seq))
        for seq, (author, text) in enumerate(lines, 1)
    ]


def _talk(stage: Stage, room: int, messages: list[Message], read: int | None = None) -> Store:
    """The office, where this is said in one of its rooms; read up to a place, or wholly."""
    store = an_office(stage.now, has_trouble=False)
    known = store.rooms.snapshot(RoomId(room))
    assert known is not None, "a room of the office"
    last = messages[-1]
    seen = last.seq if read is None else Seq(read)
    store.rooms.replace(
        msgspec.structs.replace(
            known, last_message=last, last_seq=last.seq, read_seq=seen, unread_count=last.seq - seen
        )
    )
    fill(store, room, messages)
    return store


def _markup(stage: Stage) -> ChatScreen:
    return stage.office(_ROOM, _talk(stage, _ROOM, _said(_ROOM, _MARKUP, stage.now)))


def _selected(stage: Stage) -> None:
    view = _markup(stage).findChild(TimelineView)
    view.setFocus()
    for _ in range(4):
        QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)


def _sought(stage: Stage) -> None:
    screen = _markup(stage)
    screen.findChild(QToolButton, "find").click()
    screen.findChild(QLineEdit, "find_field").setText("re")
    QTest.qWait(_WORKING_MS)


def _answers(stage: Stage) -> None:
    lines = (
        (_ANNA, "Кто расскажет, как это **работает**?"),
        (_ME, _LONG),
        (_BOB, "Then I understood it wrong"),
        (_ANNA, "Спасибо, @user1!"),
        (_ME, "See you there"),
        (_BOB, "and one more answer"),
        (_ANNA, "Договорились"),
    )
    said = _said(_GROUP, lines, stage.now)
    gone = msgspec.structs.replace(said[2], content="", deleted=True)
    said[1] = msgspec.structs.replace(answering(said[1], said[0]), edited_at=stage.now)
    said[2] = gone
    said[3] = msgspec.structs.replace(answering(said[3], said[1]), mentions=[ME])
    said[4] = answering(said[4], gone)
    said[5] = msgspec.structs.replace(answering(said[5], said[4]), edited_at=stage.now)
    said[6] = msgspec.structs.replace(said[6], reply_to=said[0].id, quote=quote_of(said[0]))
    stage.office(_GROUP, _talk(stage, _GROUP, said))


def _emoji(stage: Stage) -> None:
    stage.office(_ROOM, _talk(stage, _ROOM, _said(_ROOM, _EMOJI, stage.now)))


def _unread(stage: Stage) -> None:
    lines = tuple((_BOB if number % 5 else _ANNA, f"Message {number}") for number in range(1, 151))
    said = _said(_GROUP, lines, stage.now)
    stage.office(_GROUP, _talk(stage, _GROUP, said, read=22))


def _message_menu(stage: Stage) -> QWidget:
    view = _markup(stage).findChild(TimelineView)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Up)
    QTest.keyClick(view, Qt.Key.Key_Return)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu), "the key opens the menu"
    return menu


def _composer(act: Callable[[Composer], object]) -> Callable[[Stage], None]:
    """The office, where something is done with the composer."""

    def play(stage: Stage) -> None:
        screen = _markup(stage)
        screen.activateWindow()
        act(screen.findChild(Composer))
        QTest.qWait(_WORKING_MS)

    return play


def _begin_answer(composer: Composer) -> None:
    composer.begin_reply(quote_of(a_message(_ROOM, 2, _CODE, author=_BOB)), "Bob Stone")
    composer.set_text("Yes, but ")


def _paste_much(composer: Composer) -> None:
    QApplication.clipboard().setText("\n".join(f"Line {line} of a long file" for line in range(99)))
    composer.field.paste()
    QApplication.clipboard().clear()


def _picker(stage: Stage) -> QWidget:
    screen = _markup(stage)
    screen.findChild(Composer).findChild(QToolButton, "emoji").click()
    return screen.findChild(EmojiPicker)


def _link(stage: Stage) -> None:
    address = "https://example.org/" + "a-very-long-way-to-go/" * 6 + "?from=chat&to=page#end"
    ask_to_open(_markup(stage), address)


TALK_SCENES: dict[str, Scene] = {
    "talk_markup": Scene(lambda stage: _markup(stage) and None, 1000, 760),
    "talk_markup_narrow": Scene(lambda stage: _markup(stage) and None, 380, 900),
    "talk_markup_large": Scene(lambda stage: _markup(stage) and None, 1000, 900, {"text_percent": 200}),
    "talk_selected": Scene(_selected, 1000, 760),
    "talk_sought": Scene(_sought, 1000, 760),
    "talk_answers": Scene(_answers),
    "talk_answers_compact": Scene(_answers, choices={"density": "compact"}),
    "talk_emoji": Scene(_emoji),
    "talk_unread": Scene(_unread),
    "message_menu": Scene(_message_menu),
    "composer_answer": Scene(_composer(_begin_answer)),
    "composer_edit": Scene(_composer(lambda composer: composer.begin_edit(1, _MARKUP[0][1]))),
    "composer_long": Scene(_composer(lambda composer: composer.set_text(_LONG * 10))),
    "composer_paste": Scene(_composer(_paste_much)),
    "complete_emoji": Scene(_composer(lambda composer: QTest.keyClicks(composer.field, ":hea"))),
    "complete_member": Scene(_composer(lambda composer: QTest.keyClicks(composer.field, "@"))),
    "emoji_picker": Scene(_picker),
    "link": Scene(_link),
    "link_narrow": Scene(_link, 380, 480),
}
