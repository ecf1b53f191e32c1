"""The first screen and what is asked on it, until somebody is signed in. Made by `app`."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, Signal

from desktop.client import ChatError, Refused, Untrusted
from desktop.client.scope import TaskScope
from desktop.hosting import Hosting
from desktop.models.choices import Choices
from desktop.models.hosting import StartHosting
from desktop.models.requests import Answer, Request
from desktop.models.troubles import explain
from desktop.signing_in import Problem, SigningIn, bad_address_sentence, folder_sentence
from desktop.system.profile import Profile
from desktop.system.server_trouble import LocalServerError
from desktop.theme import Theme
from desktop.widgets.main_window import MainWindow

if TYPE_CHECKING:
    from desktop.models.joining import Inviter, LookAround, LookAt, ResetPassword
    from desktop.models.nearby import NearbyServers
    from desktop.system.nearby import Nearby
    from desktop.widgets.entrance.login import LoginScreen
    from desktop.widgets.entrance.login_form import LoginRequest

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Entrance(QObject):
    """Shows the first screen in the window, and carries out what the person wants there."""

    entered = Signal()
    """Somebody is signed in."""
    hosted = Signal(object)
    """Then: on a server that they have just made of this computer; carries the first `Invite` to it."""
    settings_wanted = Signal()
    other_window_wanted = Signal(str)
    """Somebody is signed in here, and opened an invite to another server."""

    def __init__(
        self,
        window: MainWindow,
        theme: Theme,
        choices: Choices,
        signing: SigningIn,
        hosting: Hosting,
        profile: Profile,
        scope: TaskScope,
    ) -> None:
        super().__init__()
        self._window = window
        self._theme = theme
        self._choices = choices
        self._signing = signing
        self._hosting = hosting
        self._profile = profile
        self._scope = scope
        self._screen: LoginScreen | None = None
        self._nearby: Nearby | None = None
        self._take_nearby: Callable[[NearbyServers], object] | None = None
        self.username = ""
        """Who was signed in last, in this run."""
        self.inviter: Inviter | None = None
        """By whose invite they came, if they did just now."""

    def show(self, problem: str = "") -> None:
        """Put the first screen into the window, with why it is there."""
        from desktop.widgets.entrance.login import LoginScreen  # noqa: PLC0415 - whoever is signed in needs none

        self._screen = screen = LoginScreen(
            self._theme,
            self._choices,
            address=self._choices.settings.server,
            username=self.username,
            is_new=not any(self._profile.folder.glob("servers/*/*.sqlite3")),
        )
        screen.submitted.connect(self._submit)
        screen.wished.connect(self._fulfil)
        screen.settings_wanted.connect(self.settings_wanted)
        self._window.show_screen(screen)
        if problem:
            screen.show_problem(problem)

    def open_link(self, link: str) -> None:
        """An invite: on the first screen, or in another window where somebody is signed in elsewhere."""
        if self._screen is not None:
            self._screen.open_invite(link)
            return
        from backend.wire.invites import BadInvite, parse_invite  # noqa: PLC0415 - most starts need none
        from desktop.models.joining import bad_invite_sentence, find_invite  # noqa: PLC0415

        try:
            invite = parse_invite(find_invite(link) or link)
        except BadInvite:
            self._window.show_message(bad_invite_sentence())
            return
        if self._signing.is_on(invite):
            words = QCoreApplication.translate("Desktop", "You are on this server already.")
            self._window.show_message(words)
        else:
            self.other_window_wanted.emit(invite.link)

    def show_anew(self) -> None:
        """The same screen in another language, with all that was written in it."""
        before = self._screen
        self.show()
        if before is not None and self._screen is not None:
            self._screen.take_over(before)

    def leave(self) -> None:
        """Another screen is shown."""
        self._screen = None
        if self._nearby is not None:
            self._nearby.stop()

    async def close(self) -> None:
        """The program ends."""
        if self._nearby is not None:
            await self._nearby.close()

    # --- signing in ----------------------------------------------------------------------------------------

    def _submit(self, request: "LoginRequest") -> None:
        if self._screen is not None:
            self._screen.set_busy(True)
            self._scope.start(self._sign_in(self._screen, request), "sign in")

    async def _sign_in(self, screen: "LoginScreen", request: "LoginRequest") -> None:
        problem: Problem | None = Problem(bug_sentence())
        try:
            problem = await self._enter(request)
            if problem is None:
                self.inviter = request.inviter
                self.entered.emit()
        finally:
            if self._screen is screen and problem is not None:
                screen.show_problem(problem.text, problem.fields)

    async def _enter(self, request: "LoginRequest") -> Problem | None:
        try:
            return await self._with_trust(lambda: self._signing.enter(request))
        except Untrusted as doubt:
            return Problem("", {"address": [explain(doubt)]})

    async def _with_trust(self, work: Callable[[], Awaitable[T]], announced: str = "") -> T:
        """Do it, and again each time that the person trusts the certificate which stood in the way."""
        while True:
            try:
                return await work()
            except Untrusted as doubt:
                if not await self._is_trusted(doubt, announced):
                    raise

    async def _is_trusted(self, doubt: Untrusted, announced: str) -> bool:
        """Let the person compare; closing the sheet is a no."""
        from desktop.widgets.trust_sheet import ask_to_trust  # noqa: PLC0415 - once for each server

        said: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def trust(_fingerprint: str) -> None:
            self._signing.visits.trust(doubt)
            said.set_result(True)

        sheet = ask_to_trust(self._window, self._theme, doubt, trust, announced=announced)
        sheet.closed.connect(lambda: None if said.done() else said.set_result(False))
        return await said

    # --- before it -----------------------------------------------------------------------------------------

    def _fulfil(self, wish: object) -> None:
        from desktop.models.joining import LookAround, LookAt, ResetPassword  # noqa: PLC0415 - see `show`

        match wish:
            case LookAround():
                self._look_around(wish)
            case LookAt():
                self._scope.start(self._answer(wish, self._look_at(wish)), "look at server")
            case ResetPassword():
                self._scope.start(self._answer(wish, self._reset_password(wish)), "reset password")
            case StartHosting():
                self._start_hosting(wish)
            case _:
                raise AssertionError(f"nobody fulfils {wish!r}")

    def _start_hosting(self, asked: StartHosting) -> None:
        """Where that is granted, the page that asked is gone with the first screen."""

        def take(answer: Answer) -> None:
            if answer.is_granted:
                self.inviter = None
                self.entered.emit()
                self.hosted.emit(answer.value)
            elif asked.answer is not None:
                asked.answer(answer)

        self._hosting.fulfil(msgspec.structs.replace(asked, answer=take))

    def _look_around(self, wish: "LookAround") -> None:
        self._take_nearby = wish.take
        if self._nearby is not None:
            self._nearby.stop()
        if wish.take is not None:
            from desktop.system.nearby import Nearby  # noqa: PLC0415 - for one page alone

            self._nearby = self._nearby or Nearby(self._hear_nearby)
            self._nearby.start()

    def _hear_nearby(self, found: "NearbyServers") -> None:
        if self._take_nearby is not None:
            self._take_nearby(found)

    async def _look_at(self, asked: "LookAt") -> Answer:
        preview = await self._with_trust(lambda: self._signing.visits.look_at(asked), asked.announced)
        return Answer(value=preview) if preview is not None else Answer(problem=bad_address_sentence())

    async def _reset_password(self, asked: "ResetPassword") -> Answer:
        is_done = await self._with_trust(lambda: self._signing.reset_password(asked))
        return Answer() if is_done else Answer(problem=bad_address_sentence())

    async def _answer(self, asked: Request, work: Coroutine[Any, Any, Answer]) -> None:
        """Whatever comes of it, whoever asked is told."""
        answer = Answer(problem=bug_sentence())
        try:
            answer = await work
        except Refused as refusal:
            answer = Answer(problem="" if refusal.fields else explain(refusal), fields=refusal.fields)
        except ChatError as error:
            answer = Answer(problem=explain(error))
        except LocalServerError as failure:
            answer = Answer(problem=str(failure))
        except (OSError, sqlite3.Error) as error:
            _log.error("the first screen can't have what it asks: %s", error)
            answer = Answer(problem=folder_sentence(error))
        finally:
            if asked.answer is not None:
                asked.answer(answer)


def bug_sentence() -> str:
    """What is said where a bug met the person."""
    return QCoreApplication.translate(
        "Desktop", "Something went wrong inside Mini Chat. The details are in its log."
    )
