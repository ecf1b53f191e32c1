"""What runs a server without a window: image, compose file, unit, and the page that tells of them."""

import json
import re
import shlex
import shutil
import subprocess
import tomllib

import msgspec
import pytest
import yaml

from backend.__main__ import make_parser
from backend.settings import PREFIX, Settings, load_settings
from tests.helpers.servers import ROOT

DOCKER = ROOT / "packaging" / "docker"
DOCKERFILE = (DOCKER / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
COMPOSE = yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))
UNIT_PATH = ROOT / "packaging" / "systemd" / "minichat-server.service"
UNIT = UNIT_PATH.read_text(encoding="utf-8")
HOSTING = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
PROGRAM = "/opt/minichat/bin/minichat-server"


def told(words):
    """What the command line makes of the words, none of which may be unknown to it."""
    return make_parser().parse_args(words)


def lines_of(instruction):
    return re.findall(rf"^(?:HEALTHCHECK .*)?{instruction} (.*)$", DOCKERFILE, re.MULTILINE)


# --- the image ----------------------------------------------------------------------------------------------


def test_image_starts_a_server_that_the_network_reaches_by_tls():
    (entry,) = map(json.loads, lines_of("ENTRYPOINT"))
    health, command = map(json.loads, lines_of("CMD"))
    assert entry == ["minichat-server"]
    typed = told(command)
    environment = dict(re.findall(rf"({PREFIX}\w+)=(\S+)", DOCKERFILE))
    settings = load_settings({"tls": typed.tls}, environment)
    assert (str(settings.data), settings.host, settings.tls) == ("/data", "0.0.0.0", "self-signed")
    assert lines_of("EXPOSE") == [str(settings.port)]
    assert lines_of("VOLUME") == [str(settings.data)]
    assert health[:1] == entry
    assert told(health[1:]).run.__name__ == "check_health"


def test_image_is_made_of_what_there_is_and_of_nothing_secret():
    ignored = (DOCKER / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [line.split()[:-1] for line in lines_of("COPY") if not line.startswith("--from")]
    names = [name for line in copied for name in line]
    assert ignored[0] == "*"
    assert sorted(line[1:] for line in ignored if line.startswith("!")) == sorted(names)
    assert [name for name in names if not (ROOT / name).exists()] == []
    assert not re.search("password|secret|token", DOCKERFILE, re.IGNORECASE)


def test_image_runs_as_nobody_in_particular():
    (user,) = lines_of("USER")
    number = user.partition(":")[0]
    assert f"--uid {number}" in DOCKERFILE
    assert int(number) > 1_000
    assert DOCKERFILE.index("\nUSER ") > DOCKERFILE.rindex("\nRUN ")


def test_compose_runs_the_image_with_settings_that_exist():
    (service,) = COMPOSE["services"].values()
    assert (DOCKER / service["build"]["context"]).resolve() == ROOT
    assert (ROOT / service["build"]["dockerfile"]).is_file()
    names = {name.removeprefix(PREFIX).lower() for name in service["environment"]}
    assert names <= set(Settings.__struct_fields__)
    values = {
        name: re.sub(r"^\$\{\w+:[-?].*\}$", "https://x", value)
        for name, value in service["environment"].items()
    }
    assert load_settings({}, values).registration_mode == "invite"
    assert service["ports"] == [f"{Settings().port}:{Settings().port}"]
    assert [mount.split(":") for mount in service["volumes"]] == [[*COMPOSE["volumes"], *lines_of("VOLUME")]]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]


# --- the unit -----------------------------------------------------------------------------------------------


def test_unit_starts_a_server_on_its_own_folder():
    (start,) = re.findall("^ExecStart=(.*)$", UNIT, re.MULTILINE)
    program, *words = shlex.split(start)
    assert program == PROGRAM
    assert str(told(words).data) == "/var/lib/minichat"
    assert "StateDirectory=minichat\n" in UNIT


def test_unit_tries_again_unless_nothing_could_change():
    (codes,) = re.findall("^RestartPreventExitStatus=(.*)$", UNIT, re.MULTILINE)
    documented = dict(re.findall(r"^\| (\d+) \| (.*) \|$", OPERATING, re.MULTILINE))
    assert set(codes.split()) <= documented.keys()
    passing = {"3", "5", "9"}  # the port or the folder may be free again; 9 is of commands alone
    assert documented.keys() - set(codes.split()) == passing


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_understands_the_unit_and_finds_it_well_locked_up(tmp_path):
    unit = tmp_path / UNIT_PATH.name
    unit.write_text(UNIT.replace(PROGRAM, str(shutil.which("true"))), encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    command = ["systemd-analyze", "security", "--no-pager", "--offline=yes", "--threshold=20", str(unit)]
    judged = subprocess.run(command, capture_output=True, text=True, check=False)
    assert judged.returncode == 0, judged.stdout


# --- the page -----------------------------------------------------------------------------------------------


def test_no_service_of_windows_runs_a_program_that_anybody_may_change():
    (block,) = re.findall(r"```powershell\n(.*?)```", HOSTING, re.DOTALL)
    (program,) = re.findall(r'^\$program = "(.*)"$', block, re.MULTILINE)
    (started,) = re.findall(r'-Execute "(\S+)"', block)
    assert program.startswith("$env:ProgramFiles\\")  # ordinary users may write to new folders of C:\
    assert started.startswith("$program\\")
    assert "C:\\" not in block
    (words,) = re.findall(r'-Argument "(.*?)"', block)
    assert told(words.split()).tls == "self-signed"


def test_every_command_of_the_page_can_be_typed():
    found = re.findall(r"minichat-server ?((?:[a-z-]+ )?[a-z]+(?: [^`\n|']+)?)(?=[`\n'])", HOSTING)
    commands = [
        shlex.split(words, posix="\\" not in words) for words in found if not words.startswith(("/etc", "."))
    ]
    typed = [
        words for words in commands if words[0] in {"serve", "invite", "downloads", "health", "copy", "user"}
    ]
    assert len(typed) >= 8
    for words in typed:
        told(words)


def test_settings_files_of_the_page_are_settings():
    files = re.findall(r"```toml\n(.*?)```", HOSTING, re.DOTALL)
    assert len(files) == 2
    for file in files:
        assert msgspec.convert(tomllib.loads(file), Settings).name == "Waterworks"


def test_page_names_what_there_is():
    for path in re.findall(r"packaging/[\w./-]+", HOSTING):
        assert (ROOT / path).exists(), path
    assert f"{Settings().port}/tcp" in HOSTING
    assert f"sudo python3 -m venv {PROGRAM.removesuffix('/bin/minichat-server')}\n" in HOSTING
