"""What people upload as their picture, read with suspicion and made anew: a small square and nothing else.

For the edge that takes uploads. Pillow is imported with the first of them: most servers' starts need none.
"""

import asyncio
import struct
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import TYPE_CHECKING

from backend.wire.errors import ErrorCode, FieldProblem, Refusal, invalid

if TYPE_CHECKING:
    from PIL.Image import Image

SIZES = (64, 128, 256, 512)
"""Edges in pixels. A picture is kept in those that it fills, and a tiny one in the smallest."""
FORMATS = ("PNG", "JPEG", "WEBP")
WAITING = 8
"""Uploads that may wait for the worker: each holds its bytes in memory."""
QUALITY = 82
MOST_SCANS = 100
"""A JPEG of 1 MiB can go over its pixels 25,000 times, which takes minutes; a camera's does so ten times."""

_ORIENTATION = 0x0112
"""The EXIF tag that says which way up the camera was held."""
_JUNK = (
    ArithmeticError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What Pillow raises for pictures that are none; it has no exception of its own for them."""


class Pictures:
    """Makes pictures on a thread of its own, one at a time: the largest takes 400 MiB while it is read."""

    def __init__(self, most_pixels: int) -> None:
        self._most_pixels = most_pixels
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="pictures")
        self._waiting = 0

    async def make(self, upload: bytes) -> dict[int, bytes]:
        """The picture as WebP, by edge.

        Raises:
            Refusal: what is wrong with the upload (under `avatar`), or overloaded.
        """
        if self._waiting >= WAITING:
            raise Refusal(ErrorCode.OVERLOADED, retry_after=2)
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._worker, make_picture, upload, self._most_pixels)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """End the worker."""
        self._worker.shutdown(wait=False, cancel_futures=True)


def make_picture(upload: bytes, most_pixels: int) -> dict[int, bytes]:
    """The middle square of the upload's first frame as WebP, by edge; the right way up, in 8-bit RGB(A)."""
    from PIL import Image  # noqa: PLC0415  loaded at the first upload

    # What is odd about an upload is its sender's business and no line of our log. Each time: tests reset it.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    Image.MAX_IMAGE_PIXELS = most_pixels // 2  # Pillow refuses twice as many, in WebP before it makes room
    try:
        with Image.open(BytesIO(upload), formats=FORMATS) as opened:
            if opened.width * opened.height > most_pixels:
                raise invalid("avatar", FieldProblem.PICTURE_TOO_LARGE)
            if upload.count(b"\xff\xda") > MOST_SCANS and opened.format in {"JPEG", "MPO"}:
                raise invalid("avatar", FieldProblem.NOT_A_PICTURE)
            square = _cut_square(opened)
        return {size: _encode(square, size) for size in SIZES if size <= square.width or size == SIZES[0]}
    except Image.DecompressionBombError:
        raise invalid("avatar", FieldProblem.PICTURE_TOO_LARGE) from None
    except _JUNK:
        raise invalid("avatar", FieldProblem.NOT_A_PICTURE) from None


def _cut_square(opened: "Image") -> "Image":
    """The largest square in the middle, no larger than is of use, turned as the camera was held."""
    from PIL.Image import Resampling  # noqa: PLC0415

    orientation = _read_orientation(opened)
    opened.draft(None, (2 * SIZES[-1], 2 * SIZES[-1]))  # a JPEG can be decoded at a half, quarter or eighth
    image = _to_8_bit(opened)
    edge = min(image.size)
    left, top = (image.width - edge) // 2, (image.height - edge) // 2
    size = min(edge, SIZES[-1])
    box = (left, top, left + edge, top + edge)
    square = image.resize((size, size), Resampling.LANCZOS, box, reducing_gap=3.0)
    square.info.clear()
    return _turn(square, orientation)


def _to_8_bit(opened: "Image") -> "Image":
    if opened.mode.startswith("I;16"):  # 16-bit grey, which a plain conversion would cut off above 255
        return opened.point(lambda value: value * (1 / 256)).convert("RGB")
    mode = "RGBA" if opened.has_transparency_data else "RGB"
    return opened if opened.mode == mode else opened.convert(mode)  # convert() always copies


def _read_orientation(opened: "Image") -> int:
    """What the camera noted; junk there is no reason to refuse the picture."""
    try:
        noted = opened.getexif().get(_ORIENTATION)
    except _JUNK:
        return 1
    return noted if isinstance(noted, int) else 1


def _turn(square: "Image", orientation: int) -> "Image":
    from PIL.Image import Transpose  # noqa: PLC0415

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return square.transpose(turns[orientation]) if orientation in turns else square


def _encode(square: "Image", size: int) -> bytes:
    from PIL.Image import Resampling  # noqa: PLC0415

    scaled = square if square.width == size else square.resize((size, size), Resampling.LANCZOS)
    buffer = BytesIO()
    scaled.save(buffer, "WEBP", quality=QUALITY, method=4)
    return buffer.getvalue()
