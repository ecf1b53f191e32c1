"""What is offered for a message, by its state."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.client.state.entries import Entry, EntryState, confirmed_entry
from desktop.theme import Theme
from desktop.widgets.timeline.message_menu import Deed, Offer, offer_for, open_message_menu
from tests.helpers.examples import ME, a_message, a_pending, a_user

OTHERS = confirmed_entry(a_message(1, 1), ME)
OWN = confirmed_entry(a_message(1, 2, author=a_user(1)), ME)


def offered(entry: Entry, *, may_delete: bool = False, is_selected: bool = False) -> list[Deed]:
    return list(
        offer_for(entry, may_delete=may_delete, is_selected=is_selected, has_link=False, readers=None).deeds
    )


def test_another_persons_message_can_be_answered_copied_and_marked_unread() -> None:
    assert offered(OTHERS) == [Deed.REPLY, Deed.COPY, Deed.MARK_UNREAD]
    assert offered(OTHERS, may_delete=True)[-1] is Deed.DELETE


def test_an_own_one_can_be_changed_and_deleted() -> None:
    assert offered(OWN, may_delete=True) == [Deed.REPLY, Deed.EDIT, Deed.COPY, Deed.DELETE]


def test_a_failed_one_can_be_sent_again_or_given_up() -> None:
    assert offered(a_pending("p", "x", EntryState.FAILED)) == [Deed.RETRY, Deed.COPY, Deed.DISCARD]


def test_one_on_its_way_can_only_be_copied() -> None:
    assert offered(a_pending("p", "x")) == [Deed.COPY]


def test_what_is_selected_is_copied_instead() -> None:
    assert offered(OTHERS, is_selected=True)[1] is Deed.COPY_SELECTION


@pytest.mark.parametrize("count", [0, 1, 25])
def test_who_has_seen_it_is_listed(qtbot: QtBot, theme: Theme, count: int) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    names = [f"R&D {number}" for number in range(count)]
    menu = open_message_menu(parent, OWN, Offer([Deed.COPY], names), QPoint(0, 0), lambda _: None)
    assert menu is not None
    last = menu.actions()[-1]
    if count == 0:
        assert (last.text(), last.isEnabled()) == ("Seen by nobody yet", False)
    else:
        submenu = last.menu()
        assert last.text() == f"Seen by {count}"
        assert submenu.actions()[0].text() == "R&&D 0"
        assert len(submenu.actions()) == min(count, 21)
    menu.close()


def test_an_empty_offer_is_no_menu(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    assert open_message_menu(parent, OWN, Offer([]), QPoint(0, 0), lambda _: None) is None
