"""What a person wants of the chat, said by a screen: one frozen struct each.

A widget emits it by its signal `wished`, whoever stands above hands it on unchanged, and the conversation
fulfils it; so a new wish is a struct here and a case there.
"""

from collections.abc import Callable

import msgspec

from backend.wire.bodies import EditPreferences
from backend.wire.types import Message, MessageId, RoomId, Seq, UserId
from desktop.client.state.entries import Draft


class Wish(msgspec.Struct, frozen=True):
    """One thing that a person wants now."""


class SendMessage(Wish, frozen=True):
    """Say this in a room; what can't be kept stays in the field where it was written."""

    room_id: RoomId
    text: str
    reply_to: MessageId | None = None


class EditMessage(Wish, frozen=True):
    """Give a message other words; those that the server didn't take stay in the field."""

    room_id: RoomId
    message_id: MessageId
    text: str


class SaveDraft(Wish, frozen=True):
    """Keep what is begun to be written in a room."""

    room_id: RoomId
    draft: Draft


class RetryMessage(Wish, frozen=True):
    """Send a failed message after all."""

    key: str


class DiscardMessage(Wish, frozen=True):
    """Give a failed message up."""

    key: str


class MarkRead(Wish, frozen=True):
    """All of a room up to a place was seen."""

    room_id: RoomId
    seq: Seq


class MarkUnread(Wish, frozen=True):
    """A room is to be unread from a place on, though it was seen."""

    room_id: RoomId
    seq: Seq


class ChangePreferences(Wish, frozen=True):
    """Pin, mute or hide a room, or be told of more or less of it: on all devices."""

    room_id: RoomId
    changes: EditPreferences


class LeaveRoom(Wish, frozen=True):
    """Be a member of a group no longer."""

    room_id: RoomId


class DeleteMessage(Wish, frozen=True):
    """Take a message away, for everybody."""

    message_id: MessageId


class TellTyping(Wish, frozen=True):
    """The person writes in a room, or stopped."""

    room_id: RoomId
    is_typing: bool


class ShowNewest(Wish, frozen=True):
    """A room was opened: show its newest page."""

    room_id: RoomId


class OpenWindow(Wish, frozen=True):
    """Show a room in a window of its own."""

    room_id: RoomId


class ShowInfo(Wish, frozen=True):
    """Open a room, and what there is to know about it."""

    room_id: RoomId


class QuitProgram(Wish, frozen=True):
    """End the program; what is unsent goes out at the next start."""


class LoadOlder(Wish, frozen=True):
    """Show a page more of a room's past."""

    room_id: RoomId


class LoadNewer(Wish, frozen=True):
    """Show a page more towards the newest message."""

    room_id: RoomId


class ShowAround(Wish, frozen=True):
    """Show the part of a room that a message stands in."""

    room_id: RoomId
    seq: Seq


class StartDirectChat(Wish, frozen=True):
    """Open the chat with somebody, made if there is none."""

    user_id: UserId


class FindPeople(Wish, frozen=True):
    """Ask the server for people; an empty query ends the asking."""

    query: str


class Hits(msgspec.Struct, frozen=True, kw_only=True):
    """Messages that a search found so far; a problem says why the server's are missing."""

    words: str
    messages: tuple[Message, ...] = ()
    is_final: bool = False
    problem: str = ""


class FindMessages(Wish, frozen=True):
    """Search what was said, in a room or in all: what lies here is told at once, then what the server has.

    Each search of a seeker ends their one before; without words it is only that.
    """

    words: str
    room_id: RoomId | None
    seeker: object
    answer: Callable[[Hits], object]
    pages: int = 1


class JoinRoom(Wish, frozen=True):
    """Become a member of a group that is open to everybody, and open it."""

    room_id: RoomId


class FetchPicture(Wish, frozen=True):
    """Somebody's picture is to be painted."""

    url: str


class Reconnect(Wish, frozen=True):
    """Try the server again at once."""


class ShowCertificate(Wish, frozen=True):
    """See the certificate of the server that isn't trusted, beside what is known of it."""


class ReportActivity(Wish, frozen=True):
    """The person is there."""


class OpenInvite(Wish, frozen=True):
    """Join the server that somebody's message has an invite to."""

    link: str

    def __repr__(self) -> str:
        return "OpenInvite()"


class SignOut(Wish, frozen=True):
    """End this session."""


class ShowSettings(Wish, frozen=True):
    """Open the sheet with all choices."""


class ShowShortcuts(Wish, frozen=True):
    """Open the list of keys."""


class ShowSwitcher(Wish, frozen=True):
    """Offer to go to another chat, in the main window."""


class ShowProfile(Wish, frozen=True):
    """Open the sheet about oneself."""


class ShowSessions(Wish, frozen=True):
    """Open the sheet about the devices where this account is signed in."""


class ShowNewGroup(Wish, frozen=True):
    """Open the sheet that makes a group."""


class ShowEditGroup(Wish, frozen=True):
    """Open the sheet that changes a group."""

    room_id: RoomId


class ShowAddMembers(Wish, frozen=True):
    """Open the sheet that brings people into a group."""

    room_id: RoomId
