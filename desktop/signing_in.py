"""The client core of whoever is signed in, its server, and how one becomes another. For `app`."""

import asyncio
import logging
import sqlite3
from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, Signal

from desktop.client import (
    ChatClient,
    ChatError,
    Connection,
    Locked,
    NotEncrypted,
    NotMiniChat,
    Refused,
    Unreachable,
    Untrusted,
    keep_tls,
)
from desktop.client.scope import TaskScope
from desktop.client.state.changes import Change, ConnectionChanged, SignedOut
from desktop.hosting import Hosting
from desktop.models.choices import Choices
from desktop.models.hosting import StartHosting
from desktop.models.troubles import explain
from desktop.system.device import device_name
from desktop.system.profile import Profile
from desktop.system.server_trouble import LocalServerError
from desktop.system.token_vault import KeptIn, KeyringError, KeyringVault
from desktop.visiting import Visits

if TYPE_CHECKING:
    from backend.wire.invites import InviteLink
    from desktop.models.joining import ResetPassword
    from desktop.system.local_server import ServerFile
    from desktop.widgets.entrance.login_form import LoginRequest

_log = logging.getLogger(__name__)


class Problem(msgspec.Struct, frozen=True):
    """Why nobody is signed in: a sentence, and what is wrong with single fields."""

    text: str
    fields: Mapping[str, Sequence[str]] = MappingProxyType({})


