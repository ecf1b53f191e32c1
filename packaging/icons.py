"""The application's icon in the forms that systems want, from the one drawing: `icons.py FOLDER [--hicolor]`.

Without `--hicolor` minichat.ico and minichat.icns; with it the sizes and the drawing as Linux looks them up.
"""

import shutil
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).resolve().parents[1] / "resources" / "icons" / "minichat.svg"
HICOLOR = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO = (16, 20, 24, 32, 40, 48, 64, 256)
ICNS = (16, 32, 64, 128, 256, 512, 1024)


def main(arguments: list[str]) -> None:
    """Write what the command line asks for."""
    folder = Path(arguments[0])
    if "--hicolor" in arguments:
        write_hicolor(folder)
    else:
        write_containers(folder)


def write_hicolor(folder: Path) -> None:
    """The theme's folders, each with one size."""
    for size in HICOLOR:
        path = folder / f"{size}x{size}" / "apps" / "minichat.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        draw(size).save(path, optimize=True)
    scalable = folder / "scalable" / "apps" / "minichat.svg"
    scalable.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(DRAWING, scalable)


def write_containers(folder: Path) -> None:
    """All sizes in one file, for Windows and for macOS."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, sizes in (("minichat.ico", ICO), ("minichat.icns", ICNS)):
        *smaller, largest = [draw(size) for size in sizes]
        largest.save(folder / name, append_images=smaller, sizes=[(size, size) for size in sizes])


def draw(size: int) -> Image.Image:
    """The drawing at one size, each from its outlines and not from a larger picture."""
    image = QImage(size, size, QImage.Format.Format_RGBA8888)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(DRAWING)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return Image.frombuffer(
        "RGBA", (size, size), bytes(image.constBits()), "raw", "RGBA", image.bytesPerLine(), 1
    )


if __name__ == "__main__":
    main(sys.argv[1:])
