"""Choosing a picture: by file, by dropping and by pasting; a bad one is said beside it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QClipboard, QColor, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.requests import Answer, ReadPicture
from desktop.theme import Theme
from desktop.widgets.avatar_crop import CropSheet
from desktop.widgets.picture_choice import PictureChoice
from tests.desktop.widgets.conftest import Show

LEFT = Qt.MouseButton.LeftButton


def an_image() -> QImage:
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("green"))
    return image


@pytest.fixture
def window(theme: Theme) -> QWidget:
    window = QWidget()
    window.resize(600, 600)
    return window


@pytest.fixture
def choice(theme: Theme, window: QWidget, show: Show) -> PictureChoice:
    choice = PictureChoice(theme, window)
    choice.show_who("Alice Doe", 1)
    QVBoxLayout(window).addWidget(choice)
    show(window)
    return choice


def cut(qtbot: QtBot, choice: PictureChoice) -> bytes:
    sheet = choice.window().findChild(CropSheet)
    assert sheet is not None
    assert sheet.isVisible()
    with qtbot.waitSignal(choice.chosen) as chosen:
        qtbot.mouseClick(sheet.findChild(QPushButton, "use"), LEFT)
    data = chosen.args[0]
    assert isinstance(data, bytes)
    assert choice.picture == data
    return data


def menu_texts(qtbot: QtBot, choice: PictureChoice) -> dict[str, bool]:
    qtbot.mouseClick(choice.findChild(QPushButton), LEFT)
    menu = choice.findChildren(QMenu)[-1]
    texts = {action.text(): action.isEnabled() for action in menu.actions() if action.text()}
    menu.close()
    return texts


def read(qtbot: QtBot, choice: PictureChoice, act: Callable[[], object]) -> ReadPicture:
    with qtbot.waitSignal(choice.wished) as wished:
        act()
    (asked,) = wished.args
    assert isinstance(asked, ReadPicture)
    assert asked.answer is not None
    return asked


def test_a_file_is_read_by_request_then_cut(choice: PictureChoice, qtbot: QtBot) -> None:
    asked = read(qtbot, choice, lambda: choice.read("/tmp/me.png"))
    assert asked.source == "/tmp/me.png"
    assert asked.answer is not None
    asked.answer(Answer(value=an_image()))
    assert cut(qtbot, choice).startswith(b"\xff\xd8")


def test_a_bad_file_is_said_and_a_good_one_takes_it_back(choice: PictureChoice, qtbot: QtBot) -> None:
    asked = read(qtbot, choice, lambda: choice.read("/tmp/me.txt"))
    assert asked.answer is not None
    asked.answer(Answer(problem="This is not a picture."))
    problem = choice.findChild(QLabel, "problem")
    assert (problem.isVisible(), problem.text()) == (True, "This is not a picture.")
    choice.take_image(an_image())
    assert not problem.isVisible()


def test_a_dropped_file_is_read(choice: PictureChoice, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/tmp/photo.jpg")])
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter, drop = QDragEnterEvent(QPoint(5, 5), *how), QDropEvent(QPointF(5, 5), *how)
    QApplication.sendEvent(choice, enter)
    assert enter.isAccepted()
    asked = read(qtbot, choice, lambda: QApplication.sendEvent(choice, drop))
    assert asked.source == "/tmp/photo.jpg"


def test_what_was_copied_is_pasted_by_key(choice: PictureChoice, qtbot: QtBot, clipboard: QClipboard) -> None:
    clipboard.setImage(an_image())
    button = choice.findChild(QPushButton)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    cut(qtbot, choice)


def test_the_menu_offers_what_there_is(choice: PictureChoice, qtbot: QtBot, clipboard: QClipboard) -> None:
    clipboard.setText("no picture")
    assert menu_texts(qtbot, choice) == {"From a file…": True, "Paste": False}
    choice.show_who("Alice Doe", 1, "/media/avatars/1.webp?v=2")
    clipboard.setImage(an_image())
    assert menu_texts(qtbot, choice) == {"From a file…": True, "Paste": True, "Remove": True}


def test_a_picture_is_removed(choice: PictureChoice, qtbot: QtBot) -> None:
    choice.take_image(an_image())
    cut(qtbot, choice)
    qtbot.mouseClick(choice.findChild(QPushButton), LEFT)
    menu = choice.findChildren(QMenu)[-1]
    remove = next(action for action in menu.actions() if action.text() == "Remove")
    with qtbot.waitSignal(choice.chosen) as chosen:
        remove.trigger()
    menu.close()
    assert chosen.args == [None]
    assert choice.picture is None
