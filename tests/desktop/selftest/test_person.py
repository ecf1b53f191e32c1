"""The self-test's person: finds what can be seen, does it with real events, and gives up with words."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.selftest.person import Missing, Person


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    rows = QVBoxLayout(window)
    for name, widget in (("field", QLineEdit()), ("button", QPushButton()), ("hidden", QPushButton())):
        widget.setObjectName(name)
        rows.addWidget(widget)
    window.show()
    window.findChild(QPushButton, "hidden").hide()
    return window


def test_keys_and_clicks_arrive(window):
    ann = Person(window, "Ann")
    said = []
    window.findChild(QPushButton, "button").clicked.connect(lambda: said.append("clicked"))
    window.findChild(QLineEdit, "field").returnPressed.connect(lambda: said.append("returned"))
    ann.write("field", "Привет 👋")
    ann.press("field", Qt.Key.Key_Return)
    ann.click("button")
    assert window.findChild(QLineEdit, "field").text() == "Привет 👋"
    assert said == ["returned", "clicked"]


def test_what_cannot_be_seen_is_missing(window):
    ann = Person(window, "Ann")
    assert ann.sees("button")
    assert not ann.sees("hidden")
    with pytest.raises(Missing, match="Ann sees no hidden"):
        ann.click("hidden")
    assert ann.chats() == ann.texts() == []


async def test_patience_ends(window):
    ann = Person(window, "Ann")
    await ann.until(lambda: ann.sees("button"), "the button")
    with pytest.raises(Missing, match="Ann still waits after 0 s: the button goes"):
        await ann.until(lambda: not ann.sees("button"), "the button goes", seconds=0.05)
