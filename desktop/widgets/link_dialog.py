"""Before a link of a message is opened: where it really leads, for its words may say something else."""

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QResizeEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from backend.wire.invites import BadInvite, InviteLink, parse_invite
from desktop.models.words import translate
from desktop.widgets.dialog import Sheet
from desktop.widgets.sheet_card import ButtonKind
from desktop.widgets.sheet_parts import words

_MOST_LINES = 6


def ask_to_open(
    opener: QWidget, address: str, join: Callable[[str], object] = lambda _link: None
) -> Sheet | None:
    """Show the address in full, and open it if the person says so; None for what leads nowhere.

    An invite may be joined by instead: it never leaves this program then.
    """
    url = QUrl(address, QUrl.ParsingMode.TolerantMode)
    is_of_web = url.scheme() in ("http", "https") and bool(url.host())
    invite = _read_invite(address)
    if invite is not None:
        question, host = translate("Link", "Join this server?"), invite.host
    elif is_of_web:
        question = translate("Link", "Open this link?")
        host = url.host(QUrl.ComponentFormattingOption.FullyEncoded)
    else:
        return None
    sheet = Sheet(opener, question)
    sheet.body.addWidget(words(host, sheet, name="link_host"))
    sheet.body.addWidget(_AddressField(address, sheet))
    _add(sheet, "link_cancel", translate("Link", "Cancel"))
    if invite is None:
        copy = _add(sheet, "link_copy", translate("Link", "Copy"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(address))
    if is_of_web:
        go = _add(sheet, "link_open", translate("Link", "Open"), "primary" if invite is None else "plain")
        go.clicked.connect(lambda: QDesktopServices.openUrl(url))
    if invite is not None:
        _add(sheet, "link_join", translate("Link", "Join"), "primary").clicked.connect(lambda: join(address))
    sheet.open()
    return sheet


def _read_invite(address: str) -> InviteLink | None:
    try:
        return parse_invite(address)
    except BadInvite:
        return None


def _add(sheet: Sheet, name: str, text: str, kind: ButtonKind = "plain") -> QPushButton:
    button = sheet.add_button(text, kind)
    button.setObjectName(name)
    button.clicked.connect(sheet.close)
    return button


class _AddressField(QPlainTextEdit):
    """All of it, however long: broken anywhere, and scrolled beyond some lines."""

    def __init__(self, address: str, parent: QWidget) -> None:
        super().__init__(address, parent)
        self.setObjectName("link_address")
        self.setAccessibleName(translate("Link", "Address"))
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as its lines at this width."""
        super().resizeEvent(event)
        lines = min(_MOST_LINES, round(self.document().size().height()))
        around = self.height() - self.viewport().height() + 2 * round(self.document().documentMargin())
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + around)
