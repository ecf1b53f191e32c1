"""Before a link of a message is opened: where it really leads, for its words may say something else."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QResizeEvent, QTextOption
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from desktop.models.words import translate
from desktop.widgets.dialog import Sheet

_MOST_LINES = 6


def ask_to_open(opener: QWidget, address: str) -> Sheet | None:
    """Show the address in full, and open it if the person says so; None for what isn't of the web."""
    url = QUrl(address, QUrl.ParsingMode.TolerantMode)
    if url.scheme() not in ("http", "https") or not url.host():
        return None
    sheet = Sheet(opener, translate("Link", "Open this link?"))
    host = QLabel(url.host(QUrl.ComponentFormattingOption.FullyEncoded), sheet)
    host.setObjectName("link_host")
    host.setTextFormat(Qt.TextFormat.PlainText)
    host.setWordWrap(True)
    sheet.body.addWidget(host)
    sheet.body.addWidget(_AddressField(address, sheet))
    cancel = sheet.add_button(translate("Link", "Cancel"))
    copy = sheet.add_button(translate("Link", "Copy"))
    go = sheet.add_button(translate("Link", "Open"), "primary")
    for button, name in ((cancel, "link_cancel"), (copy, "link_copy"), (go, "link_open")):
        button.setObjectName(name)
        button.clicked.connect(sheet.close)
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(address))
    go.clicked.connect(lambda: QDesktopServices.openUrl(url))
    sheet.open()
    return sheet


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
