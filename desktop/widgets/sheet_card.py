"""The card of a sheet: title and cross, a body that scrolls, what is wrong, buttons. For `dialog`."""

from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.models.words import translate
from desktop.theme.icons import make_icon
from desktop.widgets.form_fields import Problem
from desktop.widgets.sheet_parts import breakable

ButtonKind = Literal["primary", "plain", "danger"]
_PADDING = 20
_NO_LIMIT = 16_777_215


class SheetCard(QFrame):
    """Knows how high it has to be; where it stands is the sheet's business."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sheet_card")
        self.primary: QPushButton | None = None
        """The button that Enter presses."""
        self.cross = self._make_cross()
        self.content = QWidget(self)
        self.content.setObjectName("sheet_content")
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(_PADDING, 4, _PADDING, 8)
        self.body.setSpacing(12)
        self.area = self._make_area()
        self._problem = Problem(self)
        self._wait = QLabel(translate("Dialog", "One moment…"), self)
        self._wait.setObjectName("quiet")
        self._wait.hide()
        says = QVBoxLayout()
        says.setContentsMargins(_PADDING, 0, _PADDING, 0)
        says.addWidget(self._problem)
        says.addWidget(self._wait)
        self._foot = QWidget(self)
        self._buttons = QHBoxLayout(self._foot)
        self._buttons.setContentsMargins(_PADDING, 8, _PADDING, 16)
        self._buttons.setSpacing(8)
        self._buttons.addStretch()
        self._foot.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._make_head(title))
        self._column.addWidget(self.area, 1)
        self._column.addLayout(says)
        self._column.addWidget(self._foot)

    # --- what the sheet may ask ----------------------------------------------------------------------------

    def add_button(self, text: str, kind: ButtonKind) -> QPushButton:
        """A button at the lower edge, from left to right."""
        button = QPushButton(text, self)
        button.setProperty("kind", kind)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._buttons.addWidget(button)
        self._foot.show()
        if kind != "plain" and self.primary is None:
            self.primary = button
        return button

    def show_problem(self, text: str) -> None:
        """Say what went wrong; nothing when all is well."""
        self._problem.show_words(text)
        if text and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self._problem, QAccessible.Event.Alert))

    def set_busy(self, is_busy: bool) -> None:
        """Take no input but the cross."""
        if is_busy:
            self._problem.hide()
        self.content.setEnabled(not is_busy)
        self._foot.setEnabled(not is_busy)
        self._wait.setVisible(is_busy)

    def height_for(self, width: int) -> int:
        """So high is it with its whole body in sight."""
        self.ensurePolished()
        border = self.contentsMargins()
        content = self.body.totalHeightForWidth(width - border.left() - border.right())
        if content < 0:
            content = self.body.totalSizeHint().height()
        self.area.setVisible(self.body.count() > 0)
        self.area.setFixedHeight(content)
        self._column.invalidate()
        wanted = self._column.totalHeightForWidth(width)
        if wanted < 0:
            wanted = self._column.totalSizeHint().height()
        self.area.setMinimumHeight(0)
        self.area.setMaximumHeight(_NO_LIMIT)
        self._column.invalidate()
        return wanted

    def settle(self) -> None:
        """Have its parts in their places at once: measuring moved them."""
        self._column.activate()

    # --- building ------------------------------------------------------------------------------------------

    def _make_cross(self) -> QToolButton:
        cross = QToolButton(self)
        cross.setObjectName("sheet_close")
        cross.setFixedSize(40, 40)
        cross.setAccessibleName(translate("Dialog", "Close"))
        cross.setToolTip(translate("Dialog", "Close"))
        cross.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return cross

    def _make_area(self) -> QScrollArea:
        area = QScrollArea(self)
        area.setObjectName("sheet_area")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.content)
        return area

    def _make_head(self, title: str) -> QHBoxLayout:
        words = QLabel(breakable(title), self)
        words.setAccessibleName(title)
        words.setMinimumWidth(1)
        words.setObjectName("sheet_title")
        words.setIndent(0)  # else the padding of its style moves it aside, too
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        self._dress()
        head = QHBoxLayout()
        head.setContentsMargins(_PADDING, 10, 10, 6)
        head.addWidget(words, 1)
        head.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _dress(self) -> None:
        self.cross.setIcon(make_icon("close", self.palette().windowText().color().name()))

    def changeEvent(self, event: QEvent) -> None:
        """Another theme: the cross is drawn in its colour."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "cross"):
            self._dress()
