"""Whoever catches troubles of the server catches them all, and loads nothing else for it."""

import subprocess
import sys

import pytest

from desktop.system.server_trouble import (
    BadHostingFile,
    HostError,
    LocalServerError,
    ServerTrouble,
    ServiceError,
)


@pytest.mark.parametrize("kind", [BadHostingFile, HostError, LocalServerError, ServiceError])
def test_each_is_a_trouble_and_is_its_sentence(kind):
    with pytest.raises(ServerTrouble, match=r"^The disk is full\.$"):
        raise kind("The disk is full.")


def test_the_first_picture_waits_for_nothing_that_runs_a_server():
    code = "import sys, desktop.app; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.removeprefix("desktop.system.") for name in done.stdout.split()}
    assert "server_trouble" in loaded
    assert not loaded & {
        "host",
        "host_look",
        "hosting_file",
        "local_server",
        "server_child",
        "service",
        "firewall",
    }
