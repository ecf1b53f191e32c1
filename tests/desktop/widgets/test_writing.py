"""Answers, edits and drafts in an open room: real keys in a real pane."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from backend.wire.types import RoomId
from desktop.client.state.entries import Draft, quote_of
from desktop.client.state.store import Store
from desktop.models.wishes import EditMessage, SaveDraft, SendMessage, TellTyping, Wish
from desktop.theme import Theme
from desktop.widgets.room import RoomPane
from tests.desktop.widgets.conftest import Show
from tests.helpers.examples import ME, a_direct_store, a_message, a_pending, a_user, created

ROOM = RoomId(1)
KEY = Qt.Key
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def wishes() -> list[Wish]:
    return []


@pytest.fixture
def drafts() -> dict[RoomId, Draft]:
    return {}


@pytest.fixture
def store() -> Store:
    """A direct chat of four messages, the third and fourth of them own."""
    store = a_direct_store(["words 1", "words 2"])
    me = a_user(ME, "Alice Doe")
    store.apply_entries(ROOM, created([a_message(1, seq, f"words {seq}", author=me) for seq in (3, 4)]))
    return store


@pytest.fixture
def pane(
    theme: Theme, show: Show, store: Store, wishes: list[Wish], drafts: dict[RoomId, Draft]
) -> Iterator[RoomPane]:
    pane = RoomPane(store, theme, 4000, read_draft=drafts.get)
    pane.resize(600, 500)
    show(pane)

    def keep(wish: Wish) -> None:
        wishes.append(wish)
        if isinstance(wish, SaveDraft):
            drafts[wish.room_id] = wish.draft

    pane.wished.connect(keep)
    pane.show_room(ROOM)
    pane.composer.setFocus()
    yield pane
    pane.close_models()


def shown(pane: RoomPane) -> tuple[str, str]:
    """What the strip says."""
    return tuple(pane.composer.findChild(QLabel, name).text() for name in ("mode_title", "mode_words"))


def of(wishes: list[Wish], kind: type[Wish]) -> list[Wish]:
    return [wish for wish in wishes if isinstance(wish, kind)]


def test_up_edits_the_last_own_message_and_enter_saves_it(
    pane: RoomPane, wishes: list[Wish], qtbot: QtBot
) -> None:
    qtbot.keyClick(pane.composer.field, KEY.Key_Up)
    assert shown(pane) == ("Edit message", "words 4")
    qtbot.keyClicks(pane.composer.field, "!")
    qtbot.keyClick(pane.composer.field, KEY.Key_Return)
    assert of(wishes, EditMessage) == [EditMessage(ROOM, a_message(1, 4).id, "words 4!")]
    assert pane.composer.text() == "words 4!"
    pane.note_edited(EditMessage(ROOM, a_message(1, 3).id, "words 4!"))
    assert pane.composer.text() == "words 4!"
    pane.note_edited(EditMessage(ROOM, a_message(1, 4).id, "words 4!"))
    assert (pane.composer.text(), pane.composer.editing) == ("", None)


def test_words_written_while_an_edit_is_on_its_way_stay(
    pane: RoomPane, wishes: list[Wish], qtbot: QtBot
) -> None:
    qtbot.keyClick(pane.composer.field, KEY.Key_Up)
    qtbot.keyClicks(pane.composer.field, "!")
    qtbot.keyClick(pane.composer.field, KEY.Key_Return)
    qtbot.keyClicks(pane.composer.field, " and more")
    (edited,) = of(wishes, EditMessage)
    assert isinstance(edited, EditMessage)
    pane.note_edited(edited)
    assert (pane.composer.text(), pane.composer.editing) == ("words 4! and more", edited.message_id)


def test_what_another_view_wrote_is_shown_unless_something_was_written_here(
    pane: RoomPane, wishes: list[Wish], qtbot: QtBot
) -> None:
    quote = quote_of(a_message(1, 2, "words 2", author=a_user(2, "Bob Stone")))
    pane.show_draft(Draft(text="from there", reply_to=quote.id, quote=quote))
    assert (pane.composer.text(), shown(pane)[0]) == ("from there", "Reply to Bob Stone")
    qtbot.keyClicks(pane.composer.field, "!")
    pane.show_draft(Draft(text="from there, later"))
    assert pane.composer.text() == "from there!"
    assert of(wishes, SaveDraft) == []
    pane.timeline.setFocus()
    assert [wish.draft.text for wish in of(wishes, SaveDraft) if isinstance(wish, SaveDraft)] == [
        "from there!"
    ]


def test_up_means_no_older_message_while_the_last_is_on_its_way(
    pane: RoomPane, store: Store, qtbot: QtBot
) -> None:
    store.add_pending(ROOM, a_pending("c-9", "on its way"))
    qtbot.keyClick(pane.composer.field, KEY.Key_Up)
    assert pane.composer.editing is None


def test_shift_up_answers_the_last_message_of_the_other(
    pane: RoomPane, wishes: list[Wish], qtbot: QtBot
) -> None:
    qtbot.keyClick(pane.composer.field, KEY.Key_Up, SHIFT)
    assert shown(pane) == ("Reply to Bob Stone", "words 2")
    qtbot.keyClicks(pane.composer.field, "yes")
    qtbot.keyClick(pane.composer.field, KEY.Key_Return)
    assert of(wishes, SendMessage) == [SendMessage(ROOM, "yes", a_message(1, 2).id)]
    pane.note_sent()
    assert (pane.composer.text(), pane.composer.quote) == ("", None)


def test_an_answer_from_elsewhere_leaves_what_is_being_written(pane: RoomPane, qtbot: QtBot) -> None:
    qtbot.keyClicks(pane.composer.field, "half a thought")
    pane.note_sent()
    assert pane.composer.text() == "half a thought"


def test_ctrl_up_and_down_walk_over_what_could_be_answered(pane: RoomPane, qtbot: QtBot) -> None:
    field = pane.composer.field
    qtbot.keyClicks(field, "so")
    seen = []
    for key in (*[KEY.Key_Up] * 5, *[KEY.Key_Down] * 4):
        qtbot.keyClick(field, key, CTRL)
        seen.append(pane.composer.quote.seq if pane.composer.quote is not None else None)
    assert seen == [4, 3, 2, 1, 1, 2, 3, 4, None]
    assert pane.composer.text() == "so"


def test_what_is_on_its_way_can_be_neither_edited_nor_answered(pane: RoomPane, qtbot: QtBot) -> None:
    pane.timeline.reply_wanted.emit(a_pending("c-9", "on its way"))
    pane.timeline.edit_wanted.emit(a_pending("c-9", "on its way"))
    assert (pane.composer.quote, pane.composer.editing) == (None, None)


def test_a_draft_with_its_answer_comes_back(
    pane: RoomPane, drafts: dict[RoomId, Draft], wishes: list[Wish], qtbot: QtBot
) -> None:
    qtbot.keyClick(pane.composer.field, KEY.Key_Up, SHIFT)
    qtbot.keyClicks(pane.composer.field, "half")
    pane.close_room()
    assert drafts[ROOM].text == "half"
    assert drafts[ROOM].reply_to == a_message(1, 2).id
    assert of(wishes, TellTyping)[-1] == TellTyping(ROOM, is_typing=False)
    pane.show_room(ROOM)
    assert pane.composer.text() == "half"
    assert shown(pane) == ("Reply to Bob Stone", "words 2")


def test_what_an_edit_pushed_aside_survives_a_visit_elsewhere(pane: RoomPane, qtbot: QtBot) -> None:
    qtbot.keyClicks(pane.composer.field, "half a thought")
    pane.timeline.edit_wanted.emit(pane.timeline.rows.model.entry(3))
    qtbot.keyClicks(pane.composer.field, "!")
    pane.close_room()
    pane.show_room(ROOM)
    assert pane.composer.text() == "words 4!"
    qtbot.keyClick(pane.composer.field, KEY.Key_Escape)
    assert pane.composer.text() == "half a thought"


def test_what_an_edit_pushed_aside_survives_a_crash(
    pane: RoomPane, drafts: dict[RoomId, Draft], store: Store, theme: Theme, show: Show, qtbot: QtBot
) -> None:
    pane.timeline.reply_wanted.emit(pane.timeline.rows.model.entry(1))
    qtbot.keyClicks(pane.composer.field, "half a thought")
    pane.timeline.edit_wanted.emit(pane.timeline.rows.model.entry(3))
    qtbot.waitUntil(lambda: drafts.get(ROOM) is not None and drafts[ROOM].editing is not None)
    after = RoomPane(store, theme, 4000, read_draft=drafts.copy().get)
    show(after)
    after.show_room(ROOM)
    assert after.composer.text() == "words 4"
    qtbot.keyClick(after.composer.field, KEY.Key_Escape)
    assert after.composer.text() == "half a thought"
    assert shown(after) == ("Reply to Bob Stone", "words 2")
    after.close_models()


def test_a_draft_is_wished_within_half_a_second(
    pane: RoomPane, drafts: dict[RoomId, Draft], qtbot: QtBot
) -> None:
    qtbot.keyClicks(pane.composer.field, "half")
    qtbot.waitUntil(lambda: drafts.get(ROOM) == Draft(text="half"), timeout=450)


def test_members_can_be_named(pane: RoomPane, qtbot: QtBot) -> None:
    qtbot.keyClicks(pane.composer.field, "@bo")
    qtbot.keyClick(pane.composer.field, KEY.Key_Return)
    assert pane.composer.text() == "@user2 "


def test_page_keys_move_the_talk_while_one_writes(pane: RoomPane, qtbot: QtBot) -> None:
    pane.resize(600, 220)
    bar = pane.timeline.verticalScrollBar()
    pane.timeline.go_to_bottom()
    bottom = bar.value()
    qtbot.keyClick(pane.composer.field, KEY.Key_PageUp)
    assert bar.value() < bottom
    qtbot.keyClick(pane.composer.field, KEY.Key_PageDown)
    assert bar.value() == bottom
    qtbot.keyClick(pane.composer.field, KEY.Key_Home, CTRL)
    assert bar.value() == bar.minimum()
    assert pane.composer.field.hasFocus()
