"""The picture of a person or group, to be chosen anew: from a file, by dropping one here, or pasted."""

from urllib.parse import urlsplit

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPainterPath,
    QPixmap,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.models.requests import Answer, ReadPicture
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.alive import while_alive
from desktop.widgets.avatar import AvatarButton
from desktop.widgets.avatar_crop import CropSheet
from desktop.widgets.form_fields import Problem
from desktop.widgets.pictures import Pictures

_DIAMETER = 72
_LARGEST = 1_600


class PictureChoice(QWidget):
    """Shows what was chosen, and keeps it as JPEG in `picture`. `chosen` carries it, or None for none."""

    wished = Signal(object)
    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget, *, pictures: Pictures | None = None) -> None:
        super().__init__(parent)
        self.picture: bytes | None = None
        self._has_picture = False
        self.setAcceptDrops(True)
        self._avatar = AvatarButton(theme, _DIAMETER, self, pictures=pictures)
        self._avatar.setObjectName("picture")
        self._avatar.setAccessibleName(translate("Picture", "Picture"))
        self._avatar.setToolTip(translate("Picture", "Choose a picture"))
        self._shown = QLabel(self._avatar)
        self._shown.setGeometry(3, 3, _DIAMETER, _DIAMETER)
        self._shown.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._shown.hide()
        self._button = QPushButton(translate("Picture", "Choose…"), self)
        self._button.setAccessibleName(translate("Picture", "Choose a picture"))
        self._button.setProperty("kind", "link")
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._problem = Problem(self)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addStretch()
        lines.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addWidget(self._problem)
        lines.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._avatar)
        row.addLayout(lines, 1)
        self._avatar.clicked.connect(self._open_menu)
        self._button.clicked.connect(self._open_menu)

    def show_who(self, name: str, hue: int, picture: str = "") -> None:
        """What it stands for as long as nothing is chosen."""
        self._has_picture = bool(picture) and not urlsplit(picture).path.endswith(".svg")
        self._avatar.show_who(name, hue, picture=picture)

    def show_problem(self, text: str) -> None:
        """Why the picture can't be had."""
        self._problem.show_words(text)

    def take_image(self, image: QImage) -> None:
        """Go on with a picture: ask for its part."""
        self.show_problem("")
        sheet = CropSheet(self, image)
        sheet.cut.connect(self._take_cut)
        sheet.open()

    # --- where pictures come from ---------------------------------------------------------------------------

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(translate("Picture", "From a file…"), self._choose_file)
        paste = menu.addAction(translate("Picture", "Paste"), self.paste)
        paste.setEnabled(_has_picture(QGuiApplication.clipboard().mimeData()))
        if self.picture is not None or self._has_picture:
            menu.addSeparator()
            menu.addAction(translate("Picture", "Remove"), self._remove)
        menu.popup(self._button.mapToGlobal(QPoint(0, self._button.height() + 2)))

    def _choose_file(self) -> None:
        kinds = translate("Picture", "Pictures") + " (*.png *.jpg *.jpeg *.webp *.gif *.bmp)"
        dialog = QFileDialog(self.window(), translate("Picture", "Choose a picture"), "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.read)
        dialog.open()

    def paste(self) -> None:
        """What is on the clipboard."""
        self._take_mime(QGuiApplication.clipboard().mimeData())

    def read(self, source: str | bytes) -> None:
        """A file by its path."""
        self.wished.emit(ReadPicture(source=source, answer=while_alive(self, self._take_answer)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V pastes."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A picture may come in."""
        if _has_picture(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Here it is."""
        event.acceptProposedAction()
        self._take_mime(event.mimeData())

    def _take_mime(self, mime: QMimeData) -> None:
        files = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
        if files:
            self.read(files[0])
            return
        image = mime.imageData()
        if isinstance(image, QImage) and not image.isNull():
            fits = QSize(_LARGEST, _LARGEST)
            is_large = max(image.width(), image.height()) > _LARGEST
            self.take_image(image.scaled(fits, Qt.AspectRatioMode.KeepAspectRatio) if is_large else image)

    def _take_answer(self, answer: Answer) -> None:
        if isinstance(answer.value, QImage):
            self.take_image(answer.value)
        else:
            self.show_problem(answer.problem)

    # --- what was chosen ------------------------------------------------------------------------------------

    def _take_cut(self, data: bytes) -> None:
        self.picture = data
        self._shown.setPixmap(_round(data, self.devicePixelRatioF()))
        self._shown.show()
        self.chosen.emit(data)

    def _remove(self) -> None:
        self.picture = None
        self._shown.hide()
        self.chosen.emit(None)


def _has_picture(mime: QMimeData | None) -> bool:
    return mime is not None and (mime.hasImage() or any(url.isLocalFile() for url in mime.urls()))


def _round(data: bytes, ratio: float) -> QPixmap:
    side = round(_DIAMETER * ratio)
    disc = QPixmap(side, side)
    disc.fill(Qt.GlobalColor.transparent)
    painter = QPainter(disc)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addEllipse(0, 0, side, side)
    painter.setClipPath(path)
    square = QPixmap()
    square.loadFromData(data, "JPG")
    smooth = Qt.TransformationMode.SmoothTransformation
    painter.drawPixmap(0, 0, square.scaled(side, side, Qt.AspectRatioMode.IgnoreAspectRatio, smooth))
    painter.end()
    disc.setDevicePixelRatio(ratio)
    return disc
