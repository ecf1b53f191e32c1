"""What is asked before anybody is signed in: who answers there, what an invite is worth, a new password."""

from backend.wire import PROTOCOL_VERSION
from backend.wire.answers import InviteInfo, ServerInfo
from backend.wire.bodies import CheckInvite, ResetPassword
from backend.wire.rest import CHECK_INVITE, RESET_PASSWORD
from desktop.client.api import Api
from desktop.client.errors import Incompatible


class Joining:
    """The calls of whoever is about to sign in; each raises a `ChatError` when it fails."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def ask_server(self) -> ServerInfo:
        """Who answers at the address, if this program can talk to it."""
        info = await self._api.ask_server()
        if PROTOCOL_VERSION not in info.protocol_versions:
            raise Incompatible(f"the server speaks protocols {info.protocol_versions}")
        return info

    async def check_invite(self, token: str) -> InviteInfo:
        """What an invite is worth; nothing of it is used up."""
        return await self._api.call(CHECK_INVITE, CheckInvite(invite=token))

    async def reset_password(self, username: str, code: str, new_password: str) -> None:
        """Another password, by the code that an administrator made; all sessions of the account end."""
        body = ResetPassword(
            username=username, code=code, new_password=new_password, new_password_confirm=new_password
        )
        await self._api.call(RESET_PASSWORD, body)
