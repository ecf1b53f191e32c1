"""People one below the other: members of a group, or whom one may bring in; and what is said of each."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from backend.wire.types import Contact, Role, User, UserId
from desktop.client.state.room_record import RoomState
from desktop.client.state.store import Store
from desktop.models.words import presence_text, translate

PERSON_ROLE = Qt.ItemDataRole.UserRole


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line. `label` is their part in the group; `is_chosen` None: nobody is chosen here."""

    user_id: UserId
    name: str
    note: str
    label: str = ""
    avatar: str = ""
    is_online: bool = False
    is_me: bool = False
    is_chosen: bool | None = None

    @property
    def spoken(self) -> str:
        """The row in one line for a screen reader."""
        chosen = translate("People", "chosen") if self.is_chosen else ""
        return ", ".join(part for part in (self.name, self.note, self.label, chosen) if part)


class PersonRows(QAbstractListModel):
    """The rows that it was shown last; what stays the same is not touched."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[PersonRow] = []

    def show_rows(self, rows: Sequence[PersonRow]) -> None:
        """Replace all by these."""
        if [row.user_id for row in rows] != [row.user_id for row in self._rows]:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
            return
        for number, row in enumerate(rows):
            if row != self._rows[number]:
                self._rows[number] = row
                self.dataChanged.emit(self.index(number), self.index(number))

    def row(self, number: int) -> PersonRow | None:
        """One of them."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def number_of(self, user_id: UserId) -> int | None:
        """Where somebody stands."""
        return next((number for number, row in enumerate(self._rows) if row.user_id == user_id), None)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """How many."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The row for its painter, its words for everybody else."""
        row = self.row(index.row())
        if row is None:
            return None
        match role:
            case Qt.ItemDataRole.UserRole:
                return row
            case Qt.ItemDataRole.DisplayRole:
                return row.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return row.spoken
            case _:
                return None


def member_rows(store: Store, room: RoomState, words: str = "") -> list[PersonRow]:
    """Who is in a group and has the words in their name: owner, admins, who is online, then by name."""
    rows = [_member_row(store, room, user) for user in room.participants]
    wanted = words.casefold().split()
    shown = [row for row in rows if all(word in _searched(room, row) for word in wanted)]
    order = {"owner": 0, "admin": 1, "member": 2}
    return sorted(
        shown,
        key=lambda row: (
            order[role_of(room, row.user_id)],
            not row.is_online,
            row.name.casefold(),
            row.user_id,
        ),
    )


def contact_row(person: Contact, *, is_chosen: bool | None = None) -> PersonRow:
    """Somebody of the server."""
    return PersonRow(
        user_id=person.id,
        name=person.full_name,
        note=f"@{person.username}",
        avatar=person.avatar,
        is_online=person.is_online,
        is_chosen=is_chosen,
    )


def role_of(room: RoomState, user_id: UserId) -> Role:
    """What somebody may do in a group."""
    if user_id == room.owner:
        return "owner"
    return "admin" if user_id in room.admins else "member"


def role_text(role: Role) -> str:
    """A role in a word; of a plain member nothing is said."""
    match role:
        case "owner":
            return translate("People", "owner")
        case "admin":
            return translate("People", "admin")
        case _:
            return ""


def _member_row(store: Store, room: RoomState, user: User) -> PersonRow:
    is_me = store.me is not None and user.id == store.me.id
    person = store.people.get(user.id)
    if is_me:
        note = translate("People", "you")
    else:
        today = datetime.now().astimezone().date()
        note = presence_text(person, today) if person is not None else ""
    return PersonRow(
        user_id=user.id,
        name=user.full_name,
        note=note,
        label=role_text(role_of(room, user.id)),
        avatar=store.my_avatar if is_me else person.avatar if person is not None else "",
        is_online=not is_me and person is not None and person.is_online,
        is_me=is_me,
    )


def _searched(room: RoomState, row: PersonRow) -> str:
    username = next(user.username for user in room.participants if user.id == row.user_id)
    return f"{row.name} {username}".casefold()
