"""The round button that leads to the newest message, with the number of unread ones."""

from PySide6.QtCore import QEasingCurve, QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QPolygonF, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.models.words import translate, unread_text
from desktop.theme import Theme
from desktop.widgets.paint.badge import paint_badge
from desktop.widgets.paint.look import Look

_DISC = 40
_RISE = 8
_RISE_MS = 150


class JumpButton(QAbstractButton):
    """A disc with an arrow; the number stands on its upper edge."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._rise: QVariantAnimation | None = None
        self.setObjectName("jump")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.resize(self.sizeHint())
        self.hide()
        self._theme = theme
        self._count = 0
        self._leads_back = False
        self._name()

    def sizeHint(self) -> QSize:
        """Room for the disc and for the badge above it."""
        return QSize(_DISC + 8, _DISC + 12)

    def show_state(self, count: int, *, leads_back: bool) -> None:
        """How many unread messages lie below, and whether a click leads back to where a jump began."""
        if (count, leads_back) != (self._count, self._leads_back):
            self._count, self._leads_back = count, leads_back
            self._name()
            self.update()

    def showEvent(self, event: QShowEvent) -> None:
        """It comes up, unless the person wants nothing to move."""
        super().showEvent(event)
        if self._theme.moves:
            self._rise = self._rise or self._make_rise()
            self._rise.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight nothing moves."""
        super().hideEvent(event)
        if self._rise is not None:
            self._rise.stop()

    @property
    def risen(self) -> float:
        """How much of its way it has come: all of it, but for the moment after it was shown."""
        is_rising = self._rise is not None and self._rise.state() == QVariantAnimation.State.Running
        return float(self._rise.currentValue()) if self._rise is not None and is_rising else 1.0

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Disc, arrow, badge."""
        look = Look(self._theme)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(self.risen)
        painter.translate(0, _RISE * (1 - self.risen))
        disc = QRectF(4.5, 11.5, _DISC - 1, _DISC - 1)
        is_marked = self.hasFocus()
        painter.setPen(
            QPen(look.color(look.tokens.accent if is_marked else look.tokens.line), 2 if is_marked else 1)
        )
        painter.setBrush(look.color(look.tokens.hover if self.underMouse() else look.tokens.surface))
        painter.drawEllipse(disc)
        pen = QPen(look.color(look.tokens.secondary), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middle = disc.center() + QPointF(0, 1)
        painter.drawPolyline(
            QPolygonF([middle + QPointF(-6, -3), middle + QPointF(0, 3), middle + QPointF(6, -3)])
        )
        if self._count:
            paint_badge(painter, QPointF(disc.center().x() + 11, 11), self._count, look)

    def _make_rise(self) -> QVariantAnimation:
        rise = QVariantAnimation(self, startValue=0.0, endValue=1.0, duration=_RISE_MS)
        rise.setEasingCurve(QEasingCurve.Type.OutCubic)
        rise.valueChanged.connect(lambda _value: self.update())
        return rise

    def _name(self) -> None:
        if self._leads_back:
            name = translate("Timeline", "Back to where you were")
        else:
            name = translate("Timeline", "Go to the newest message")
        self.setAccessibleName(f"{name}, {unread_text(self._count)}" if self._count else name)
        self.setToolTip(name)
