"""What is seen of this computer's server, in files that were written by hand."""

import pytest

from desktop.client.scope import TaskScope
from desktop.system.host import Host
from desktop.system.host_look import Look, look_around, look_at_file, show
from desktop.system.service import SystemdService


@pytest.fixture
def host(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("APPIMAGE", raising=False)
    folder = tmp_path / "server"
    folder.mkdir()
    service = SystemdService(tmp_path / "units")
    return Host(folder, tmp_path / "log", service, TaskScope("test"), moved=print, troubled=print)


def test_a_server_that_nobody_hosts_shows_nothing_but_its_folder(host):
    look = look_at_file(host.folder)
    assert look == Look()
    state = show(look, host, "")
    assert (state.is_hosted, state.is_running, state.port, state.folder) == (False, False, 0, host.folder)


@pytest.mark.parametrize(
    ("text", "registration"),
    [
        ("", "invite"),
        ('registration = "open"', "open"),
        ('registration = "closed"', "closed"),
        ('registration = "auto"', "invite"),
    ],
)
def test_the_file_is_shown_as_an_administrator_wrote_it(host, text, registration):
    host.file.path.write_text(f'name = "Acme"\nport = 9000\nannounce = true\n{text}\n')
    state = show(look_at_file(host.folder), host, "")
    assert (state.name, state.port, state.is_announced) == ("Acme", 9000, True)
    assert state.registration == registration
    assert state.address == ""  # it doesn't run


def test_trouble_comes_before_what_is_wrong_with_the_file(host):
    host.file.path.write_text("name = ")
    look = look_at_file(host.folder)
    assert look.is_hosted
    assert "server.toml can't be read" in show(look, host, "").problem
    assert show(look, host, "It fell over.").problem == "It fell over."


def test_a_port_that_is_none_is_the_usual_one(host):
    host.file.path.write_text('port = "many"')
    assert look_at_file(host.folder).port == 8001


def test_a_whole_look_asks_the_system_and_not_again_at_once(host, tmp_path):
    look = look_around(host)
    assert look.refusal.startswith("This computer can't run")
    programs = tmp_path / "systemctl"
    programs.write_text("#!/bin/sh\n")
    programs.chmod(0o755)
    assert look_around(host, look).refusal == look.refusal  # not asked again so soon
    assert look_around(host).refusal == ""
    host.file.write({"port": 9000})
    assert look_around(host, look).refusal == ""
    state = show(look, host, "")
    assert not state.can_run_without_window
    assert state.no_service_reason == look.refusal
