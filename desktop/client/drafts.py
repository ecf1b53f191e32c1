"""What the person has begun to write in each room: kept at once, so that no crash loses it."""

from msgspec.structs import replace

from backend.wire.types import RoomId
from desktop.client.plain import whole
from desktop.client.state.entries import Draft
from desktop.client.state.store import Store
from desktop.client.unsent import Unsent


class Drafts:
    """The drafts of one account, in memory and in its cache; signing out leaves them there."""

    def __init__(self, unsent: Unsent, store: Store) -> None:
        self._unsent = unsent
        self._store = store
        self._by_room: dict[RoomId, Draft] = {}

    def restore(self) -> None:
        """Take up what the last run left."""
        self._by_room = self._unsent.drafts()
        for room_id, draft in self._by_room.items():
            self._store.rooms.set_draft(room_id, _new_words(draft))

    def get(self, room_id: RoomId) -> Draft | None:
        """What was begun in a room."""
        return self._by_room.get(room_id)

    def save(self, room_id: RoomId, draft: Draft | None) -> None:
        """Keep it; an empty one that answers and edits nothing is none."""
        if draft is not None:
            draft = _whole(draft) if draft != Draft() else None
        if draft == self._by_room.get(room_id):
            return
        self._unsent.save_draft(room_id, draft)
        self._show(room_id, draft)

    def is_of(self, room_id: RoomId, text: str) -> bool:
        """Whether this text is what was begun as a new message, now finished."""
        draft = self._by_room.get(room_id)
        return draft is not None and draft.editing is None and draft.text.strip() == text.strip()

    def finish(self, room_id: RoomId) -> None:
        """It became a message, in whose transaction it left the cache."""
        self._show(room_id, None)

    def all(self) -> list[tuple[RoomId, Draft]]:
        """What was begun in all rooms, those that are gone too."""
        return list(self._by_room.items())

    def _show(self, room_id: RoomId, draft: Draft | None) -> None:
        if draft is None:
            self._by_room.pop(room_id, None)
        else:
            self._by_room[room_id] = draft
        self._store.rooms.set_draft(room_id, _new_words(draft) if draft is not None else "")


def _new_words(draft: Draft) -> str:
    """What was begun as a message; another wording of one that was sent is none."""
    if draft.editing is None:
        return draft.text
    return draft.aside.text if draft.aside is not None else ""


def _whole(draft: Draft) -> Draft:
    aside = _whole(draft.aside) if draft.aside is not None else None
    return replace(draft, text=whole(draft.text), aside=aside)
