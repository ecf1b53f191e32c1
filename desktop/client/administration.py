"""What an administrator may want of the server: one thin method for each call, as in `calls`.

All of it needs the network, and raises a `ChatError` when that fails; `Refused` for who is no administrator.
"""

from backend.wire.answers import DataCopy, Invite, ResetCode, ServerStatus
from backend.wire.bodies import CreateInvite
from backend.wire.rest import (
    CREATE_INVITE,
    CREATE_RESET_CODE,
    GET_STATUS,
    LIST_INVITES,
    MAKE_COPY,
    REVOKE_INVITE,
)
from backend.wire.types import UserId
from desktop.client.api import Api


class Administration:
    """The calls of an administrator."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def list_invites(self) -> list[Invite]:
        """Those that can still be used, the newest first."""
        return (await self._api.call(LIST_INVITES)).invites

    async def make_invite(self, uses: int, valid_seconds: int) -> Invite:
        """So many people may join by it, for so long."""
        return await self._api.call(CREATE_INVITE, CreateInvite(uses=uses, valid_seconds=valid_seconds))

    async def revoke_invite(self, invite_id: int) -> None:
        """Nobody joins by it any more."""
        await self._api.call(REVOKE_INVITE, invite_id=invite_id)

    async def make_reset_code(self, user_id: UserId) -> ResetCode:
        """Whoever has it chooses a new password for that account, once."""
        return await self._api.call(CREATE_RESET_CODE, user_id=user_id)

    async def read_status(self) -> ServerStatus:
        """Who is connected, and what the server takes of its computer."""
        return await self._api.call(GET_STATUS)

    async def copy_data(self) -> DataCopy:
        """A whole copy of the data in the server's folder; it may take a while."""
        return await self._api.call(MAKE_COPY)
