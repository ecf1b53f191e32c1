"""The one dialog of the product: a card over a dimmed window. Any widget may open one.

No QDialog: it would be a window of its own, which a tiling desktop moves about and a phone-sized one covers.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from desktop.models.words import translate
from desktop.widgets.alive import while_alive
from desktop.widgets.dialog_accessible import be_dialog
from desktop.widgets.sheet_card import ButtonKind, SheetCard

T = TypeVar("T")

_MARGIN = 12
_SHADE = QColor(0, 0, 0, 110)


class Sheet(QWidget):
    """A card with a title, a body and a row of buttons, over all of the window that `opener` is in.

    Make it, fill `body`, `open()` it. A sheet that is opened from within another stands above that one; any
    other takes the place of what is open. It goes with its opener, and is deleted once it is closed.
    """

    closed = Signal()

    def __init__(self, opener: QWidget, title: str, *, width: int = 440) -> None:
        window = opener.window()
        super().__init__(window)
        self.setObjectName("sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        be_dialog(self, title)
        self.hide()
        self.holds_input = False
        """Whether a press beside the card must not close it, for something would be lost."""
        self._window = window
        self._opener = opener
        self._width = width
        self._is_busy = False
        self._focus_before: QWidget | None = None
        self._focus_busy: QWidget | None = None
        self._card = SheetCard(title, self)
        self._card.cross.clicked.connect(self.close)
        self._card.content.installEventFilter(self)
        self.body = self._card.body
        """Where what it is about goes."""
        if opener is not window:
            opener.destroyed.connect(self.close)
        window.installEventFilter(self)

    # --- what whoever made it may ask ----------------------------------------------------------------------

    def open(self) -> None:
        """Show it, and begin with its first field."""
        directly = Qt.FindChildOption.FindDirectChildrenOnly
        stays = {self, *self._below()}
        for other in self._window.findChildren(Sheet, options=directly):
            if other not in stays and other.isVisible():
                other.close()
        self._focus_before = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()
        self._focus_first()
        program = QApplication.instance()
        if isinstance(program, QApplication):
            program.focusChanged.connect(self._keep_focus)

    def add_button(self, text: str, kind: ButtonKind = "plain") -> QPushButton:
        """A button at the lower edge, from left to right; Enter presses the primary one."""
        return self._card.add_button(text, kind)

    def show_problem(self, text: str) -> None:
        """Say in a sentence what went wrong, and let the person go on; nothing when all is well."""
        self.set_busy(False)
        self._card.show_problem(text)
        self._place()

    def set_busy(self, is_busy: bool) -> None:
        """While the server is asked nothing can be changed; Esc still closes."""
        if is_busy == self._is_busy:
            return
        self._is_busy = is_busy
        if is_busy:
            self._focus_busy = QApplication.focusWidget()
            self._card.setFocus()
        self._card.set_busy(is_busy)
        if not is_busy and self._focus_busy is not None and shiboken6.isValid(self._focus_busy):
            self._focus_busy.setFocus()
        self._place()

    @property
    def is_busy(self) -> bool:
        """Whether the server is asked."""
        return self._is_busy

    def when_answered(self, take: Callable[[T], object]) -> Callable[[T], None]:
        """`take`, for an answer that may come after the sheet is gone: nobody waits for it then."""
        return while_alive(self, take)

    @staticmethod
    def ask(opener: QWidget, question: str, yes_text: str, *, kind: ButtonKind = "danger") -> "Question":
        """Ask before something is done; connect the answer's `accepted`."""
        asked = Question(opener, question, yes_text, kind)
        asked.open()
        return asked

    # --- its place -----------------------------------------------------------------------------------------

    def _place(self) -> None:
        """The card in the middle, as high as its content; where the window is too low it scrolls."""
        self.setGeometry(self._window.rect())
        width = min(self._width, self.width() - 2 * _MARGIN)
        bar = self._card.area.verticalScrollBar()
        scrolled = bar.value()  # measuring goes by the whole body, of which nothing is to be scrolled
        wanted = self._card.height_for(width)
        height = min(wanted, self.height() - 2 * _MARGIN)
        left, top = (self.width() - width) // 2, (self.height() - height) * 2 // 5
        self._card.setGeometry(QRect(left, max(_MARGIN, top), width, height))
        self._card.settle()
        bar.setValue(scrolled)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size, and what the body comes to need."""
        if self.isVisible():
            is_resize = watched is self._window and event.type() == QEvent.Type.Resize
            is_refit = watched is self._card.content and event.type() == QEvent.Type.LayoutRequest
            if is_resize or is_refit:
                self._place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The window behind is dimmed."""
        QPainter(self).fillRect(self.rect(), _SHADE)

    # --- keys and mouse ------------------------------------------------------------------------------------

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Tab goes round within the card."""
        stops = self._stops()
        if not stops:
            return False
        focused = QApplication.focusWidget()
        here = stops.index(focused) if focused in stops else (-1 if forward else 0)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        target = stops[(here + (1 if forward else -1)) % len(stops)]
        target.setFocus(reason)
        if self._card.content.isAncestorOf(target):
            self._card.area.ensureWidgetVisible(target)
        return True

    def event(self, event: QEvent) -> bool:
        """The keys of the screen behind sleep; leaving the program stays possible."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if not (event.key() == Qt.Key.Key_Q and event.modifiers() & Qt.KeyboardModifier.ControlModifier):
                event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; Enter presses the button that has the focus, else the primary one; others scroll."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            focused = QApplication.focusWidget()
            button = focused if isinstance(focused, QAbstractButton) else self._card.primary
            if button is not None and button.isEnabled():
                button.click()
        else:
            self._card.area.keyPressEvent(event)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press beside the card closes it."""
        if not self._card.geometry().contains(event.position().toPoint()) and not self.holds_input:
            self.close()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """What is behind doesn't scroll."""
        event.accept()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give the focus back to who had it."""
        super().closeEvent(event)
        before = self._focus_before
        self.hide()
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus()
        self.closed.emit()

    def _below(self) -> "Iterator[Sheet]":
        """The sheets that this one was opened from."""
        opener: QWidget | None = self._opener
        while opener is not None and not opener.isWindow():
            if isinstance(opener, Sheet):
                yield opener
                opener = opener._opener
            else:
                opener = opener.parentWidget()

    def _keep_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """A screen that comes up behind gets the keyboard once the sheet is closed."""
        if now is None or not self.isVisible() or not self._window.isAncestorOf(now):
            return
        layers = self._window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        here = layers.index(self)
        if any(isinstance(layer, Sheet) and layer.isVisible() for layer in layers[here + 1 :]):
            return
        if any(layer is now or layer.isAncestorOf(now) for layer in layers[:here]):
            self._focus_before = now
            self._focus_first()

    def _stops(self) -> list[QWidget]:
        """In the order of their making. Not along Qt's chain: that leads through the whole window, and
        PySide makes whatever it names a child of the one that was asked, to be forgotten with the sheet.
        """
        cross = self._card.cross
        found = [
            widget
            for widget in self.findChildren(QWidget)
            if widget is not cross
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.isEnabled()
            and widget.isVisible()
        ]
        return [*found, cross]

    def _focus_first(self) -> None:
        """Begin to write, where there is something to; else no control wears a ring before Tab is pressed."""
        fields = (stop for stop in self._stops() if isinstance(stop, QLineEdit | QPlainTextEdit))
        first = next((field for field in fields if not field.isReadOnly()), self)
        first.setFocus(Qt.FocusReason.OtherFocusReason)


class Question(Sheet):
    """Yes or no; the answer no is to close it."""

    accepted = Signal()

    def __init__(self, opener: QWidget, question: str, yes_text: str, kind: ButtonKind) -> None:
        super().__init__(opener, question, width=380)
        no = self.add_button(translate("Dialog", "Cancel"))
        yes = self.add_button(yes_text, kind)
        no.setObjectName("no")
        yes.setObjectName("yes")
        no.clicked.connect(self.close)
        yes.clicked.connect(self._accept)

    def _accept(self) -> None:
        self.close()
        self.accepted.emit()
