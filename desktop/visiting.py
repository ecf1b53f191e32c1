"""Servers that somebody looks at before they sign in there, and what is kept of them. For `signing_in`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from desktop.client import ChatClient, FileVault, NotEncrypted, Untrusted, is_exposed, prefer_tls
from desktop.client.plain import plain_name
from desktop.client.scope import TaskScope
from desktop.client.trust import Trust
from desktop.settings import folder_name, normalise_address

if TYPE_CHECKING:
    from desktop.models.joining import LookAt, ResetPassword, ServerPreview


class Visits:
    """Each with a client core of its own, that nobody signs in with."""

    def __init__(self, folder: Path, scope: TaskScope, language: str) -> None:
        self._folder = folder
        self._scope = scope
        self.language = language
        self._exposed: set[str] = set()
        """Servers of which the person knows that nothing said to them is encrypted."""

    def folder_of(self, server: str) -> Path:
        """Where all that is known of one server lies; empty: of this computer's."""
        return self._folder / "servers" / folder_name(server)

    async def look_at(self, asked: "LookAt") -> "ServerPreview | None":
        """Who answers there, and what an invite is worth; None for what is no address, else a `ChatError`."""
        if asked.invite is None:
            address = await self.find(asked.address)
        elif asked.invite.is_encrypted:
            address = asked.invite.address
        else:
            address = await prefer_tls(asked.invite.address, self.folder_of)
        return await self._look(address, asked) if address is not None else None

    async def reset_password(self, text: str, asked: "ResetPassword") -> bool:
        """A new password by a code; False: there is no such address. May raise as `look_at`."""
        address = await self.find_for_secrets(text)
        if address is None:
            return False
        async with self._visiting(address) as client:
            await client.joining.ask_server()
            await client.joining.reset_password(asked.username, asked.code, asked.new_password)
        return True

    def trust(self, doubt: Untrusted) -> None:
        """The person compared: whoever signs in there from now on trusts what was shown.

        Raises:
            OSError: that can't be kept, so nothing changes.
        """
        Trust(self.folder_of(doubt.address)).accept(doubt.fingerprint)

    async def find(self, text: str) -> str | None:
        """The server at what was typed or announced, by TLS wherever it can be; None: that is no address."""
        address = normalise_address(text)
        return await prefer_tls(address, self.folder_of) if address is not None else None

    async def find_for_secrets(self, text: str) -> str | None:
        """The same for who is about to say a password there.

        Raises:
            NotEncrypted: once for each server that doesn't encrypt; whoever asks again knows of it.
        """
        address = await self.find(text)
        if address is not None and is_exposed(address) and address not in self._exposed:
            self._exposed.add(address)
            raise NotEncrypted(address)
        return address

    async def _look(self, address: str, asked: "LookAt") -> "ServerPreview":
        from desktop.models.joining import ServerPreview  # noqa: PLC0415 - for who isn't signed in

        async with self._visiting(address) as client:
            if asked.invite is not None and asked.invite.fingerprint:
                client.trust_invite(asked.invite.fingerprint)
            info = await client.joining.ask_server()
            is_open = info.registration_open or info.registration != "open"
            preview = ServerPreview(
                address=address,
                name=plain_name(info.name),
                registration=info.registration if is_open else "closed",
            )
            if is_exposed(address):
                self._exposed.add(address)  # the preview says so
            if asked.invite is None:
                return preview
            worth = await client.joining.check_invite(asked.invite.token)
            invited_by = plain_name(worth.invited_by)
            return msgspec.structs.replace(
                preview, invite=asked.invite, invited_by=invited_by, inviter_id=worth.inviter_id
            )

    @asynccontextmanager
    async def _visiting(self, address: str) -> AsyncIterator[ChatClient]:
        """A client core that nobody signs in with; what is learned of the server's certificate stays."""
        folder = self.folder_of(address)
        client = ChatClient(address, folder, FileVault(folder / "session.json"), self._scope)
        client.set_language(self.language)
        try:
            yield client
        finally:
            await client.close()
