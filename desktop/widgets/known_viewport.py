"""A viewport that Python knows before it first asks for it. For widgets that scroll."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QWidget


def know_viewport(area: QAbstractScrollArea) -> None:
    """Have a viewport like Qt's own, made here.

    To name the kind of a widget that Qt made, PySide prepares all kinds that it could be: 9 ms of a start.
    """
    viewport = QWidget()
    viewport.setObjectName("qt_scrollarea_viewport")
    viewport.setBackgroundRole(QPalette.ColorRole.Base)
    viewport.setAutoFillBackground(True)
    area.setViewport(viewport)
