import time
from collections.abc import Callable

import msgspec
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from backend.wire.live import MemberAdded
from backend.wire.types import Member, Seq
from desktop.client.state.entries import EntryState, confirmed_entry
from desktop.client.state.store import Store
from desktop.models.timeline import TimelineModel
from desktop.models.wishes import DiscardMessage, LoadOlder, MarkRead, RetryMessage
from desktop.theme import Theme, ThemeChoice
from desktop.widgets.timeline.view import TimelineView
from tests.desktop.widgets.conftest import Open, Show
from tests.helpers.examples import ME, a_contact, a_direct_store, a_message, a_pending, a_user, created
from tests.helpers.talks import ROOM, tops, wheel, wishes

LONG = "The counter is recomputed when the window is focused, so it may lag. " * 4


def bubble_bottoms(view: TimelineView) -> dict[str, float]:
    """Where the bubbles on screen end: what the eye rests on."""
    return {
        view.rows.entry(shown.row).key: shown.top + view.rows.layout_of(shown.row).bubble.bottom()
        for shown in view.rows.strip.shown()
    }


def only_the_newest(store: Store, count: int) -> Store:
    """Unload all but the newest page; the rest is kept for `bring_older_pages`."""
    timeline = store.timelines.of(ROOM)
    timeline.reset(timeline[-count:], has_older=True)
    return store


def bring_older_pages(view: TimelineView, store: Store, count: int) -> int:
    """Answer all that the view asks for, as the client does; how many pages that was."""
    timeline = store.timelines.of(ROOM)
    asked = [ROOM]  # opening the room has asked once
    view.wished.connect(lambda wish: asked.append(ROOM) if isinstance(wish, LoadOlder) else None)
    pages = 0
    while len(asked) > pages and timeline.has_older:
        first = timeline.first_seq or 1
        page = [confirmed_entry(a_message(1, seq), ME) for seq in range(max(1, first - count), first)]
        timeline.prepend(page, has_older=first > count + 1)
        pages += 1
    return pages


def read_marks(view: TimelineView, qtbot: QtBot) -> int:
    """Up to where the next reading goes."""
    with qtbot.waitSignal(
        view.wished, timeout=2000, check_params_cb=lambda w: isinstance(w, MarkRead)
    ) as told:
        pass
    assert told.args is not None
    return told.args[0].seq


def nothing_is_read(view: TimelineView, qtbot: QtBot) -> bool:
    """Nothing is, for longer than it takes."""
    told = wishes(view, MarkRead)
    qtbot.wait(900)
    return told == []


def picture(view: TimelineView) -> QImage:
    return view.viewport().grab().toImage()


def test_it_opens_at_the_newest_message(open_view: Open) -> None:
    view = open_view(a_direct_store(200))
    assert view.is_at_bottom
    assert view.rows.strip.shown()[-1].row == 199
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()


def test_it_opens_at_the_first_unread_message_when_there_are_many(open_view: Open) -> None:
    view = open_view(a_direct_store(200, read_seq=100))
    assert tops(view)[view.rows.entry(100).key] == 8
    assert not view.is_at_bottom
    assert view.rows.layout_of(100).divider is not None


def test_few_unread_messages_are_all_in_view(open_view: Open) -> None:
    view = open_view(a_direct_store(200, read_seq=198))
    assert view.is_at_bottom
    assert 198 in [shown.row for shown in view.rows.strip.shown()]


def test_a_new_message_is_followed_only_at_the_end(open_view: Open) -> None:
    store = a_direct_store(100)
    view = open_view(store)
    store.apply_entries(ROOM, created([a_message(1, 101)]))
    assert view.rows.strip.shown()[-1].row == 100

    wheel(view, 5)
    before = tops(view)
    store.apply_entries(ROOM, created([a_message(1, 102)]))
    assert tops(view) == before


def test_older_pages_are_asked_for_in_time_and_leave_the_eye_where_it_is(
    open_view: Open, qtbot: QtBot
) -> None:
    store = a_direct_store(120)
    timeline = store.timelines.of(ROOM)
    everything = list(timeline)
    timeline.reset(everything[60:], has_older=True)
    view = open_view(store)
    assert view.verticalScrollBar().value() > 2 * view.viewport().height()
    asked = wishes(view, LoadOlder)
    wheel(view, 20)
    assert asked == [LoadOlder(ROOM)]
    wheel(view, 100)
    before = bubble_bottoms(view)
    timeline.prepend(everything[20:60], has_older=True)
    after = bubble_bottoms(view)
    assert all(after[key] == bottom for key, bottom in before.items())


