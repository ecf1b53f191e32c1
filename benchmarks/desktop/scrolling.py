"""The timeline of a long room in a real window: opening, wheel, scrollbar, news, width, theme, memory.

Runs as a process of its own, `python -m benchmarks.desktop.scrolling MESSAGES`, and prints a JSON object of
milliseconds, so that nothing else is on its thread.
"""

import gc
import json
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from statistics import quantiles

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from backend.wire.types import Message, MessageId, Room, RoomId, Seq, User, UserId
from benchmarks.archive import contents
from desktop.client.state.store import Store
from desktop.models.choices import Choices
from desktop.models.timeline import TimelineModel
from desktop.theme import Theme, ThemeChoice
from desktop.widgets.chat import ChatScreen
from desktop.widgets.main_window import MainWindow
from desktop.widgets.timeline.view import TimelineView

_ROOM = RoomId(1)
_BATCH = 1_000
_STEPS = 400
_WARM_UP = 40
_JUMPS = 150
_NEWS = 60


def main(count: int) -> dict[str, float]:
    """All figures of a room of `count` messages."""
    app = QApplication(sys.argv[:1])
    theme = Theme(app, ThemeChoice.LIGHT)
    store, model_bytes = _store(count)
    view = TimelineView(theme)
    view.resize(720, 620)
    view.show()
    _settle(app)
    found: dict[str, float] = {}
    model = TimelineModel(store, _ROOM)
    tracemalloc.start()
    found["open_ms"] = _timed(app, view, lambda: view.set_model(model))
    found["view_bytes"] = tracemalloc.get_traced_memory()[0] / count
    tracemalloc.stop()
    found["model_bytes"] = model_bytes / count
    reopened = [_timed(app, view, lambda: _reopen(view, model)) for _ in range(9)]
    found |= _spread("reopen", reopened)
    turns = [_timed(app, view, lambda: _wheel(view, 120)) for _ in range(_STEPS)]
    found |= _spread("wheel", turns[_WARM_UP:])
    bar, random = view.verticalScrollBar(), Random(1)
    targets = [random.randrange(bar.maximum()) for _ in range(_JUMPS)]
    found |= _spread("drag", [_timed(app, view, partial(bar.setValue, to)) for to in targets])
    view.go_to_bottom()
    _settle(app)
    news = [_message(count + number, "one line more of the talk") for number in range(1, _NEWS)]
    found |= _spread("append", [_timed(app, view, partial(_append, store, one)) for one in news])
    sizes = [520, 720] * 6
    found |= _spread("resize", [_timed(app, view, partial(view.resize, to, 620)) for to in sizes])
    choices = [ThemeChoice.DARK, ThemeChoice.LIGHT] * 5
    found |= _spread("theme", [_timed(app, view, partial(theme.set_choice, to)) for to in choices])
    view.close()
    window = MainWindow(theme)
    screen = ChatScreen(store, theme, Choices())
    window.show_screen(screen)
    window.show()
    screen.open_room(_ROOM)
    _settle(app)
    found |= _spread("window_theme", [_timed(app, window, partial(theme.set_choice, to)) for to in choices])
    window.close()
    return found


def _store(count: int) -> tuple[Store, int]:
    """A room with that many messages, and the bytes that they take in memory."""
    store = Store()
    other = _user(2)
    room = Room(
        id=_ROOM,
        name="",
        description="",
        chat_type="direct",
        created_at=datetime.now(UTC),
        participants=[_user(1), other],
        participants_count=2,
        other_participant=other,
        unread_count=0,
        last_seq=Seq(count),
        read_seq=Seq(count),
        read_marks=[],
        last_message=None,
    )
    store.load(_user(1), "", [room], [])
    gc.collect()
    tracemalloc.start()
    timeline = store.timelines.of(_ROOM)
    entries = []
    for batch in _batches(count):
        entries += store.entries_of(batch)
    timeline.reset(entries, has_older=False)
    del entries
    gc.collect()
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return store, taken


def _batches(count: int) -> Iterator[list[Message]]:
    batch: list[Message] = []
    for number, text in enumerate(contents(count), 1):
        batch.append(_message(number, text))
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def _message(seq: int, text: str) -> Message:
    author = _user(1 + seq % 2)
    return Message(
        id=MessageId(seq),
        room=_ROOM,
        user=author,
        user_username=author.username,
        content=text,
        timestamp=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=20 * seq),
        is_read=True,
        seq=Seq(seq),
        client_id=f"{seq:032x}",
    )


def _user(number: int) -> User:
    return User(id=UserId(number), username=f"user{number}", email="", first_name="Some", last_name="Body")


def _reopen(view: TimelineView, model: TimelineModel) -> None:
    view.set_model(None)
    view.set_model(model)


def _append(store: Store, message: Message) -> None:
    store.timelines.of(_ROOM).add(store.entries_of([message]))


def _wheel(view: TimelineView, delta: int) -> None:
    at = QPointF(200, 200)
    event = QWheelEvent(
        at,
        view.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def _timed(app: QApplication, shown: QWidget, act: Callable[[], object]) -> float:
    """Milliseconds of a deed and of the picture that follows."""
    painted = shown.viewport() if isinstance(shown, TimelineView) else shown
    start = time.perf_counter()
    act()
    painted.repaint()
    spent = time.perf_counter() - start
    _settle(app)
    return spent * 1e3


def _settle(app: QApplication) -> None:
    for _ in range(3):
        app.processEvents()


def _spread(name: str, times: list[float]) -> dict[str, float]:
    cuts = quantiles(times, n=100, method="inclusive")
    return {
        f"{name}_p50_ms": cuts[49],
        f"{name}_p95_ms": cuts[94],
        f"{name}_p99_ms": cuts[98],
        f"{name}_max_ms": max(times),
    }


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
