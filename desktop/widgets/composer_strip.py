"""What stands above the field while a message is answered or edited, or a long text waits; for Composer."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.models.markup import in_one_line
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.elided_label import ElidedLabel


class ModeStrip(QWidget):
    """ "Reply to X" or "Edit message" with the words in question, and a cross that ends it."""

    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("mode_strip")
        self._theme = theme
        self._icon_name = ""
        self._icon = QLabel(self)
        self._icon.setFixedWidth(24)
        self._title = ElidedLabel("mode_title", self)
        self._words = ElidedLabel("mode_words", self)
        self._cross = QToolButton(self)
        self._cross.setObjectName("mode_cancel")
        self._cross.setFixedSize(40, 40)
        self._cross.setIconSize(QSize(20, 20))
        self._cross.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._cross.setAccessibleName(translate("Composer", "Cancel"))
        self._cross.setToolTip(translate("Composer", "Cancel (Esc)"))
        self._cross.clicked.connect(self.cancelled)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(self._title)
        lines.addWidget(self._words)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 0)
        row.setSpacing(12)
        row.addWidget(self._icon)
        row.addLayout(lines, 1)
        row.addWidget(self._cross)
        theme.changed.connect(self._dress)
        self.hide()

    def show_mode(self, icon: str, title: str, words: str) -> None:
        """Say what the next message is."""
        self._icon_name = icon
        line = in_one_line(words)
        self._title.show_text(title)
        self._words.show_text(line)
        self.setAccessibleName(f"{title}: {line}")
        self._dress()
        self.show()

    def _dress(self) -> None:
        tokens = self._theme.tokens
        self._cross.setIcon(self._theme.icon("close"))
        if self._icon_name:
            self._icon.setPixmap(self._theme.icon(self._icon_name, color=tokens.accent).pixmap(20, 20))


class QuestionStrip(QWidget):
    """One question with a few answers as buttons, in the window and in nobody's way."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("question_strip")
        self._words = QLabel(self)
        self._words.setObjectName("mode_words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._answers = QHBoxLayout()
        self._answers.setSpacing(4)
        self._buttons: list[QPushButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 8, 0)
        column.setSpacing(2)
        column.addWidget(self._words)
        column.addLayout(self._answers)
        self._answers.addStretch()
        self.hide()

    def ask(self, question: str, answers: Sequence[tuple[str, str, Callable[[], object]]]) -> None:
        """Ask; each answer is a name, its words and what it does. The first one gets the keyboard."""
        self.close_question()
        self._words.setText(question)
        self.setAccessibleName(question)
        for place, (name, words, act) in enumerate(answers):
            button = QPushButton(words, self)
            button.setObjectName(name)
            button.setProperty("kind", "link")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(self.close_question)
            button.clicked.connect(act)
            self._answers.insertWidget(place, button)
            self._buttons.append(button)
        self.show()
        self._buttons[0].setFocus()

    def close_question(self) -> None:
        """No answer is awaited any more."""
        self.hide()
        for button in self._buttons:
            self._answers.removeWidget(button)
            button.deleteLater()
        self._buttons = []
