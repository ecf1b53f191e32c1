"""Notices when this person uses another device, by what this device hears of and didn't cause."""

from backend.wire.live import Event, MessageCreated, PreferencesChanged, ReadMarkMoved, UnreadMarked
from backend.wire.types import RoomId, UserId
from desktop.client.clock import Clock

ECHO_SECONDS = 20.0
"""What was asked for here comes back as an event within so long, if at all."""
SENT_KEPT = 1_000

Step = type[ReadMarkMoved | UnreadMarked | PreferencesChanged]


class OtherDevices:
    """What this device did itself, and when another one of the same person was last seen doing something."""

    def __init__(self, clock: Clock) -> None:
        self.last_active: float | None = None
        """By the monotonic clock; None while none was seen."""
        self._clock = clock
        self._done: dict[tuple[Step, RoomId], float] = {}
        self._sent: dict[str, None] = {}

    def note_own_step(self, step: Step, room_id: RoomId) -> None:
        """This device is about to ask for what the server tells all devices by such an event."""
        self._done[step, room_id] = self._clock.monotonic()

    def note_own_message(self, client_id: str) -> None:
        """This device sends a message."""
        self._sent[client_id] = None
        if len(self._sent) > SENT_KEPT:
            del self._sent[next(iter(self._sent))]

    def see(self, event: Event, my_id: UserId) -> None:
        """Something happened just now, here or elsewhere."""
        match event:
            case MessageCreated():
                is_foreign = event.message.user.id == my_id and event.message.client_id not in self._sent
            case ReadMarkMoved():
                is_foreign = event.user == my_id and not self._is_echo(ReadMarkMoved, event.room)
            case UnreadMarked() | PreferencesChanged():
                is_foreign = not self._is_echo(type(event), event.room)
            case _:
                is_foreign = False
        if is_foreign:
            self.last_active = self._clock.monotonic()

    def _is_echo(self, step: Step, room_id: RoomId) -> bool:
        done_at = self._done.get((step, room_id))
        return done_at is not None and self._clock.monotonic() - done_at < ECHO_SECONDS
