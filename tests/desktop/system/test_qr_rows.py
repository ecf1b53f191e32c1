"""The modules of QR codes: a square with its three finders, large enough for the words."""

from desktop.system.qr_rows import make_rows

FINDER = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")


def test_a_square_with_a_finder_in_three_corners() -> None:
    rows = make_rows("https://192.168.100.115:8001/join/#12-abcdefghijklmnop/" + "A" * 43)
    lines = ["".join("01"[module] for module in row) for row in rows]
    assert {len(line) for line in lines} == {len(lines)}
    top, bottom = lines[:7], lines[-7:]
    assert tuple(line[:7] for line in top) == FINDER
    assert tuple(line[-7:] for line in top) == FINDER
    assert tuple(line[:7] for line in bottom) == FINDER
    assert tuple(line[-7:] for line in bottom) != FINDER


def test_more_words_take_more_modules() -> None:
    assert len(make_rows("a" * 200)) > len(make_rows("a" * 20))