def test_an_older_page_is_asked_for_once_and_again_after_a_failure(open_view: Open, qtbot: QtBot) -> None:
    store = a_direct_store(30, has_older=True)
    view = open_view(store)
    asked = wishes(view, LoadOlder)
    wheel(view, 1)
    wheel(view, 1)
    assert asked == []  # the opening has asked already
    store.timelines.of(ROOM).set_loading_older(True)
    store.timelines.of(ROOM).set_loading_older(False)
    assert asked == []
    wheel(view, 1)
    wheel(view, 1)
    assert asked == [LoadOlder(ROOM)]


def test_scrolling_paints_the_same_as_painting_anew(open_view: Open, qtbot: QtBot) -> None:
    view = open_view(a_direct_store([LONG[: 20 + 13 * (seq % 17)] for seq in range(200)]))

    def on_screen() -> QImage:
        qtbot.wait(20)
        screen = view.screen()
        return screen.grabWindow(int(view.winId())).toImage()

    start = on_screen()
    for notches in (1, 1, 1, -1, 2, 0.5):
        wheel(view, notches)
        scrolled = on_screen()
        view.viewport().update()
        assert scrolled == on_screen()
    assert scrolled != start


def test_the_button_leads_back_and_counts_what_is_unread(open_view: Open, qtbot: QtBot) -> None:
    store = a_direct_store(200)
    view = open_view(store)
    button = view.findChild(object, "jump")
    assert not button.isVisible()
    wheel(view, 20)
    assert button.isVisible()
    assert button.accessibleName() == "Go to the newest message"
    store.apply_entries(ROOM, created([a_message(1, 201), a_message(1, 202)]))
    assert button.accessibleName() == "Go to the newest message, 2 unread messages"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert view.is_at_bottom
    assert not button.isVisible()


def test_a_place_is_found_again(open_view: Open) -> None:
    view = open_view(a_direct_store(200))
    assert view.place() is None
    wheel(view, 20)
    before, place = tops(view), view.place()
    assert place is not None
    view.go_to_bottom()
    view.go_to_place(place)
    assert tops(view) == before


def test_another_width_and_theme_keep_the_end(open_view: Open, theme: Theme) -> None:
    view = open_view(a_direct_store([LONG] * 50))
    view.resize(420, 500)
    assert view.is_at_bottom
    light = picture(view)
    theme.set_choice(ThemeChoice.DARK)
    assert view.is_at_bottom
    assert picture(view) != light


def test_a_room_that_opens_before_its_window_begins_at_the_unread_line(theme: Theme, show: Show) -> None:
    view = TimelineView(theme)
    model = TimelineModel(a_direct_store([LONG] * 150, read_seq=22), ROOM, view)
    view.set_model(model)
    view.resize(600, 500)
    show(view)
    assert model.divider_row == 22
    assert view.rows.strip.top_of(22) == 8


