import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QClipboard, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit, QWidget

from backend.wire.invites import InviteLink
from desktop.models.wishes import OpenInvite
from desktop.theme import Theme
from desktop.widgets.dialog import Sheet
from desktop.widgets.link_dialog import ask_to_open
from tests.desktop.widgets.conftest import Open, Show
from tests.helpers.examples import a_direct_store
from tests.helpers.talks import LEFT, on_word

ADDRESS = "https://example.org/a?b=c#d"
INVITE = InviteLink(host="10.0.0.5", port=8001, token="1-secret", fingerprint="ab" * 32)


class Browser(QObject):
    """Takes addresses as the system's browser does."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def browser():
    browser = Browser()
    for scheme in ("http", "https"):
        QDesktopServices.setUrlHandler(scheme, browser, "open")
    yield browser
    for scheme in ("http", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.fixture
def window(show: Show, theme: Theme) -> QWidget:
    window = QWidget()
    window.resize(600, 500)
    show(window)
    return window


def press(sheet: Sheet, name: str) -> None:
    button = sheet.findChild(QAbstractButton, name)
    assert button is not None
    QTest.mouseClick(button, LEFT)


def test_only_after_a_word_of_the_person_it_is_opened(window: QWidget, browser: Browser) -> None:
    sheet = ask_to_open(window, ADDRESS)
    assert sheet is not None
    assert browser.opened == []
    press(sheet, "link_open")
    assert browser.opened == [ADDRESS]


def test_it_may_be_copied_or_left(window: QWidget, browser: Browser, clipboard: QClipboard) -> None:
    sheet = ask_to_open(window, ADDRESS)
    assert sheet is not None
    press(sheet, "link_copy")
    assert clipboard.text() == ADDRESS
    sheet = ask_to_open(window, ADDRESS)
    assert sheet is not None
    press(sheet, "link_cancel")
    assert browser.opened == []


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://accounts.example.com@evil.test/x", "evil.test"),
        ("https://пример.рф/путь", "xn--e1afmkfd.xn--p1ai"),
        ("http://example.org:8080/" + "long/" * 300, "example.org"),
    ],
)
def test_where_it_really_leads_is_said_in_full(window: QWidget, address: str, host: str) -> None:
    sheet = ask_to_open(window, address)
    assert sheet is not None
    label, field = sheet.findChild(QLabel, "link_host"), sheet.findChild(QPlainTextEdit, "link_address")
    assert label is not None
    assert field is not None
    assert (label.text(), field.toPlainText()) == (host, address)


@pytest.mark.parametrize("link", [INVITE.link, INVITE.web_link])
def test_an_invite_is_joined_by_here_if_the_person_says_so(
    window: QWidget, browser: Browser, link: str
) -> None:
    joined: list[str] = []
    sheet = ask_to_open(window, link, joined.append)
    assert sheet is not None
    assert sheet.findChild(QLabel, "link_host").text() == "10.0.0.5"
    assert joined == []
    press(sheet, "link_join")
    assert (joined, browser.opened) == ([link], [])


def test_what_only_looks_like_an_invite_may_go_to_the_browser(window: QWidget, browser: Browser) -> None:
    sheet = ask_to_open(window, "https://meet.example/join/#room-1")
    assert sheet is not None
    press(sheet, "link_open")
    assert browser.opened == ["https://meet.example/join/#room-1"]


def test_a_click_on_an_invite_of_a_message_wishes_for_it(open_view: Open, browser: Browser) -> None:
    view = open_view(a_direct_store([f"come to {INVITE.link}, please"]))
    wished: list[object] = []
    view.wished.connect(wished.append)
    QTest.mouseClick(view.viewport(), LEFT, pos=on_word(view, 0, "minichat"))
    sheet = view.window().findChild(Sheet)
    assert sheet is not None
    press(sheet, "link_join")
    assert OpenInvite(INVITE.link) in wished


@pytest.mark.parametrize(
    "address",
    [
        "minichat://join/10.0.0.5",
        "minichat://other/10.0.0.5:1/1-x",
        "minichat:",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "mailto:a@b.c",
        "https://",
    ],
)
def test_nothing_else_is_ever_opened(window: QWidget, browser: Browser, address: str) -> None:
    assert ask_to_open(window, address) is None


def test_a_click_on_a_link_of_a_message_asks(open_view: Open, browser: Browser) -> None:
    view = open_view(a_direct_store([f"look at {ADDRESS}, please"]))
    QTest.mouseClick(view.viewport(), LEFT, pos=on_word(view, 0, "example"))
    sheet = view.window().findChild(Sheet)
    assert sheet is not None
    press(sheet, "link_open")
    assert browser.opened == [ADDRESS]


@pytest.mark.parametrize("width", [380, 600])
def test_the_field_is_as_high_as_the_address(window: QWidget, width: int) -> None:
    window.resize(width, 480)
    sheet = ask_to_open(window, "https://example.org/" + "a-very-long-way-to-go/" * 6)
    assert sheet is not None
    field = sheet.findChild(QPlainTextEdit, "link_address")
    assert field.verticalScrollBar().maximum() == 0
    assert field.viewport().height() < 7 * field.fontMetrics().lineSpacing()
