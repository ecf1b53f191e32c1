"""The command that opens a port, on systems that are played by real programs on PATH."""

import sys

import pytest

from desktop.system.firewall import find_hint


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """A PATH on which there is nothing but what a test puts there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(sys, "platform", "linux")

    def add(name: str, script: str) -> None:
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)

    return add


@pytest.fixture
def ufw(tmp_path):
    return tmp_path / "ufw.conf"


def test_without_a_firewall_there_is_nothing_to_do(programs, ufw):
    assert find_hint(8001, ufw=ufw) == ""
    ufw.write_text("# ENABLED=yes\nENABLED=no\n")
    assert find_hint(8001, ufw=ufw) == ""


def test_ufw_is_told_by_its_file(programs, ufw):
    ufw.write_text("# /etc/ufw/ufw.conf\nENABLED=yes\nLOGLEVEL=low\n")
    assert find_hint(8003, ufw=ufw) == "sudo ufw allow 8003/tcp"


def test_firewalld_is_asked_and_an_open_port_needs_nothing(programs, ufw):
    programs(
        "firewall-cmd",
        'case "$1" in --state) echo running;; --query-port=8001/tcp) echo yes;; *) echo no;; esac',
    )
    assert find_hint(8001, ufw=ufw) == ""
    assert find_hint(8002, ufw=ufw) == (
        "sudo firewall-cmd --permanent --add-port=8002/tcp && sudo firewall-cmd --reload"
    )


def test_a_firewalld_that_is_off_or_broken_gives_no_hint(programs, ufw):
    programs("firewall-cmd", "echo not running >&2; exit 252")
    assert find_hint(8001, ufw=ufw) == ""
    programs("firewall-cmd", "kill -9 $$")
    assert find_hint(8001, ufw=ufw) == ""


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_other_systems_ask_by_themselves(programs, ufw, monkeypatch, system):
    ufw.write_text("ENABLED=yes\n")
    monkeypatch.setattr(sys, "platform", system)
    assert find_hint(8001, ufw=ufw) == ""
