"""README and docs hold what they say: commands that CI knows, paths that exist, the layers as they are."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
START, TEST, SERVER = re.findall(r"```sh\n(.*?)\n```", README, re.DOTALL)
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_commands_for_a_checkout_are_the_ones_that_ci_runs():
    assert START == "python3 start.py"
    assert f"\n{TEST} ||" in (ROOT / ".ci/run").read_text(encoding="utf-8")
    for command in set(re.findall(r"python3 start\.py (\w+)", README)):
        assert f"\n{command} " in (ROOT / "start.py").read_text(encoding="utf-8"), command


def test_command_of_the_server_is_installed_by_the_package():
    project = PYPROJECT["project"]
    install, serve = SERVER.splitlines()
    assert install == "pip install ."
    assert serve.split()[0] in project["scripts"]
    for extra in re.findall(r"pip install '\.\[(\w+)\]'", README):
        assert extra in project["optional-dependencies"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_exist(page):
    text = page.read_text(encoding="utf-8")
    links = [page.parent / link for link in re.findall(r"\]\(([^):#]+)(?:#[\w-]+)?\)", text)]
    named = re.findall(r"`((?:backend|desktop|resources|tests|benchmarks)/[\w./-]+)`", text)
    assert [path for path in [*links, *(ROOT / name for name in named)] if not path.exists()] == []


def test_readme_leads_to_every_page():
    links = {(ROOT / link).resolve() for link in re.findall(r"\]\(([^):#]+)\)", README)}
    assert [page.name for page in PAGES[1:] if page not in links] == []


@pytest.mark.parametrize("program", ["desktop", "backend"])
def test_architecture_names_the_layers_as_the_import_contracts_do(program):
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    section = text.partition(f", `{program}`\n")[2].partition("\n#")[0]
    cells = re.findall(r"^\| (`.*?`) \|", section, re.MULTILINE)
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    (layers,) = (each["layers"] for each in contracts if each.get("containers") == [program])
    assert [re.findall(r"`(\w+)`", cell) for cell in cells] == [layer.split(" | ") for layer in layers]
