"""Around the desktop: how it says that it can't start."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.program import refuse
from desktop.settings import Options


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
