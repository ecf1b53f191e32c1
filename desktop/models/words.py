"""Times, days, presence and counts in the person's language; models and widgets ask here."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QTime

from backend.wire.types import Contact

translate = QCoreApplication.translate


def tr(text: str, comment: str | None, count: int) -> str:
    """A text with a number `%n` in it, in the form that the number asks for.

    lupdate takes only a function of this name and these arguments for a plural, and gives it no context.
    """
    return translate("", text, comment, count)


def is_russian() -> bool:
    """Whether the interface speaks Russian; for names that come in each language with their data."""
    return QLocale().language() == QLocale.Language.Russian


def local_day(at: datetime) -> date:
    """The calendar day of a moment where this device is."""
    return at.astimezone().date()


def time_text(at: datetime) -> str:
    """14:05, or 2:05 PM where the system says so."""
    local = at.astimezone()
    return QLocale.system().toString(QTime(local.hour, local.minute), _time_format())


def day_text(day: date, today: date) -> str:
    """Today, Yesterday, a weekday of the last week, then a date, with the year if it isn't this one."""
    if day == today:
        return translate("Words", "Today")
    if day == today - timedelta(days=1):
        return translate("Words", "Yesterday")
    if timedelta(0) < today - day < timedelta(days=7):
        return _capitalised(QLocale().toString(_qdate(day), "dddd"))
    return QLocale().toString(_qdate(day), _long_format(with_year=day.year != today.year))


def moment_text(at: datetime) -> str:
    """A day and a time, by the words of `day_text`."""
    return f"{day_text(local_day(at), datetime.now().astimezone().date())}, {time_text(at)}"


def recent_text(at: datetime, today: date) -> str:
    """The short time of a list row: the clock today, then a weekday, then a date."""
    day = local_day(at)
    if day == today:
        return time_text(at)
    if timedelta(0) < today - day < timedelta(days=7):
        return QLocale().toString(_qdate(day), "ddd")
    if day.year == today.year:
        return QLocale().toString(_qdate(day), translate("Words", "MMM d", "short date format"))
    return QLocale().toString(_qdate(day), QLocale.FormatType.ShortFormat)


def presence_text(person: Contact, today: date) -> str:
    """Online, or when they were last seen."""
    if person.is_online:
        return translate("Words", "online")
    if person.last_seen is None:
        return translate("Words", "offline")
    day, time = local_day(person.last_seen), time_text(person.last_seen)
    if day == today:
        return translate("Words", "last seen today at {time}").format(time=time)
    if day == today - timedelta(days=1):
        return translate("Words", "last seen yesterday at {time}").format(time=time)
    long_day = QLocale().toString(_qdate(day), _long_format(with_year=day.year != today.year))
    return translate("Words", "last seen {day}").format(day=long_day)


def typing_text(names: Sequence[str], *, is_direct: bool) -> str:
    """Who is typing; in a direct chat it can only be one."""
    if is_direct:
        return translate("Words", "typing…")
    if len(names) == 1:
        return translate("Words", "{name} is typing…").format(name=names[0])
    return tr("%n people are typing…", None, len(names))


def members_text(count: int) -> str:
    """How many people a room has."""
    return tr("%n member(s)", None, count)


def deleted_text() -> str:
    """What stands in the place of a deleted message."""
    return translate("Words", "Message deleted")


def draft_text() -> str:
    """What stands before words that are begun to be written."""
    return translate("Words", "Draft")


def unread_text(count: int) -> str:
    """An unread count for a screen reader."""
    return tr("%n unread message(s)", None, count)


def count_text(count: int) -> str:
    """A count for a small badge."""
    return str(count) if count < 1000 else "999+"


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def _time_format() -> str:
    system = QLocale.system()
    if system.language() == QLocale.Language.C:
        return "HH:mm"
    return system.timeFormat(QLocale.FormatType.ShortFormat)


def _long_format(*, with_year: bool) -> str:
    if with_year:
        return translate("Words", "MMMM d, yyyy", "long date format")
    return translate("Words", "MMMM d", "long date format without a year")


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
