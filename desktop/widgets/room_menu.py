"""What one can do with a chat from its row: a menu that is shown, never executed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from backend.wire.bodies import EditPreferences
from backend.wire.types import NotificationLevel, Seq
from desktop.client.state.room_record import RoomState
from desktop.client.state.store import Store
from desktop.models.wishes import (
    ChangePreferences,
    LeaveRoom,
    MarkRead,
    MarkUnread,
    OpenWindow,
    ShowInfo,
    Wish,
)
from desktop.models.words import translate
from desktop.widgets.dialog import Sheet

FOR_EVER = datetime(9999, 12, 31, tzinfo=UTC)
_MORNING_HOUR = 8


def open_room_menu(
    parent: QWidget, store: Store, room: RoomState, at: QPoint, *, wish: Callable[[Wish], object]
) -> QMenu:
    """Offer what fits the room's state; `at` is a place on the screen."""
    menu = QMenu(parent)
    menu.setObjectName("room_menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def prefer(changes: EditPreferences) -> None:
        wish(ChangePreferences(room.room_id, changes))

    in_window = translate("RoomMenu", "Open in a new window")
    _add(menu, "open_window", in_window, lambda: wish(OpenWindow(room.room_id)))
    _add(menu, "info", translate("RoomMenu", "Info"), lambda: wish(ShowInfo(room.room_id)))
    menu.addSeparator()
    if room.preferences.pinned:
        _add(menu, "unpin", translate("RoomMenu", "Unpin"), lambda: prefer(EditPreferences(pinned=False)))
    else:
        _add(menu, "pin", translate("RoomMenu", "Pin"), lambda: prefer(EditPreferences(pinned=True)))
    _add_reading(menu, store, room, wish)
    menu.addSeparator()
    _add_muting(menu, room, prefer)
    _add_levels(menu.addMenu(translate("RoomMenu", "Notifications")), room, prefer)
    menu.addSeparator()
    if room.chat_type == "direct":
        _add(menu, "hide", translate("RoomMenu", "Hide"), lambda: prefer(EditPreferences(hidden=True)))
    else:
        leave = translate("RoomMenu", "Leave the group")
        _add(menu, "leave", leave, lambda: _ask_to_leave(parent, room, wish))
    menu.popup(at)
    return menu


def make_notification_menu(parent: QWidget, room: RoomState, *, wish: Callable[[Wish], object]) -> QMenu:
    """How much the room may call, and until when it is silent; to be shown by whoever asks for it."""
    menu = QMenu(parent)
    menu.setObjectName("notification_menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def prefer(changes: EditPreferences) -> None:
        wish(ChangePreferences(room.room_id, changes))

    _add_levels(menu, room, prefer)
    _add_muting(menu, room, prefer)
    return menu


def until_tomorrow(now: datetime) -> datetime:
    """The morning of the next day, where the person is."""
    return (now + timedelta(days=1)).replace(hour=_MORNING_HOUR, minute=0, second=0, microsecond=0)


def _add_reading(menu: QMenu, store: Store, room: RoomState, wish: Callable[[Wish], object]) -> None:
    if room.unread_count:
        read = MarkRead(room.room_id, room.last_seq)
        _add(menu, "mark_read", translate("RoomMenu", "Mark as read"), lambda: wish(read))
    elif (seq := _last_of_others(store, room)) is not None:
        unread = MarkUnread(room.room_id, seq)
        _add(menu, "mark_unread", translate("RoomMenu", "Mark as unread"), lambda: wish(unread))


def _last_of_others(store: Store, room: RoomState) -> Seq | None:
    """Where the newest words of somebody else stand, as far as that is known: own ones are never unread."""
    if store.me is not None and room.last_author_id not in {None, store.me.id}:
        return room.last_words_seq
    entries = reversed(store.timelines.of(room.room_id)[:])
    return next((entry.seq for entry in entries if not entry.is_own and not entry.deleted), None)


def _add_muting(menu: QMenu, room: RoomState, prefer: Callable[[EditPreferences], None]) -> None:
    now = datetime.now().astimezone()
    if room.is_muted(now):
        _add(
            menu, "unmute", translate("RoomMenu", "Unmute"), lambda: prefer(EditPreferences(muted_until=None))
        )
        return
    mute = menu.addMenu(translate("RoomMenu", "Mute"))
    for name, text, until in (
        ("mute_hour", translate("RoomMenu", "For an hour"), now + timedelta(hours=1)),
        ("mute_tomorrow", translate("RoomMenu", "Until tomorrow"), until_tomorrow(now)),
        ("mute_always", translate("RoomMenu", "For ever"), FOR_EVER),
    ):
        changes = EditPreferences(muted_until=until.astimezone(UTC))
        _add(mute, name, text, partial(prefer, changes))


def notification_levels() -> dict[NotificationLevel, str]:
    """What a person can choose, in words."""
    return {
        "all": translate("RoomMenu", "All messages"),
        "mentions": translate("RoomMenu", "Only mentions"),
        "nothing": translate("RoomMenu", "Nothing"),
    }


def _add_levels(menu: QMenu, room: RoomState, prefer: Callable[[EditPreferences], None]) -> None:
    group = QActionGroup(menu)
    for level, text in notification_levels().items():
        changes = EditPreferences(notifications=level)
        action = _add(menu, f"notify_{level}", text, partial(prefer, changes))
        action.setCheckable(True)
        action.setChecked(level == room.preferences.notifications)
        group.addAction(action)


def _ask_to_leave(parent: QWidget, room: RoomState, wish: Callable[[Wish], object]) -> None:
    question = translate("RoomMenu", "Leave “{name}”?").format(name=room.title)
    asked = Sheet.ask(parent, question, translate("RoomMenu", "Leave"))
    asked.accepted.connect(lambda: wish(LeaveRoom(room.room_id)))


def _add(menu: QMenu, name: str, text: str, act: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    action.setObjectName(name)
    action.triggered.connect(lambda _checked: act())
    return action