class SigningIn(QObject):
    """One client core at a time; without an address it is one of this computer's own server."""

    ended = Signal(str)
    """The session is over, for this reason."""
    trouble_met = Signal(str)
    """The server of this computer doesn't run, though somebody needs it."""

    def __init__(
        self, hosting: Hosting, profile: Profile, choices: Choices, scope: TaskScope, language: str
    ) -> None:
        super().__init__()
        self._choices = choices
        self._scope = scope
        self._language = language
        self.visits = Visits(profile.folder, scope, language)
        self._hosting = hosting
        hosting.team = self
        hosting.moved.connect(self._take_address)
        hosting.troubled.connect(self._take_trouble)
        self._is_in = False
        self.client = self._make_client(keep_tls(choices.settings.server, self.visits.folder_of))

    def open_cached(self) -> bool:
        """Whether somebody was signed in when the last run ended; what it kept is in the store then."""
        self._is_in = self.client.open_cached()
        return self._is_in

    def go_on(self) -> None:
        """The first picture is painted: to the network now."""
        self._hosting.go_on()
        if self._is_in and self._is_of_home:
            self._hosting.keep()
        elif self._is_in:
            self._go_online()

    @property
    def is_at_home(self) -> bool:
        """Whether somebody is signed in on the server of this computer."""
        return self._is_in and self._is_of_home

    @property
    def is_keyring_used(self) -> bool:
        """Whether the system's keyring has the tokens; else a file that only this person can read."""
        return self._vault.kept_in is KeptIn.KEYRING

    def set_language(self, language: str) -> None:
        """What the server's sentences are to be written in."""
        self._language = self.visits.language = language
        self.client.set_language(language)

    async def enter(self, request: "LoginRequest") -> Problem | None:
        """Signs somebody in, with a client core of their own; answers why not.

        Raises:
            Untrusted: the person has to compare the server's certificate first; see `Visits.trust`.
        """
        try:
            server = "" if request.address is None else await self.visits.find_for_secrets(request.address)
        except NotEncrypted as warning:
            return Problem("", {"address": [explain(warning)]})
        if server is None:
            return Problem("", {"address": [bad_address_sentence()]})
        try:
            await self._try_twice(server, request)
        except Untrusted as doubt:
            if server:
                raise
            return Problem(explain(doubt))
        except LocalServerError as failure:
            return Problem(str(failure))
        except Refused as refusal:
            return Problem("" if refusal.fields else refusal.text, refusal.fields)
        except (NotMiniChat, Unreachable) as error:
            return Problem("", {"address": [explain(error)]})
        except ChatError as error:
            return Problem(explain(error))
        except (OSError, sqlite3.Error) as error:
            _log.error("nobody can be signed in: %s", error)
            return Problem(folder_sentence(error))
        self._choices.update(server=server)
        self._is_in = True
        return None

    def is_on(self, invite: "InviteLink") -> bool:
        """Whether an invite leads to the server where somebody is signed in, at this address or another."""
        is_same_key = invite.fingerprint != "" and invite.fingerprint == self.client.fingerprint
        return self._is_in and (is_same_key or invite.address == self.client.address)

    async def reset_password(self, asked: "ResetPassword") -> bool:
        """A new password by a code; False: there is no such address. May raise as `Visits.look_at`."""
        if asked.address is None:
            joining = (await self._change_client("")).joining
            await joining.reset_password(asked.username, asked.code, asked.new_password)
            return True
        return await self.visits.reset_password(asked.address, asked)

    async def found(self, asked: StartHosting, invite: str) -> None:
        """Signs in who becomes the first administrator of this computer's server."""
        client = await self._change_client("")
        await client.register(
            asked.username, asked.password, asked.first_name, asked.last_name, invite=invite
        )
        self._choices.update(server="")
        self._is_in = True

    async def close(self) -> None:
        """The program ends."""
        await self.client.close()
        await self._hosting.close()

    async def _try_twice(self, server: str, request: "LoginRequest") -> None:
        try:
            await self._try(server, request)
        except Unreachable:
            if server or not self._hosting.doubt():
                raise
            await self._try(server, request)

    async def _try(self, server: str, request: "LoginRequest") -> None:
        client = await self._change_client(server)
        invite = request.invite
        if invite is not None and invite.fingerprint:
            client.trust_invite(invite.fingerprint)
        if request.is_new:
            names = (request.first_name, request.last_name)
            token = invite.token if invite is not None else ""
            await client.register(request.username, request.password, *names, request.email, invite=token)
        else:
            await client.log_in(request.username, request.password)

    # --- the client core and its server ---------------------------------------------------------------------

    def _make_client(self, server: str) -> ChatClient:
        """A client core for one server; empty: for this computer's, whose address comes later."""
        self._is_of_home = not server
        folder = self.visits.folder_of(server)
        self._vault = KeyringVault(folder / "session.json", self._scope)
        client = ChatClient(server, folder, self._vault, self._scope, device_name=device_name())
        client.set_language(self._language)
        client.store.changes.subscribe(self._on_change)
        return client

    async def _change_client(self, server: str) -> ChatClient:
        """A fresh client core for whoever signs in; the one before it is closed."""
        await self.client.close()
        self._is_in = False
        self.client = client = self._make_client(server)
        if server:
            await self._hosting.release()
        else:
            here = await self._hosting.find()
            client.set_address(here.address, here.fingerprint)
        return client

    def _take_address(self, here: "ServerFile") -> None:
        if self._is_of_home:
            self.client.set_address(here.address, here.fingerprint)
            if self._is_in:
                self._go_online()

    def _go_online(self) -> None:
        """Tokens that were asked for once are asked for again only when the person says so."""
        if not isinstance(self.client.trouble, Locked):
            self._unlock(self.client, self._vault)

    def _unlock(self, client: ChatClient, vault: KeyringVault) -> None:
        self._scope.start(self._go_online_with(client, vault), "unlock")

    async def _go_online_with(self, client: ChatClient, vault: KeyringVault) -> None:
        """The tokens first: what is on screen meanwhile is what the last run kept."""
        if client.is_locked:
            client.await_tokens()
            try:
                session = await vault.fetch()
            except KeyringError as error:
                _log.warning("the tokens can't be had: %s", error)
                if client is self.client and self._is_in:
                    client.stay_locked(partial(self._unlock, client, vault))
                return
            if client is self.client:
                client.unlock(session)
        else:
            vault.move()
        if client is self.client and self._is_in:
            client.go_online()

    def _take_trouble(self, sentence: str) -> None:
        if self.is_at_home or self._hosting.host.file.exists:
            self.trouble_met.emit(sentence)

    def _on_change(self, change: Change) -> None:
        match change:
            case ConnectionChanged(connection=Connection.OFFLINE) if self._is_of_home:
                self._hosting.look_again()
            case SignedOut(reason=reason):
                self._is_in = False
                asyncio.get_running_loop().call_soon(self.ended.emit, reason)


def bad_address_sentence() -> str:
    """What was entered leads to no server."""
    return QCoreApplication.translate("Desktop", "This is not the address of a server.")


def folder_sentence(error: OSError | sqlite3.Error) -> str:
    """What is wrong with the folder that everything is kept in."""
    reason = getattr(error, "strerror", None) or error
    sentence = QCoreApplication.translate("Desktop", "Mini Chat can't use its data folder: {reason}.")
    return sentence.format(reason=reason)
