"""Wishes that the server has to grant, each with whom to tell how it went; `desktop.requests` carries them.

The answer may come long after: whoever asks hands in a callable that stands being called too late.
"""

from collections.abc import Callable

import msgspec

from backend.wire.bodies import EditProfile, EditRoom
from backend.wire.types import Role, RoomId, SessionId, UserId
from desktop.models.wishes import Wish


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """How a request went: `value` is what came back; a problem is one sentence, or one for each field."""

    value: object = None
    problem: str = ""
    fields: dict[str, list[str]] = {}

    @property
    def is_granted(self) -> bool:
        """Whether all went well."""
        return not self.problem and not self.fields

    @property
    def sentence(self) -> str:
        """All that is wrong, for where there are no fields; empty when all went well."""
        return "\n".join([self.problem, *(line for lines in self.fields.values() for line in lines)]).strip()


TakeAnswer = Callable[[Answer], object]


class Request(Wish, frozen=True, kw_only=True):
    """A wish with an answer. Where nobody waits for it, what went wrong is said in passing."""

    answer: TakeAnswer | None = None


# --- rooms ------------------------------------------------------------------------------------------------


class CreateGroup(Request, frozen=True, kw_only=True):
    """A group of one's own, with its first people and picture; the answer's value is its `RoomId`."""

    name: str
    description: str = ""
    is_public: bool = False
    member_ids: tuple[UserId, ...] = ()
    picture: bytes | None = None


class EditGroup(Request, frozen=True, kw_only=True):
    """Another name, description or openness."""

    room_id: RoomId
    changes: EditRoom


class SetGroupPicture(Request, frozen=True, kw_only=True):
    """Another picture of a group, or none."""

    room_id: RoomId
    picture: bytes | None


class DeleteGroup(Request, frozen=True, kw_only=True):
    """The group goes, for all of its members."""

    room_id: RoomId


class AddMembers(Request, frozen=True, kw_only=True):
    """Bring people into a group."""

    room_id: RoomId
    user_ids: tuple[UserId, ...]


class RemoveMember(Request, frozen=True, kw_only=True):
    """Send somebody out of a group."""

    room_id: RoomId
    user_id: UserId


class ChangeRole(Request, frozen=True, kw_only=True):
    """Make a member an admin, a plain member again, or the owner."""

    room_id: RoomId
    user_id: UserId
    role: Role


class FindContacts(Request, frozen=True, kw_only=True):
    """The server's people by a part of their name; the answer's value is a list of `Contact`."""

    query: str


# --- the own account --------------------------------------------------------------------------------------


class ChangeProfile(Request, frozen=True, kw_only=True):
    """Another name or address."""

    changes: EditProfile


class SetMyPicture(Request, frozen=True, kw_only=True):
    """Another picture of oneself, or none."""

    picture: bytes | None


class ReadPicture(Request, frozen=True, kw_only=True):
    """A picture from a file, or from bytes that were pasted; the answer's value is a `QImage`."""

    source: str | bytes


class ChangePassword(Request, frozen=True, kw_only=True):
    """Another password; the other sessions of the account end."""

    old: str
    new: str

    def __repr__(self) -> str:
        return "ChangePassword()"


class ListSessions(Request, frozen=True, kw_only=True):
    """Where the account is signed in; the answer's value is a list of `SessionInfo`."""


class EndSessions(Request, frozen=True, kw_only=True):
    """Sign other devices out."""

    session_ids: tuple[SessionId, ...]


class DeleteAccount(Request, frozen=True, kw_only=True):
    """The account goes for ever."""

    password: str

    def __repr__(self) -> str:
        return "DeleteAccount()"
