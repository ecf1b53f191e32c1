"""Answers that come when the widget that asked may be gone. For any widget that asks."""

from collections.abc import Callable
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject

T = TypeVar("T")


def while_alive(owner: QObject, take: Callable[[T], object]) -> Callable[[T], None]:
    """`take`, as long as its owner has not been deleted."""

    def hand_on(answer: T) -> None:
        if shiboken6.isValid(owner):
            take(answer)

    return hand_on
