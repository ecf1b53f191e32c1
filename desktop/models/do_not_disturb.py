"""Do not disturb: for how long, and whether it is on. `system` asks it, menus and settings set it.

The end is a setting, so that it outlives a restart; while it is off nothing ticks.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.models.choices import Choices
from desktop.models.words import time_text, translate

NO_END = datetime.max.replace(tzinfo=UTC)
_MORNING_HOUR = 8
_LONGEST_TIMER = timedelta(days=20)
"""Qt counts a timer's milliseconds in 31 bits."""


class QuietFor(Enum):
    """What a person may choose."""

    HALF_AN_HOUR = auto()
    AN_HOUR = auto()
    UNTIL_TOMORROW = auto()
    UNTIL_TURNED_OFF = auto()


def end_of(choice: QuietFor, now: datetime) -> datetime:
    """When it ends, in UTC; tomorrow begins in the morning of this device's own time zone."""
    match choice:
        case QuietFor.HALF_AN_HOUR:
            return now + timedelta(minutes=30)
        case QuietFor.AN_HOUR:
            return now + timedelta(hours=1)
        case QuietFor.UNTIL_TOMORROW:
            tomorrow = now.astimezone().date() + timedelta(days=1)
            morning = datetime(tomorrow.year, tomorrow.month, tomorrow.day, _MORNING_HOUR)  # noqa: DTZ001
            return morning.astimezone(UTC)
        case QuietFor.UNTIL_TURNED_OFF:
            return NO_END


def quiet_for_text(choice: QuietFor) -> str:
    """The choice in a menu."""
    match choice:
        case QuietFor.HALF_AN_HOUR:
            return translate("Quiet", "For 30 minutes")
        case QuietFor.AN_HOUR:
            return translate("Quiet", "For an hour")
        case QuietFor.UNTIL_TOMORROW:
            return translate("Quiet", "Until tomorrow")
        case QuietFor.UNTIL_TURNED_OFF:
            return translate("Quiet", "Until I turn it off")


class DoNotDisturb(QObject):
    """The switch. `changed` comes when it goes on, goes off, or gets another end."""

    changed = Signal()

    def __init__(
        self,
        choices: Choices,
        parent: QObject | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(parent)
        self._choices = choices
        self._now = now
        self._end = QTimer(self, singleShot=True)
        self._end.timeout.connect(self._wait_for_end)
        choices.changed.connect(self._follow)
        self._wait_for_end()

    @property
    def until(self) -> datetime | None:
        """When it ends, NO_END where it doesn't by itself; None: it is off."""
        until = self._choices.settings.quiet_until
        return until if until is not None and until > self._now() else None

    @property
    def is_on(self) -> bool:
        """Whether nothing may call now."""
        return self.until is not None

    def turn_on(self, choice: QuietFor) -> None:
        """From now on, for so long."""
        self._choices.update(quiet_until=end_of(choice, self._now()))

    def turn_off(self) -> None:
        """Notifications may call again."""
        self._choices.update(quiet_until=None)

    def offers(self) -> list[tuple[str, Callable[[], None]]]:
        """What a menu says, and what it does then: turn it off where it is on, and how long it may last."""
        off = [(translate("Quiet", "Turn off"), self.turn_off)] if self.is_on else []
        return [*off, *((quiet_for_text(choice), partial(self.turn_on, choice)) for choice in QuietFor)]

    def text(self) -> str:
        """The state in words."""
        until = self.until
        if until is None:
            return translate("Quiet", "Do not disturb")
        if until == NO_END:
            return translate("Quiet", "Do not disturb: on")
        return translate("Quiet", "Do not disturb until {time}").format(time=time_text(until))

    def _follow(self, names: frozenset[str]) -> None:
        if "quiet_until" in names:
            self._wait_for_end()
            self.changed.emit()

    def _wait_for_end(self) -> None:
        """One timer, to the end; the setting is taken back when it has come."""
        self._end.stop()
        until = self._choices.settings.quiet_until
        if until is None or until == NO_END:
            return
        rest = until - self._now()
        if rest > timedelta(0):
            self._end.start(int(min(rest, _LONGEST_TIMER) / timedelta(milliseconds=1)) + 1)
        else:
            self._choices.update(quiet_until=None)
