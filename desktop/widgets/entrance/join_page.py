"""Joining a server, the first question: by which invite, at which address, or one nearby. For `login`."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from backend.wire.invites import BadInvite, is_invite, parse_invite
from desktop.models.joining import LookAround, LookAt, ServerPreview, bad_invite_sentence, find_invite
from desktop.models.nearby import NearbyServer
from desktop.models.requests import Answer
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.alive import while_alive
from desktop.widgets.entrance.nearby_list import NearbyPart
from desktop.widgets.form_fields import Field


class JoinPage(QWidget):
    """Asks its parent to look at a server, and says which one answered."""

    wished = Signal(object)
    found = Signal(object)
    """Carries the `ServerPreview`."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._field = Field("join_where", translate("Join", "Invite link or address"), self)
        self._field.edit.setPlaceholderText("https://…  minichat://…")
        self._field.edit.installEventFilter(self)
        self._go_on = QPushButton(self)
        self._go_on.setObjectName("join_go_on")
        self._go_on.setProperty("kind", "primary")
        self._go_on.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._nearby = NearbyPart(theme, self)
        self._announced: NearbyServer | None = None
        self._asked = 0
        """The number of the last look; what an earlier one answers is nobody's any more."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._field)
        column.addWidget(self._go_on)
        column.addSpacing(10)
        column.addWidget(self._nearby)
        self._field.pasted.connect(self._take_paste)
        self._field.edit.returnPressed.connect(self.look)
        self._go_on.clicked.connect(self.look)
        self._nearby.chosen.connect(self._choose)
        self._set_busy(is_busy=False)

    # --- what the parent may ask ---------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Begin with the field."""
        self._field.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_over(self, other: "JoinPage") -> None:
        """Go on where another page was left."""
        self._show_text(other._field.text())
        self._announced = other._announced

    def open(self, link: str) -> None:
        """An invite came from outside: as if somebody had pasted it here."""
        self._show_text(link)
        self.look()

    def look(self) -> None:
        """Ask who is there; an invite that can't be read, or nothing, is told at once."""
        if self._field.edit.isReadOnly():
            return
        text = self._field.text().strip()
        if not text:
            self._show_problem(translate("Forms", "Fill this in."))
            return
        self._show_text(find_invite(text) or text)
        try:
            asked = self._read(self._field.text())
        except BadInvite:
            self._show_problem(bad_invite_sentence())
            return
        self._set_busy(is_busy=True)
        self.wished.emit(asked)

    # --- doing ---------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Look around as long as somebody is here."""
        super().showEvent(event)
        self.wished.emit(LookAround(take=while_alive(self, self._nearby.show_found)))

    def hideEvent(self, event: QHideEvent) -> None:
        """No more; and what was asked is nobody's question now."""
        super().hideEvent(event)
        self.wished.emit(LookAround(take=None))
        self._asked += 1
        self._set_busy(is_busy=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes from the field into the list."""
        is_down = (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
        )
        if watched is self._field.edit and is_down and self._nearby.list.isVisible():
            self._nearby.list.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return False

    def _take_paste(self, text: str) -> None:
        """Whoever pastes an invite wants to go on with it."""
        if find_invite(text):
            self.look()

    def _choose(self, server: NearbyServer) -> None:
        self._show_text(server.address)
        self._announced = server
        self.look()

    def _read(self, text: str) -> LookAt:
        self._asked += 1
        number = self._asked

        def take(said: Answer) -> None:
            self._take(number, said)

        answer = while_alive(self, take)
        if is_invite(text):
            return LookAt(invite=parse_invite(text), answer=answer)
        announced = self._announced
        is_announced = announced is not None and announced.address == text
        return LookAt(
            address=text,
            announced=announced.fingerprint if announced is not None and is_announced else "",
            answer=answer,
        )

    def _take(self, number: int, answer: Answer) -> None:
        if number != self._asked:
            return
        self._set_busy(is_busy=False)
        if isinstance(answer.value, ServerPreview):
            self.found.emit(answer.value)
        else:
            self._show_problem(answer.sentence)

    def _show_text(self, text: str) -> None:
        self._field.edit.setText(text)
        self._field.show_problem("")

    def _show_problem(self, text: str) -> None:
        self._field.show_problem(text)
        self._field.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_busy(self, *, is_busy: bool) -> None:
        if is_busy:
            self.focus_first()  # what can't be pressed must not have the keyboard
        self._field.edit.setReadOnly(is_busy)
        self._go_on.setEnabled(not is_busy)
        self._nearby.setEnabled(not is_busy)
        looking, go_on = translate("Join", "Looking at the server…"), translate("Join", "Continue")
        self._go_on.setText(looking if is_busy else go_on)
