"""The page about the server: how it is reached, invites, use, storage; and, where it runs here, its life.

While it is shown it looks again every few seconds. Administrators of a server elsewhere see what the server
itself tells; the switches, the log and the end of it are only for the computer that it runs on.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from backend.wire.answers import DataCopy, Invite, ServerStatus
from desktop.models.administration import ListInvites, ReadServerStatus
from desktop.models.hosting import (
    HostingState,
    ReadHosting,
    ReadLogTail,
    ResumeHosting,
    ShareServer,
    StopHosting,
)
from desktop.models.requests import Answer, Request, TakeAnswer
from desktop.models.words import tr, translate
from desktop.theme import Theme
from desktop.widgets.dialog import Sheet
from desktop.widgets.form_fields import Problem
from desktop.widgets.form_sheet import FormSheet
from desktop.widgets.hosting.invite_sheet import InviteSheet
from desktop.widgets.hosting.server_sections import (
    InviteSection,
    MachineSection,
    ReachSection,
    Section,
    StorageSection,
    UseSection,
)
from desktop.widgets.sheet_parts import breakable, words

_REFRESH_MS = 3_000
_LOG_LINES = 200
_WHOLE_EVERY = 5
"""To look at this computer takes programs of the system: not at each turn, while all is well."""


class ServerSheet(FormSheet):
    """Draws what it is told; `is_own`: of the server of this computer, that the person may not share yet."""

    def __init__(self, opener: QWidget, theme: Theme, *, is_own: bool) -> None:
        super().__init__(opener, translate("Server", "Server"), width=theme.scaled(500))
        self._theme = theme
        self._is_own = is_own
        self._hosting: HostingState | None = None
        self._asked: set[str] = set()
        """What is being looked at, and not asked for again meanwhile."""
        self._timer = QTimer(self, interval=_REFRESH_MS)
        self._timer.timeout.connect(self._look_again)
        self._turn = 0
        self._others = 0
        """How many people are connected besides whoever looks."""
        self._name = words("", self, name="info_title")
        self._trouble = Problem(self)
        self._reach = ReachSection(theme, self, is_own=is_own)
        self._invites = InviteSection(self)
        self._use = UseSection(self)
        self._storage = StorageSection(self)
        self._machine = MachineSection(theme, self)
        self._sections: tuple[Section, ...] = (
            self._reach,
            self._invites,
            self._use,
            self._storage,
            self._machine,
        )
        self._arrange()
        self._make_buttons()
        self._show_parts()

    def open(self) -> None:
        """Look at once, and again and again."""
        super().open()
        self._look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Who isn't looked at looks at nothing."""
        super().hideEvent(event)
        self._timer.stop()

    def take_answer(self, answer: Answer) -> None:
        """What was to be changed stands as it is, whether that was granted or not."""
        super().take_answer(answer)
        if self._hosting is not None:
            self._show_hosting(self._hosting)
        self._look()

    def take_granted(self, value: object) -> None:
        """Most of what is asked here shows when it is looked at again."""
        if isinstance(value, DataCopy):
            self._storage.show_copy(value, self._hosting.folder if self._hosting is not None else None)
        elif isinstance(value, Invite):
            self._show_invite(value)

    # --- building ------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        self._share_words = words(
            translate(
                "Server",
                "Only this computer reaches its server now. Colleagues in your network join by an invite, "
                "once you let them in.",
            ),
            self,
            name="setting_text",
        )
        self.body.addWidget(self._name)
        self.body.addWidget(self._trouble)
        self.body.addWidget(self._share_words)
        self._team = self.add_field("name", translate("StartServer", "Name of the team"))
        for section in self._sections:
            self.body.addWidget(section)
            section.asked.connect(self.ask_server)
        self._invites.invite_wanted.connect(self._show_invite)

    def _make_buttons(self) -> None:
        self._stop = self.add_button(translate("Server", "Stop the server…"))
        self._resume = self.add_button(translate("Server", "Start again"))
        self._share = self.add_button(translate("Server", "Let others in"))
        for button, kind in ((self._stop, "danger"), (self._resume, "primary"), (self._share, "primary")):
            button.setProperty("kind", kind)  # afterwards: Enter presses none that isn't seen
            button.style().unpolish(button)
            button.style().polish(button)
        self._team.edit.returnPressed.connect(self._ask_to_share)
        for button, name, act in (
            (self._stop, "stop_server", self._ask_to_stop),
            (self._resume, "start_server_again", self._ask_to_resume),
            (self._share, "share_server", self._ask_to_share),
        ):
            button.setObjectName(name)
            button.clicked.connect(act)

    # --- looking -------------------------------------------------------------------------------------------

    def _look_again(self) -> None:
        self._turn += 1
        is_well = self._hosting is not None and self._hosting.is_running and not self._hosting.problem
        self._look(is_whole=not is_well or self._turn % _WHOLE_EVERY == 0)

    def _look(self, *, is_whole: bool = True) -> None:
        """At all that is shown, while nothing is being changed."""
        if self.is_busy:
            return
        state = self._hosting
        if self._is_own and is_whole:
            self._ask("hosting", lambda take: ReadHosting(answer=take), self._take_hosting)
        if self._is_own and state is not None and state.is_hosted:
            self._ask("log", lambda take: ReadLogTail(lines=_LOG_LINES, answer=take), self._take_log)
        if not self._is_own or (state is not None and state.is_hosted and state.is_running):
            self._ask("status", lambda take: ReadServerStatus(answer=take), self._take_status)
            self._ask("invites", lambda take: ListInvites(answer=take), self._take_invites)

    def _ask(
        self, what: str, make: Callable[[TakeAnswer], Request], take: Callable[[Answer], object]
    ) -> None:
        """Ask once; what is still on its way isn't asked for again."""
        if what in self._asked:
            return
        self._asked.add(what)

        def hand_on(answer: Answer) -> None:
            self._asked.discard(what)
            take(answer)

        self.wished.emit(make(self.when_answered(hand_on)))

    def _take_hosting(self, answer: Answer) -> None:
        if not isinstance(answer.value, HostingState):
            self._trouble.show_words(answer.sentence)
            return
        is_first = self._hosting is None or self._hosting.is_running != answer.value.is_running
        self._hosting = answer.value
        if not self.is_busy:
            self._show_hosting(answer.value)
        if is_first:
            self._look()

    def _take_log(self, answer: Answer) -> None:
        if isinstance(answer.value, list):
            self._machine.show_log(answer.value)

    def _take_status(self, answer: Answer) -> None:
        if not isinstance(answer.value, ServerStatus):
            self._trouble.show_words(answer.sentence)
            self._turn = -1  # this computer may know why: at the next turn
            return
        self._others = max(0, len(answer.value.people) - 1)
        self._use.show_status(answer.value)
        self._storage.show_status(answer.value)
        if not self._is_own:
            self._trouble.show_words("")
            self._show_name(answer.value.name)
            self._reach.show_status(answer.value)
            self._show_parts()

    def _take_invites(self, answer: Answer) -> None:
        if isinstance(answer.value, list):
            self._invites.show_invites(answer.value)

    # --- showing -------------------------------------------------------------------------------------------

    def _show_hosting(self, state: HostingState) -> None:
        stopped = translate("Server", "The server is stopped: nobody can write or read what is new.")
        is_stopped = state.is_hosted and not state.is_running
        self._trouble.show_words(state.problem or (stopped if is_stopped else ""))
        self._show_name(state.name if state.is_hosted else "")
        self._reach.show_hosting(state)
        self._machine.show_hosting(state)
        self._show_parts()

    def _show_name(self, name: str) -> None:
        self._name.setText(breakable(name))
        self._name.setAccessibleName(name)

    def _show_parts(self) -> None:
        """What there is to be seen of the server as it stands."""
        state = self._hosting
        is_known = state is not None if self._is_own else bool(self._name.text())
        is_hosted = is_known and (state is None or state.is_hosted)
        is_running = is_hosted and (state is None or state.is_running)
        is_private = is_known and not is_hosted
        self._name.setVisible(bool(self._name.text()))
        self._reach.setVisible(is_hosted)
        for section in (self._invites, self._use, self._storage):
            section.setVisible(is_running)
        self._machine.setVisible(is_hosted and self._is_own)
        self._share_words.setVisible(is_private)
        is_first = is_private and self._team.isHidden()
        self._team.setVisible(is_private)
        if is_first and self.isVisible():
            self._team.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stop.setVisible(self._is_own and is_running)
        self._resume.setVisible(self._is_own and is_hosted and not is_running)
        self._share.setVisible(is_private)

    def _show_invite(self, invite: Invite | None) -> None:
        sheet = InviteSheet(self, self._theme, invite)
        sheet.wished.connect(self.wished)
        sheet.closed.connect(self._look)
        sheet.open()

    # --- doing ---------------------------------------------------------------------------------------------

    def _ask_to_share(self) -> None:
        if self.require("name"):
            name = self._team.text().strip()
            self.ask_server(lambda take: ShareServer(name=name, answer=take))

    def _ask_to_stop(self) -> None:
        question = translate(
            "Server", "Stop the server? Until it is started again nobody can write. Nothing is lost."
        )
        if self._others:
            question = "\n".join((tr("%n other person(s) connected.", None, self._others), question))
        asked = Sheet.ask(self, question, translate("Server", "Stop"))
        asked.accepted.connect(lambda: self.ask_server(lambda take: StopHosting(answer=take)))

    def _ask_to_resume(self) -> None:
        self.ask_server(lambda take: ResumeHosting(answer=take))