def test_the_scrollbar_has_a_handle_when_there_is_something_to_scroll(open_view: Open) -> None:
    store = a_direct_store(2)
    view = open_view(store)
    width, bar = view.viewport().width(), view.verticalScrollBar()

    def colours() -> set[int]:
        column = bar.grab().toImage()
        return {column.pixel(column.width() // 2, y) for y in range(0, column.height(), 4)}

    empty = colours()
    assert len(empty) == 1
    store.apply_entries(ROOM, created([a_message(1, seq, LONG) for seq in range(3, 20)]))
    assert len(colours()) > 1
    view.set_model(TimelineModel(a_direct_store(2), ROOM, view))
    assert colours() == empty
    assert view.viewport().width() == width, "no line has to break elsewhere"


class TestReading:
    def test_what_stayed_on_screen_is_read(self, open_view: Open, qtbot: QtBot) -> None:
        view = open_view(a_direct_store(200, read_seq=190))
        assert read_marks(view, qtbot) == 200

    def test_what_was_not_shown_is_not_read(self, open_view: Open, qtbot: QtBot) -> None:
        view = open_view(a_direct_store([LONG] * 100, read_seq=50))
        last = view.rows.strip.shown()[-1].row
        assert 51 <= read_marks(view, qtbot) <= last + 1

    def test_a_first_unread_message_on_an_older_page_is_fetched(self, open_view: Open, qtbot: QtBot) -> None:
        store = a_direct_store(200, read_seq=60)
        view = open_view(only_the_newest(store, 50))
        assert view.is_at_bottom
        assert nothing_is_read(view, qtbot)
        bring_older_pages(view, store, 50)
        assert tops(view)["#1000061"] == 8
        last = view.rows.strip.shown()[-1].row
        assert 61 < read_marks(view, qtbot) <= (view.rows.entry(last).seq or 0)

    def test_pages_are_asked_for_with_measure_and_nothing_is_read(
        self, open_view: Open, qtbot: QtBot
    ) -> None:
        store = a_direct_store(2000, read_seq=60)
        view = open_view(only_the_newest(store, 50))
        assert bring_older_pages(view, store, 50) == 10
        assert view.is_at_bottom
        assert nothing_is_read(view, qtbot)

    @pytest.mark.parametrize("move", ["button", "wheel", "End"])
    def test_whoever_moves_reads_what_is_shown(self, open_view: Open, qtbot: QtBot, move: str) -> None:
        store = a_direct_store(200, read_seq=60)
        view = open_view(only_the_newest(store, 50))
        match move:
            case "button":
                view.go_to_bottom()
            case "wheel":
                wheel(view, -1)
            case _:
                qtbot.keyClick(view, Qt.Key.Key_End)
        assert read_marks(view, qtbot) == 200
        before = bubble_bottoms(view)
        bring_older_pages(view, store, 50)
        assert bubble_bottoms(view) == before

    def test_half_of_a_message_must_be_on_screen(self, open_view: Open) -> None:
        rows = open_view(a_direct_store(["short"] * 40 + [LONG] * 3, read_seq=0)).rows
        screen = rows.strip.shown()[-1].top + rows.strip.shown()[-1].height
        rows.strip.show_row(20, 0)
        while not rows.strip.is_at_bottom:
            rows.strip.scroll_by(7)
            halves = [
                row + 1
                for row, top, _ in rows.strip.shown()
                if (middle := rows.layout_of(row).bubble.center().y() + top) >= 0 and middle <= screen
            ]
            assert rows.newest_seen(screen) == halves[-1]

    def test_more_than_a_screen_counts_when_it_fills_half_of_it(self, open_view: Open) -> None:
        rows = open_view(a_direct_store(["short"] * 30 + [LONG * 20], read_seq=30)).rows
        assert rows.layout_of(30).bubble.height() > 2 * 500
        rows.strip.show_row(30, 300)
        assert rows.newest_seen(500) == 0
        rows.strip.show_row(30, 200)
        assert rows.newest_seen(500) == 31

    def test_behind_another_window_nothing_is_read(self, show: Show, qtbot: QtBot, theme: Theme) -> None:
        store = a_direct_store(20)
        window = QWidget()
        view = TimelineView(theme, window)
        QVBoxLayout(window).addWidget(view)
        view.set_model(TimelineModel(store, ROOM, view))
        show(window)
        other = QWidget()
        show(other)
        store.apply_entries(ROOM, created([a_message(1, 21)]))
        assert nothing_is_read(view, qtbot)
        window.activateWindow()
        assert read_marks(view, qtbot) == 21

    def test_own_messages_are_nothing_to_read(self, open_view: Open, qtbot: QtBot) -> None:
        store = a_direct_store(5)
        view = open_view(store)
        store.apply_entries(ROOM, created([a_message(1, 6, author=a_user(1))]))
        assert nothing_is_read(view, qtbot)


class TestMessages:
    def a_failed_one(self) -> Store:
        store = a_direct_store(3)
        store.add_pending(ROOM, a_pending("p-1", "lost words"))
        store.change_pending(ROOM, "p-1", EntryState.FAILED, "no_such_room")
        return store

    def menu(self, view: TimelineView) -> QMenu:
        menu = view.findChild(QMenu, "message_menu")
        assert isinstance(menu, QMenu)
        return menu

    def choose(self, view: TimelineView, text: str) -> None:
        menu = self.menu(view)
        next(action for action in menu.actions() if action.text() == text).trigger()
        menu.close()

    def test_a_click_on_a_failed_one_offers_what_can_be_done(self, open_view: Open, qtbot: QtBot) -> None:
        view = open_view(self.a_failed_one())
        rect = view.rows.bubble_rect(3)
        assert rect is not None
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
        texts = [action.text() for action in self.menu(view).actions() if action.text()]
        assert texts[1:] == ["Send again", "Copy text", "Delete"]
        reason = self.menu(view).actions()[0]
        assert reason.text() == "The server knows no such chat, or you are no longer in it."
        assert not reason.isEnabled()
        told = wishes(view, RetryMessage)
        self.choose(view, "Send again")
        assert told == [RetryMessage("p-1")]

    def test_the_keyboard_reaches_the_same(self, open_view: Open, qtbot: QtBot) -> None:
        view = open_view(self.a_failed_one())
        view.setFocus()
        qtbot.keyClick(view, Qt.Key.Key_Up)
        assert view.rows.current_row() == 3
        qtbot.keyClick(view, Qt.Key.Key_Return)
        told = wishes(view, DiscardMessage)
        self.choose(view, "Delete")
        assert told == [DiscardMessage("p-1")]

    def test_the_words_can_be_copied(self, open_view: Open, qtbot: QtBot) -> None:
        view = open_view(a_direct_store(["first", "second"]))
        view.setFocus()
        qtbot.keyClick(view, Qt.Key.Key_Up)
        qtbot.keyClick(view, Qt.Key.Key_Up)
        qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == "first"

    def test_keys_move_through_the_talk(self, open_view: Open, qtbot: QtBot) -> None:
        view = open_view(a_direct_store(100))
        view.setFocus()
        qtbot.keyClick(view, Qt.Key.Key_Home)
        assert view.rows.strip.shown()[0].row == 0
        qtbot.keyClick(view, Qt.Key.Key_PageDown)
        assert view.rows.strip.shown()[0].row > 0
        qtbot.keyClick(view, Qt.Key.Key_End)
        assert view.is_at_bottom


def test_a_history_of_any_length_opens_and_grows_at_once(open_view: Open) -> None:
    """A hundred times the messages may cost a few times as much, not a hundred times."""
    short, long = _costs(open_view, 1_000), _costs(open_view, 100_000)
    assert {name: cost for name, cost in long.items() if cost > 10 * short[name] + 10} == {}


def _costs(open_view: Open, length: int) -> dict[str, float]:
    """The best of some tries at each thing, in milliseconds."""
    store = a_direct_store(length)
    view = open_view(store)

    def best(act: Callable[[int], None]) -> float:
        spans = []
        for number in range(8):
            begin = time.perf_counter()
            act(number)
            view.viewport().repaint()
            spans.append((time.perf_counter() - begin) * 1000)
        return min(spans)

    def append(number: int) -> None:
        store.timelines.of(ROOM).add([confirmed_entry(a_message(1, length + 1 + number), ME)])

    return {
        "open": best(lambda _: view.set_model(TimelineModel(store, ROOM, view))),
        "append": best(append),
        "scroll": best(lambda _: wheel(view, 1)),
        "jump": best(lambda number: view.go_to_message(Seq(length // 2 + 30 * number))),
        "select all": best(lambda _: QTest.keySequence(view, QKeySequence.StandardKey.SelectAll)),
        "scroll what is selected": best(lambda _: wheel(view, 1)),
        "resize": best(lambda number: view.resize(600 - 100 * (number % 2), 500)),
    }


def test_what_a_search_found_is_marked_until_it_ends(open_view: Open) -> None:
    view = open_view(a_direct_store(["Ёлка и ель", "nothing of the kind"]))
    plain = picture(view)
    view.show_highlights("елка")
    marked = picture(view)
    color = view.rows.layouts.look.color(view.rows.layouts.look.tokens.highlight)
    first, second = view.rows.bubble_rect(0), view.rows.bubble_rect(1)
    assert first is not None
    assert second is not None
    middle = first.center().y()
    assert color in [marked.pixelColor(x, middle - 8) for x in range(first.left(), first.right())]
    assert plain.copy(second) == marked.copy(second)
    view.show_highlights("")
    assert picture(view) == plain


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_a_member_who_joins_is_mentioned_at_once(open_view: Open, qtbot: QtBot) -> None:
    store = a_direct_store(["hello @user7", "bye"])
    view = open_view(store)
    before = picture(view)
    qtbot.wait(50)
    paints = Paints(view.viewport())
    gina = a_contact(7, "Gina Ray")
    member = Member(**msgspec.structs.asdict(gina), role="member")
    joined = MemberAdded(room=ROOM, seq=Seq(3), by=ME, member=member, user=a_user(7, "Gina Ray"))
    store.apply_entries(ROOM, [joined])
    qtbot.waitUntil(lambda: paints.count > 0)
    assert picture(view) != before
