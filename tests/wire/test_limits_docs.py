"""docs/limits.md quotes every limit with the number that is in force."""

import re
import tomllib
from pathlib import Path

from backend.settings import load_settings
from backend.wire.limits import UNLIMITED_RATES, Limits

DOCUMENT = (Path(__file__).parents[2] / "docs" / "limits.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `(\w+)` \| ([\d.]+) \| (.+?)( \*)? \|$", DOCUMENT, re.MULTILINE)


def test_each_limit_stands_there_with_its_number_and_nothing_else_does() -> None:
    assert {name: float(number) for name, number, _, _ in ROWS} == {
        name: float(getattr(Limits(), name)) for name in Limits.__struct_fields__
    }


def test_those_that_can_be_lifted_are_marked() -> None:
    assert {name for name, _, _, mark in ROWS if mark} == set(UNLIMITED_RATES)


def test_the_file_and_the_variable_that_it_shows_are_taken(tmp_path: Path) -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)
    file = tmp_path / "minichat.toml"
    file.write_text(text, encoding="utf-8")
    (variable,) = re.findall(r"`(MINICHAT_\w+=\d+)`", DOCUMENT)
    shown = tomllib.loads(text)["limits"]
    limits = load_settings({}, {}, file).limits
    assert {name: getattr(limits, name) for name in shown} == shown
    name, _, number = variable.partition("=")
    assert load_settings({}, {name: number}).limits.message_length == int(number)
