"""What a member wants of a room: told to nobody but the member's own devices."""

from msgspec import UNSET
from msgspec.structs import asdict, replace

from backend.actions.guards import require_member
from backend.store.preferences import load_preferences, update_preferences
from backend.transaction import Transaction
from backend.wire.bodies import EditPreferences
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.live import PreferencesChanged
from backend.wire.types import Preferences, RoomId, UserId


def edit_preferences(
    tx: Transaction, caller: UserId, room_id: RoomId, command: EditPreferences
) -> Preferences:
    """Change what the command names; a room that is hidden shows again with its next message."""
    room = require_member(tx, room_id, caller)
    before = load_preferences(tx.reading, room_id, caller)
    if before is None:
        raise Refusal(ErrorCode.NO_SUCH_ROOM)
    named = {name: value for name, value in asdict(command).items() if value is not UNSET}
    after = replace(before, **named)
    if after != before:
        update_preferences(tx.writing, room_id, caller, after, room.last_seq)
        tx.announce([caller], PreferencesChanged(room=room_id, preferences=after))
    return after
