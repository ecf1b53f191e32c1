"""The viewport made here is none that Qt would tell from its own."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QListView

from desktop.widgets.known_viewport import know_viewport


def _traits(area):
    viewport = area.viewport()
    attributes = {one for one in Qt.WidgetAttribute if viewport.testAttribute(one)}
    return (
        viewport.objectName(),
        viewport.backgroundRole(),
        viewport.autoFillBackground(),
        viewport.hasMouseTracking(),
        attributes - {Qt.WidgetAttribute.WA_UnderMouse},
    )


@pytest.mark.parametrize("kind", [QAbstractScrollArea, QListView])
def test_the_viewport_is_like_that_of_qt(qtbot, theme, kind):
    usual, known = kind(), kind()
    know_viewport(known)
    for area in (usual, known):
        qtbot.addWidget(area)
        area.setMouseTracking(True)
        area.show()
        qtbot.waitExposed(area)
    assert _traits(known) == _traits(usual)
    assert known.viewport().focusProxy() is known
