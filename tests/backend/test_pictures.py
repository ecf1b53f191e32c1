"""Uploads: whatever camera or program made them comes out as small squares; whatever is none is refused."""

import asyncio
import random
import subprocess
import sys
import threading
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin
from PIL.Image import Transpose

from backend.pictures import MOST_SCANS, WAITING, Pictures, make_picture
from backend.wire.errors import ErrorCode, FieldProblem, Invalid, Refusal

PIXELS = 1_000_000
RED, BLUE = (255, 0, 0), (0, 0, 255)


@pytest.fixture(autouse=True)
def bounds_of_pillow(monkeypatch):
    """Pillow's bound is the process's: what one test sets, another's own reading must not meet."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)


def written(image, kind="PNG", **options):
    """The file of an image."""
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def read(made):
    """What is seen of a made picture."""
    return Image.open(BytesIO(made))


def half_and_half(size=(120, 120)):
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image


def is_near(pixel, colour):
    return all(abs(have - want) < 40 for have, want in zip(pixel, colour, strict=False))


def refusal(upload, most_pixels=PIXELS):
    with pytest.raises(Invalid) as caught:
        make_picture(upload, most_pixels)
    ((field, [problem]),) = caught.value.problems.items()
    assert field == "avatar"
    return problem.kind


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
        *(("JPEG", mode) for mode in ("L", "RGB", "CMYK")),
        *(("WEBP", mode) for mode in ("RGB", "RGBA")),
    ],
)
def test_every_kind_of_pixels_becomes_a_square(kind, mode):
    made = make_picture(written(Image.new(mode, (300, 200)), kind), PIXELS)
    assert [read(body).size for body in made.values()] == [(size, size) for size in made]
    assert {read(body).format for body in made.values()} == {"WEBP"}


@pytest.mark.parametrize(
    ("edge", "sizes"),
    [
        (1, [64]),
        (64, [64]),
        (127, [64]),
        (128, [64, 128]),
        (512, [64, 128, 256, 512]),
        (900, [64, 128, 256, 512]),
    ],
)
def test_it_is_kept_in_the_sizes_that_it_fills_and_a_tiny_one_in_the_smallest(edge, sizes):
    assert list(make_picture(written(Image.new("RGB", (edge, edge + 3))), PIXELS)) == sizes


def test_the_middle_is_kept():
    wide = Image.new("RGB", (300, 100), BLUE)
    wide.paste(RED, (100, 0, 200, 100))
    made = read(make_picture(written(wide), PIXELS)[64]).convert("RGB")
    assert all(is_near(made.getpixel(at), RED) for at in ((2, 2), (32, 32), (61, 61)))


def test_grey_of_16_bits_keeps_its_shades():
    image = Image.frombytes("I;16", (80, 80), b"\x00\x40" * 6_400)
    assert is_near(read(make_picture(written(image), PIXELS)[64]).convert("RGB").getpixel((9, 9)), (64,) * 3)


def test_inks_become_light():
    inks = Image.new("CMYK", (80, 80), (0, 255, 255, 0))
    made = read(make_picture(written(inks, "JPEG"), PIXELS)[64]).convert("RGB")
    assert is_near(made.getpixel((9, 9)), RED)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_one_sees_through_stays_so(mode):
    image = Image.new("RGBA", (80, 80)).convert(mode)
    options = {"transparency": image.getpixel((0, 0))} if mode == "P" else {}
    made = read(make_picture(written(image, **options), PIXELS)[64])
    assert (made.mode, made.getpixel((9, 9))[3]) == ("RGBA", 0)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_stands_as_the_camera_was_held(kind, orientation):
    undo = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_90,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_270,
    }
    held = half_and_half((160, 120))
    held = held.transpose(undo[orientation]) if orientation in undo else held
    exif = Image.Exif()
    exif[0x0112] = orientation
    made = read(make_picture(written(held, kind, exif=exif.tobytes()), PIXELS)[64]).convert("RGB")
    assert is_near(made.getpixel((8, 32)), RED)
    assert is_near(made.getpixel((56, 32)), BLUE)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_the_picture_remains(kind):
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    exif.get_ifd(0x8825)[1] = "N"
    more = {"pnginfo": PngImagePlugin.PngInfo()} if kind == "PNG" else {"xmp": b"<x>where I live</x>"}
    if kind == "PNG":
        more["pnginfo"].add_text("Comment", "where I live")
    upload = written(half_and_half(), kind, exif=exif.tobytes(), icc_profile=b"where I live", **more)
    assert b"where I live" in upload
    for body in make_picture(upload, PIXELS).values():
        assert b"where I live" not in body
        assert not {"exif", "icc_profile", "xmp"} & read(body).info.keys()
        assert not {b"EXIF", b"ICCP", b"XMP "} & {body[at : at + 4] for at in range(12, len(body))}


def test_junk_in_place_of_exif_is_no_reason_to_refuse():
    upload = written(half_and_half(), "JPEG", exif=b"Exif\x00\x00" + bytes(range(200)))
    assert make_picture(upload, PIXELS)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_what_moves_the_first_picture_is_taken(kind):
    frames = [Image.new("RGB", (80, 80), colour) for colour in (RED, BLUE)]
    upload = written(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
    assert getattr(read(upload), "n_frames", 1) == 2
    assert is_near(read(make_picture(upload, PIXELS)[64]).convert("RGB").getpixel((9, 9)), RED)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PPM", "ICO"])
def test_other_formats_are_refused(kind):
    assert refusal(written(half_and_half(), kind)) is FieldProblem.NOT_A_PICTURE


@pytest.mark.parametrize(
    "upload",
    [
        b"",
        b"\x00",
        b"hello",
        b"<svg/>",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"RIFF\x00\x00\x00\x00WEBPVP8X",
        b"{}",
    ],
)
def test_what_is_no_picture_is_refused(upload):
    assert refusal(upload) is FieldProblem.NOT_A_PICTURE


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_half_a_picture_is_refused(kind):
    upload = written(Image.effect_noise((300, 300), 80), kind)
    assert refusal(upload[: len(upload) // 2]) is FieldProblem.NOT_A_PICTURE


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("most_pixels", [9_999, 4_000, 10])
def test_too_many_pixels_are_refused_by_what_the_header_says(kind, most_pixels):
    upload = written(Image.new("RGB", (100, 100)), kind)
    assert refusal(upload, most_pixels) is FieldProblem.PICTURE_TOO_LARGE
    assert make_picture(upload, 10_000)


def test_a_header_that_lies_of_its_size_is_no_bomb():
    upload = bytearray(written(Image.new("RGB", (100, 100))))
    upload[16:24] = (60_000).to_bytes(4) * 2
    assert refusal(bytes(upload)) in {FieldProblem.PICTURE_TOO_LARGE, FieldProblem.NOT_A_PICTURE}


def test_a_jpeg_that_goes_over_its_pixels_again_and_again_is_refused():
    upload = written(half_and_half(), "JPEG", progressive=True)
    scan, end = upload[upload.rfind(b"\xff\xda") : upload.rfind(b"\xff\xd9")], upload.rfind(b"\xff\xd9")
    assert make_picture(upload[:end] + scan * 20 + upload[end:], PIXELS)
    many = upload[:end] + scan * MOST_SCANS + upload[end:]
    assert refusal(many) is FieldProblem.NOT_A_PICTURE


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_damage_anywhere_is_refused_or_harmless(kind):
    exif = Image.Exif()
    exif[0x0112] = 6
    whole = written(half_and_half((90, 90)), kind, exif=exif.tobytes())
    chance = random.Random(7)
    refused = 0
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            make_picture(bytes(damaged), PIXELS)
        except Invalid:
            refused += 1
    assert refused > 20


async def test_uploads_wait_for_the_one_worker_and_no_more_of_them_than_it_can_hold():
    gate, upload = threading.Event(), written(half_and_half())
    maker = Pictures(PIXELS)
    held = maker._worker.submit(gate.wait, 10)
    try:
        async with asyncio.TaskGroup() as tasks:
            waiting = [tasks.create_task(maker.make(upload)) for _ in range(WAITING)]
            await asyncio.sleep(0)
            with pytest.raises(Refusal) as caught:
                await maker.make(upload)
            gate.set()
        assert caught.value.code is ErrorCode.OVERLOADED
        assert [list(task.result()) for task in waiting] == [[64]] * WAITING
        assert list(await maker.make(upload)) == [64]
        assert held.result()
    finally:
        gate.set()
        maker.close()


def test_a_server_starts_without_pillow():
    script = "import sys, backend.app, backend.__main__; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 0
