"""Carries requests to the client core and tells whoever asked how they went. Made by `conversation`."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from backend.wire.types import RoomId
from desktop.client import ChatClient, ChatError, Refused
from desktop.client.scope import TaskScope
from desktop.models.administration import (
    CopyData,
    DrawCode,
    ListInvites,
    MakeInvite,
    MakeResetCode,
    ReadServerStatus,
    RevokeInvite,
)
from desktop.models.requests import (
    AddMembers,
    Answer,
    ChangePassword,
    ChangeProfile,
    ChangeRole,
    CreateGroup,
    DeleteAccount,
    DeleteGroup,
    EditGroup,
    EndSessions,
    FindContacts,
    ListSessions,
    ReadPicture,
    RemoveMember,
    Request,
    SetGroupPicture,
    SetMyPicture,
)
from desktop.models.troubles import explain_disk
from desktop.models.wishes import Wish
from desktop.system.picture_file import BadPicture, read_picture
from desktop.system.qr_rows import make_rows

_log = logging.getLogger(__name__)

Act = Callable[[Any], object]
_JPEG = "image/jpeg"


class Requests:
    """One act for each kind of request; every one of them is answered exactly once."""

    def __init__(
        self,
        client: ChatClient,
        scope: TaskScope,
        explain: Callable[[ChatError], str],
        show_message: Callable[[str], object],
    ) -> None:
        self._client = client
        self._scope = scope
        self._explain = explain
        self._show_message = show_message

    def acts(self) -> Mapping[type[Wish], Act]:
        """What each request asks of the client core."""
        calls, administration = self._client.calls, self._client.administration
        works: dict[type[Request], Callable[[Any], Coroutine[Any, Any, object]]] = {
            CreateGroup: self._create_group,
            EditGroup: lambda asked: calls.edit_room(asked.room_id, asked.changes),
            SetGroupPicture: lambda asked: self._set_group_picture(asked.room_id, asked.picture),
            DeleteGroup: lambda asked: calls.delete_room(asked.room_id),
            AddMembers: self._add_members,
            RemoveMember: lambda asked: calls.remove_member(asked.room_id, asked.user_id),
            ChangeRole: lambda asked: calls.change_role(asked.room_id, asked.user_id, asked.role),
            FindContacts: lambda asked: calls.search_people(asked.query or "@"),
            ChangeProfile: lambda asked: calls.edit_profile(asked.changes),
            SetMyPicture: lambda asked: self._set_my_picture(asked.picture),
            ReadPicture: _read_picture,
            ChangePassword: lambda asked: calls.change_password(asked.old, asked.new),
            ListSessions: lambda _asked: calls.list_sessions(),
            EndSessions: self._end_sessions,
            DeleteAccount: lambda asked: self._client.delete_account(asked.password),
            ListInvites: lambda _asked: administration.list_invites(),
            MakeInvite: lambda asked: administration.make_invite(asked.uses, asked.valid_seconds),
            RevokeInvite: lambda asked: administration.revoke_invite(asked.invite_id),
            MakeResetCode: lambda asked: administration.make_reset_code(asked.user_id),
            ReadServerStatus: lambda _asked: administration.read_status(),
            CopyData: lambda _asked: administration.copy_data(),
            DrawCode: _draw_code,
        }
        return {kind: self._starting(work) for kind, work in works.items()}

    def _starting(self, work: Callable[[Any], Coroutine[Any, Any, object]]) -> Act:
        return lambda asked: self._scope.start(self._carry(asked, work), "request")

    async def _carry(self, asked: Request, work: Callable[[Any], Coroutine[Any, Any, object]]) -> None:
        try:
            answer = Answer(value=await work(asked))
        except Refused as refusal:
            answer = Answer(problem="" if refusal.fields else self._explain(refusal), fields=refusal.fields)
        except ChatError as error:
            answer = Answer(problem=self._explain(error))
        except sqlite3.Error as error:
            _log.warning("the answer to a request can't be kept: %s", error)
            answer = Answer(problem=explain_disk())
        except BadPicture as error:
            answer = Answer(problem=str(error))
        if asked.answer is not None:
            asked.answer(answer)
        elif not answer.is_granted:
            self._show_message(answer.sentence)

    async def _create_group(self, asked: CreateGroup) -> RoomId:
        """Once it exists, what else fails is told in passing: it can be done again in the group."""
        calls = self._client.calls
        room_id = await calls.create_group(asked.name, asked.description, is_public=asked.is_public)
        try:
            for user_id in asked.member_ids:
                await calls.add_member(room_id, user_id)
            if asked.picture is not None:
                await self._set_group_picture(room_id, asked.picture)
        except ChatError as error:
            words = QCoreApplication.translate("Requests", "The group exists, but not all of it was done.")
            self._show_message(f"{words} {self._explain(error)}")
        return room_id

    async def _add_members(self, asked: AddMembers) -> None:
        for user_id in asked.user_ids:
            await self._client.calls.add_member(asked.room_id, user_id)

    async def _end_sessions(self, asked: EndSessions) -> None:
        for session_id in asked.session_ids:
            await self._client.calls.end_session(session_id)

    async def _set_group_picture(self, room_id: RoomId, picture: bytes | None) -> None:
        if picture is None:
            await self._client.calls.remove_room_avatar(room_id)
        else:
            await self._client.calls.upload_room_avatar(room_id, picture, _JPEG)

    async def _set_my_picture(self, picture: bytes | None) -> None:
        if picture is None:
            await self._client.calls.remove_avatar()
        else:
            await self._client.calls.upload_avatar(picture, _JPEG)


async def _read_picture(asked: ReadPicture) -> object:
    return await asyncio.get_running_loop().run_in_executor(None, read_picture, asked.source)


async def _draw_code(asked: DrawCode) -> object:
    return await asyncio.get_running_loop().run_in_executor(None, make_rows, asked.words)
