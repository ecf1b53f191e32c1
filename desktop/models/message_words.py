"""A message in words: the line a screen reader says, how far it got, and when exactly it was said."""

from PySide6.QtCore import QDateTime, QLocale

from desktop.client.state.entries import Entry, EntryState
from desktop.models.failures import failure_text
from desktop.models.markup import in_one_line, parse
from desktop.models.timeline_items import RoomNames
from desktop.models.words import deleted_text, time_text, translate


def spoken_text(entry: Entry, names: RoomNames, *, is_read: bool) -> str:
    """Author, what is answered, text, time and state in one line, and why it failed."""
    parts = [translate("Timeline", "You") if entry.is_own else entry.author_name]
    if entry.quote is not None and not entry.deleted:
        words = deleted_text() if entry.quote.deleted else in_one_line(entry.quote.content)
        reply = translate("Timeline", "in reply to {name}: {words}")
        parts.append(reply.format(name=names.name_of(entry.quote.user_username), words=words))
    parts += [parse(entry.content).plain, time_text(entry.at)]
    if entry.edited_at is not None and not entry.deleted:
        parts.append(translate("Timeline", "edited"))
    if entry.is_own:
        parts.append(state_text(entry, is_read=is_read))
    if entry.error is not None:
        parts.append(failure_text(entry.error))
    return ", ".join(parts)


def state_text(entry: Entry, *, is_read: bool) -> str:
    """How far an own message got, in words."""
    match entry.state:
        case EntryState.FAILED:
            return translate("Timeline", "not sent")
        case EntryState.SENT:
            return translate("Timeline", "read") if is_read else translate("Timeline", "sent")
        case _:
            return translate("Timeline", "sending")


def exact_time_text(entry: Entry) -> str:
    """When a message was said, to the second, and when it was edited last."""
    said = _exactly(entry.at.timestamp())
    if entry.edited_at is None or entry.deleted:
        return said
    edited = translate("Timeline", "edited {when}", "with date and time")
    return f"{said}\n{edited.format(when=_exactly(entry.edited_at.timestamp()))}"


def _exactly(seconds: float) -> str:
    moment = QDateTime.fromSecsSinceEpoch(round(seconds))
    return QLocale().toString(moment, translate("Words", "MMMM d, yyyy, HH:mm:ss", "date and time in full"))
