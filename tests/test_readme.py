"""The README holds what it says: its commands are those that CI and the package know, its paths exist."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
START, TEST, SERVER = re.findall(r"```sh\n(.*?)\n```", README, re.DOTALL)


def test_commands_for_a_checkout_are_the_ones_that_ci_runs():
    assert START == "python3 start.py"
    assert f"\n{TEST} ||" in (ROOT / ".ci/run").read_text(encoding="utf-8")
    for command in set(re.findall(r"python3 start\.py (\w+)", README)):
        assert f"\n{command} " in (ROOT / "start.py").read_text(encoding="utf-8"), command


def test_command_of_the_server_is_installed_by_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    install, serve = SERVER.splitlines()
    assert install == "pip install ."
    assert serve.split()[0] in project["scripts"]
    for extra in re.findall(r"pip install '\.\[(\w+)\]'", README):
        assert extra in project["optional-dependencies"]


def test_paths_exist():
    links = re.findall(r"\]\(([^):#]+)\)", README)
    folders = re.findall(r"`((?:backend|desktop|resources|tests|benchmarks|pyproject)[\w./]*)`", README)
    assert links
    assert folders
    assert [path for path in links + folders if not (ROOT / path).exists()] == []
