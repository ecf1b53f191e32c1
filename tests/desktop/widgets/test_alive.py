"""An answer reaches who asked, or nobody."""

import shiboken6
from PySide6.QtCore import QObject

from desktop.widgets.alive import while_alive


def test_an_answer_is_taken_as_long_as_its_owner_is_there(qapp):
    owner, taken = QObject(), []
    take = while_alive(owner, taken.append)
    take("in time")
    shiboken6.delete(owner)
    take("too late")
    assert taken == ["in time"]
