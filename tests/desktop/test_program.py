"""Around the desktop: how it says that it can't start."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.program import refuse
from desktop.settings import Options

QUIT_BY_THE_SYSTEM = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from desktop import program
from desktop.settings import Options

class Desktop(program.Desktop):
    async def run(self):
        qt = QCoreApplication.instance()
        QTimer.singleShot(500, lambda: qt.sendEvent(qt, QEvent(QEvent.Type.Quit)))
        code = await super().run()
        print("ended in order")
        return code

program.Desktop = Desktop
sys.exit(program.run(Options(data=Path(sys.argv[1]), server="http://127.0.0.1:9")))
"""


def test_the_system_ends_the_program_in_order_though_its_window_only_hides(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", QUIT_BY_THE_SYSTEM, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (ended.returncode, ended.stdout.strip()) == (0, "ended in order"), ended.stderr


LINKS_FROM_MACOS = """
import sys
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from desktop.program import Application

qt = Application(sys.argv[:1])
opened = []
qt.sendEvent(qt, QFileOpenEvent(QUrl("minichat://join/10.0.0.5:8001/1-early")))
qt.hand_links_to(opened.append)
qt.sendEvent(qt, QFileOpenEvent(QUrl("minichat://join/10.0.0.5:8001/1-late")))
print(*opened)
"""


def test_a_link_that_macos_opens_is_taken_even_before_there_is_a_window():
    told = subprocess.run(
        [sys.executable, "-c", LINKS_FROM_MACOS], capture_output=True, text=True, timeout=30, check=True
    )
    assert [link[-7:] for link in told.stdout.split()] == ["1-early", "/1-late"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NotADirectoryError(20, "Not a directory"), "Not a directory"),
        (OSError("64 windows are open on it"), "64 windows are open on it"),
    ],
)
def test_a_data_folder_that_cannot_be_used_is_told_in_one_sentence(qapp, error, words):
    said = []

    def read_and_close():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        box.accept()

    QTimer.singleShot(100, read_and_close)
    assert refuse(qapp, Options(language="en"), error) == 1
    assert said == [f"Mini Chat can't use its data folder: {words}."]
