"""requirements.lock: it fits pyproject.toml, is closed, carries hashes and names no place of download."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = {
    canonicalize_name(match["name"]): match["version"]
    for match in re.finditer(r"^(?P<name>[\w.-]+)==(?P<version>\S+)", LOCK, re.MULTILINE)
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def own_requirements() -> list[Requirement]:
    """Everything that pyproject.toml asks for, in any of its extras."""
    texts = [
        *PROJECT["dependencies"],
        *(text for extra in PROJECT["optional-dependencies"].values() for text in extra),
    ]
    return [requirement for text in texts if (requirement := Requirement(text)).name != PROJECT["name"]]


def unmet(requirements: list[Requirement]) -> list[str]:
    """Those that the lock doesn't satisfy, here on this system."""
    return [
        str(requirement)
        for requirement in requirements
        if (requirement.marker is None or requirement.marker.evaluate({"extra": ""}))
        and not requirement.specifier.contains(
            PINS.get(canonicalize_name(requirement.name), "0"), prereleases=True
        )
    ]


def test_lock_satisfies_what_the_project_asks_for():
    assert unmet(own_requirements()) == []


def test_lock_satisfies_what_its_own_packages_ask_for():
    asked = {canonicalize_name(found.name): found.requires or [] for found in distributions()}
    missing = {name: unmet([Requirement(text) for text in asked.get(name, [])]) for name in PINS}
    assert {name: texts for name, texts in missing.items() if texts} == {}


def test_every_pin_has_hashes():
    entries = re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) == len(PINS) > 0
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_lock_names_no_index_and_no_place_of_a_machine():
    assert re.findall(r"--(?:extra-)?index\S*|--find-links|\w+://\S+|^\S*/\S+$", LOCK, re.MULTILINE) == []
