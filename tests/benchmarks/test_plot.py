import json
from xml.etree import ElementTree as ET

from benchmarks.plot import PANELS, draw, main

GROWTH = {
    "1,000": {"w1_rate": 9000.0, "w5_rate": 2000.0, "idle_mib": 50.0},
    "1,000,000": {"w1_rate": 4500.0, "w5_rate": 2000.0, "idle_mib": 60.0},
}
SVG = "{http://www.w3.org/2000/svg}"


def curves(picture):
    return [
        [tuple(map(float, point.split(","))) for point in curve.get("points").split()]
        for curve in ET.fromstring(picture).iter(f"{SVG}polyline")
    ]


def test_each_panel_has_a_curve_from_zero_with_its_figures_beside():
    picture = draw(GROWTH)
    first, second, third = curves(picture)
    base = float(next(ET.fromstring(picture).iter(f"{SVG}path")).get("d").split()[1].split("H")[0])
    assert (base - first[0][1]) == 2 * (base - first[1][1])
    assert second[0][1] == second[1][1]
    assert third[0][1] > third[1][1]
    texts = {text.text for text in ET.fromstring(picture).iter(f"{SVG}text")}
    assert {"9,000", "4,500", "2,000", "50", "60", "1k", "1M"} <= texts
    assert {panel.title for panel in PANELS} <= texts


def test_one_size_alone_is_drawn_too():
    assert [len(curve) for curve in curves(draw({"10": GROWTH["1,000"]}))] == [1, 1, 1]


def test_reads_figures_and_writes_the_picture(tmp_path, capsys):
    figures, picture = tmp_path / "figures.json", tmp_path / "growth.svg"
    figures.write_text(json.dumps({"growth": GROWTH}))
    assert main([str(figures), str(picture)]) == 0
    assert picture.read_text() == draw(GROWTH)
    figures.write_text(json.dumps({"growth": {}}))
    assert main([str(figures), str(picture)]) == 1
    assert main([]) == 2
    assert "holds no growth" in capsys.readouterr().err
