"""The first screen and what is asked on it, until somebody is signed in. Made by `app`."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from desktop.client.scope import TaskScope
from desktop.models.choices import Choices
from desktop.signing_in import Problem, SigningIn
from desktop.system.profile import Profile
from desktop.theme import Theme
from desktop.widgets.main_window import MainWindow

if TYPE_CHECKING:
    from desktop.widgets.login import LoginScreen
    from desktop.widgets.login_form import LoginRequest


class Entrance(QObject):
    """Shows the first screen in the window, and carries out what the person wants there."""

    entered = Signal()
    """Somebody is signed in."""
    settings_wanted = Signal()

    def __init__(
        self,
        window: MainWindow,
        theme: Theme,
        choices: Choices,
        signing: SigningIn,
        profile: Profile,
        scope: TaskScope,
    ) -> None:
        super().__init__()
        self._window = window
        self._theme = theme
        self._choices = choices
        self._signing = signing
        self._profile = profile
        self._scope = scope
        self._screen: LoginScreen | None = None
        self.username = ""
        """Who was signed in last, in this run."""

    def show(self, problem: str = "") -> None:
        """Put the first screen into the window, with why it is there."""
        from desktop.widgets.login import LoginScreen  # noqa: PLC0415 - whoever is signed in needs none

        self._screen = screen = LoginScreen(
            self._theme,
            self._choices,
            address=self._choices.settings.server,
            username=self.username,
            is_new=not any(self._profile.folder.glob("servers/*/*.sqlite3")),
        )
        screen.submitted.connect(self._submit)
        screen.settings_wanted.connect(self.settings_wanted)
        self._window.show_screen(screen)
        if problem:
            screen.show_problem(problem)

    def show_anew(self) -> None:
        """The same screen in another language, with all that was written in it."""
        before = self._screen
        self.show()
        if before is not None and self._screen is not None:
            self._screen.take_over(before)

    def leave(self) -> None:
        """Another screen is shown."""
        self._screen = None

    # --- signing in ----------------------------------------------------------------------------------------

    def _submit(self, request: "LoginRequest") -> None:
        if self._screen is not None:
            self._screen.set_busy(True)
            self._scope.start(self._sign_in(self._screen, request), "sign in")

    async def _sign_in(self, screen: "LoginScreen", request: "LoginRequest") -> None:
        problem: Problem | None = Problem(bug_sentence())
        try:
            problem = await self._signing.enter(request)
            if problem is None:
                self.entered.emit()
        finally:
            if self._screen is screen and problem is not None:
                screen.show_problem(problem.text, problem.fields)


def bug_sentence() -> str:
    """What is said where a bug met the person."""
    return QCoreApplication.translate(
        "Desktop", "Something went wrong inside Mini Chat. The details are in its log."
    )
