"""The one window: a frame that shows a screen, its title with the unread count, and a passing notice."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMainWindow, QWidget

from desktop.client.state.badge import Badge
from desktop.theme import Theme
from desktop.widgets.chat import ChatScreen
from desktop.widgets.keys import KeyMap, press_by_enter
from desktop.widgets.timeline.accessible import install_timeline_accessibility

TITLE = "Mini Chat"
_NOTICE_MS = 6_000


class MainWindow(QMainWindow):
    """Holds one screen at a time."""

    settings_wanted = Signal()
    shortcuts_wanted = Signal()
    closed = Signal()
    """The person closed it; what that means the program decides."""
    quit_wanted = Signal()
    link_opened = Signal(str)
    """An invite in what somebody wrote was clicked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        install_timeline_accessibility()
        KeyMap.bind(self, {"quit": self.quit_wanted.emit})
        self.setWindowTitle(TITLE)
        self.setMinimumSize(380, 480)
        self._notice = Notice(self)
        self.resize(1000, 680)

    def show_screen(self, screen: QWidget) -> None:
        """Put a screen into the frame; the one before it is gone."""
        old = self.takeCentralWidget()
        if old is not None:
            if isinstance(old, ChatScreen):
                old.close_models()
            old.deleteLater()
        self.setCentralWidget(screen)
        self._notice.raise_()

    def show_badge(self, badge: Badge) -> None:
        """The title tells what waits: how much calls, or by a dot that there is something."""
        mark = f"({badge.count}) " if badge.count else "• " if badge.has_dot else ""
        self.setWindowTitle(mark + TITLE)

    def show_message(self, text: str) -> None:
        """Say something in passing."""
        self._notice.show_text(text)

    def come_to_front(self) -> None:
        """Show itself, wherever it was, with the keyboard."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def sizeHint(self) -> QSize:
        """The size of a first start."""
        return QSize(1000, 680)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no widget has a use for: Enter on a button."""
        if not press_by_enter(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The notice stays at the lower edge."""
        super().resizeEvent(event)
        self._notice.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay until the program has decided; the end of the whole session is none to discuss."""
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication) and app.isSavingSession():
            self.quit_wanted.emit()
            return
        event.ignore()
        self.closed.emit()


class Notice(QFrame):
    """One line over the lower edge of its parent, for some seconds."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._frame = parent
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
        row.addWidget(self._words)
        self._end = QTimer(self, singleShot=True, interval=_NOTICE_MS)
        self._end.timeout.connect(self.hide)
        self.hide()

    def show_text(self, text: str) -> None:
        """Show a sentence, in place of the one before."""
        self._words.setText(text)
        self.setAccessibleName(text)
        self.place()
        self.show()
        self.raise_()
        self._end.start()

    def place(self) -> None:
        """Stand at the lower edge."""
        width = min(
            self._frame.width() - 32, self._words.fontMetrics().horizontalAdvance(self._words.text()) + 40
        )
        self.resize(
            width, self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        )
        self.move((self._frame.width() - self.width()) // 2, self._frame.height() - self.height() - 72)
