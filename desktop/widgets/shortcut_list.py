"""The list of all keys, on a sheet: made of the table of `keys`. The windows open it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.models.words import translate
from desktop.widgets.dialog import Sheet
from desktop.widgets.keys import GROUPS, Group, shown_keys

_SPAN = 2


def open_shortcut_list(opener: QWidget) -> Sheet:
    """Show what the keys do."""
    sheet = Sheet(opener, translate("Keys", "Keyboard shortcuts"), width=520)
    for group in GROUPS:
        sheet.body.addLayout(_grid(sheet, group))
    sheet.open()
    return sheet


def _grid(sheet: QWidget, group: Group) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    heading = _label(sheet, translate("Keys", group.title), "section")
    grid.addWidget(heading, 0, 0, 1, _SPAN)
    for row, key in enumerate(group.keys, 1):
        words, keys = translate("Keys", key.text), shown_keys(key)
        name = _label(sheet, words, "shortcut_text")
        name.setWordWrap(True)
        name.setAccessibleName(f"{words}: {keys}")
        grid.addWidget(name, row, 0)
        grid.addWidget(_label(sheet, keys, "quiet"), row, 1, Qt.AlignmentFlag.AlignRight)
    return grid


def _label(parent: QWidget, text: str, name: str) -> QLabel:
    label = QLabel(text, parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
