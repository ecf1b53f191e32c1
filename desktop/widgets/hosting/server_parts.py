"""Rows of the page about the server: words to copy, figures, invites, people, the log. For its sections."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from backend.wire.answers import ConnectedPerson, Invite
from desktop.models.words import tr, translate
from desktop.theme import Theme
from desktop.widgets.hosting.copier import Copier
from desktop.widgets.hosting.invite_sheet import terms_text
from desktop.widgets.sheet_parts import breakable, link_button, words

_MOST_PEOPLE = 30
_LOG_LINES = 8


class CopyRow(QWidget):
    """Words with what they are, and a button that copies them; not there when there are none."""

    def __init__(
        self,
        name: str,
        caption: str,
        parent: QWidget,
        *,
        font: QFont | None = None,
        picture: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shown = words("", self, name="setting_text")
        self._shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if font is not None:
            self._shown.setFont(font)
        self._caption = caption
        button = link_button(f"copy_{name}", translate("Server", "Copy"), self)
        self._copier = Copier(button, f"{button.text()}: {caption}")
        lines = QVBoxLayout()
        lines.setSpacing(1)
        lines.addWidget(words(caption, self))
        beside = QHBoxLayout()
        beside.setSpacing(12)
        if picture is not None:
            beside.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        beside.addWidget(self._shown, 1)
        lines.addLayout(beside)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(lines, 1)
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_text(self, text: str, copied: str = "") -> None:
        """Show these words; what is copied may be written otherwise."""
        self._shown.setText(text)
        self._shown.setAccessibleName(f"{self._caption}: {text}")
        self._copier.hold(copied or text)
        self.setVisible(bool(text))


class Figure(QWidget):
    """What is measured, and how much it is now."""

    def __init__(self, caption: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._caption = caption
        self._value = QLabel("–", self)
        self._value.setObjectName("setting_value")
        self._value.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(words(breakable(caption), self, name="setting_text"), 1)
        row.addWidget(self._value)

    def show_text(self, text: str) -> None:
        """How much it is."""
        self._value.setText(text)
        self._value.setAccessibleName(f"{self._caption}: {text}")


class Rows(QWidget):
    """Rows below each other, made anew only when what they show is another."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._keys: object = None
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(6)

    def begin(self, keys: object) -> bool:
        """Whether rows have to be made for these; the old ones are gone then, else they stay."""
        if keys == self._keys:
            return False
        self._keys = keys
        while (item := self._lines.takeAt(0)) is not None:
            row = item.widget()
            if row is not None:
                row.hide()
                row.deleteLater()
        return True

    def add(self, row: QWidget) -> None:
        """One more row."""
        self._lines.addWidget(row)


class InviteRows(Rows):
    """The invites that can still be used: to be shown again, or taken back."""

    shown = Signal(object)
    revoked = Signal(object)

    def show_invites(self, invites: Sequence[Invite]) -> None:
        """These, the newest first."""
        if not self.begin(tuple(invites)):
            return
        for invite in invites:
            self.add(self._make(invite))
        if not invites:
            self.add(words(translate("Server", "No invite can be used at the moment."), self))

    def _make(self, invite: Invite) -> QWidget:
        row = QWidget(self)
        by = invite.created_by.full_name if invite.created_by is not None else ""
        who = translate("Server", "By {name}").format(name=by) if by else translate("Server", "By the server")
        lines = QVBoxLayout()
        lines.setSpacing(1)
        lines.addWidget(words(terms_text(invite), row, name="setting_text"))
        used = tr("%n person(s) joined", None, invite.used)
        lines.addWidget(words(breakable(f"{who} · {used}"), row))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addLayout(lines, 1)
        show = link_button("show_invite", translate("Server", "Show"), row)
        revoke = link_button("revoke_invite", translate("Server", "Revoke"), row)
        for button, signal in ((show, self.shown), (revoke, self.revoked)):
            button.setAccessibleName(f"{button.text()}: {terms_text(invite)}")
            button.clicked.connect(lambda _on, signal=signal: signal.emit(invite))
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row


class PeopleRows(Rows):
    """Who is connected, and with how many devices."""

    def show_people(self, people: Sequence[ConnectedPerson]) -> None:
        """These; of a large team the first ones."""
        if not self.begin(tuple((one.user.full_name, one.devices) for one in people)):
            return
        for one in people[:_MOST_PEOPLE]:
            figure = Figure(one.user.full_name, self)
            figure.show_text(tr("%n device(s)", None, one.devices))
            self.add(figure)
        if len(people) > _MOST_PEOPLE:
            self.add(words(tr("and %n more", None, len(people) - _MOST_PEOPLE), self))


class LogView(QPlainTextEdit):
    """The last lines of the log; stays where it was scrolled to, or at the end."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("server_log")
        self.setProperty("kind", "area")
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName(translate("Server", "Log"))
        self.setFont(fixed_font(theme))
        self.setFixedHeight(round(self.fontMetrics().lineSpacing() * _LOG_LINES) + 18)
        self._is_at_end = True
        self.verticalScrollBar().rangeChanged.connect(self._stay_at_end)

    def show_lines(self, lines: Sequence[str]) -> None:
        """These, unless they stand there."""
        text = "\n".join(lines)
        if text == self.toPlainText():
            return
        bar = self.verticalScrollBar()
        self._is_at_end, before = bar.value() == bar.maximum(), bar.value()
        self.setPlainText(text)
        bar.setValue(bar.maximum() if self._is_at_end else before)

    def _stay_at_end(self, _least: int, most: int) -> None:
        """Its lines are laid out only when it is seen."""
        if self._is_at_end:
            self.verticalScrollBar().setValue(most)


def fixed_font(theme: Theme) -> QFont:
    """For what is read letter by letter: the system's face of one width."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(theme.scaled(13))
    return font
