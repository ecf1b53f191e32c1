"""From an invite to the chat: a real server that encrypts and takes people by invite, real windows."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QListView
from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from backend.wire.invites import InviteLink, parse_invite
from desktop.system import nearby
from tests.helpers.driven_window import DrivenWindow
from tests.helpers.hands import Hands, until
from tests.helpers.servers import ROOT, ServerProcess
from tests.helpers.windows import open_window

SECRET = "a long enough secret"


@pytest.fixture
def office(tmp_path):
    options = ("--registration", "invite", "--name", "Office", "--tls", "self-signed")
    with ServerProcess(tmp_path / "office", *options) as server:
        yield server


def invite_of(server: ServerProcess, *options: str) -> InviteLink:
    """A fresh invite, as an operator makes it."""
    command = [sys.executable, "-m", "backend", "invite", "create", "--data", str(server.folder), *options]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=30)
    return parse_invite(re.search(r"minichat://\S+", said.stdout)[0])


async def go_to_join(hands: Hands) -> None:
    await until(lambda: hands.sees("join_server"), "the first screen is there")
    hands.click("join_server")
    await until(lambda: hands.sees("join_where"), "the join page is there")


def paste(hands: Hands, text: str) -> None:
    """As by Ctrl+V: all at once."""
    hands.find("join_where", QLineEdit).insert(text)


async def fill_in(hands: Hands, name: str) -> None:
    await until(lambda: hands.sees("own_name"), "the server has answered", seconds=30)
    hands.write("own_name", name)
    hands.write("join_password", SECRET)
    hands.click("join_submit")
    await until(lambda: hands.sees("search"), f"{name} is in", seconds=30)


def test_a_link_a_name_a_password_and_one_click_lead_into_the_chat(tmp_path, office):
    link = invite_of(office).link
    with DrivenWindow(tmp_path / "anna", link) as window:
        window.ask("wait_for", "own_name")
        window.ask("write", "own_name", "Anna Schmidt")
        window.ask("write", "join_password", SECRET)
        window.ask("click", "join_submit")
        window.ask("wait_for", "search")
        assert window.close() == 0
    assert link.rpartition("/")[2] not in "".join(
        path.read_text(errors="replace") for path in (tmp_path / "anna").glob("profiles/*/*.log")
    )


def test_two_join_by_one_invite_and_talk(run, qapp, tmp_path, office):
    invite = invite_of(office, "--uses", "2")

    async def journey():
        async with (
            open_window(qapp, tmp_path / "a", None) as anna,
            open_window(qapp, tmp_path / "b", None) as boris,
        ):
            await go_to_join(anna)
            paste(anna, f"Join us! {invite.web_link}\n")
            await fill_in(anna, "Анна")
            await go_to_join(boris)
            paste(boris, invite.link)
            await fill_in(boris, "Boris")
            await anna.find_and_open("boris", "Boris")
            anna.say("Hello by invite")
            await boris.open_chat("Анна")
            await boris.wait_for_texts(["Hello by invite"])

    run(journey())
    pins = [json.loads(path.read_text()) for path in tmp_path.glob("?/profiles/1/servers/*/trust.json")]
    assert [pin["fingerprint"] for pin in pins] == [invite.fingerprint] * 2


def test_invites_that_open_no_door_are_told_under_the_field(run, qapp, tmp_path, office):
    used, revoked, good = invite_of(office), invite_of(office), invite_of(office)
    revoke = [sys.executable, "-m", "backend", "invite", "revoke", "--data", str(office.folder)]
    subprocess.run([*revoke, revoked.token.partition("-")[0]], cwd=ROOT, check=True, capture_output=True)
    foreign = InviteLink(host=good.host, port=good.port, token="1-of_another", fingerprint=good.fingerprint)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        silent = InviteLink(host="127.0.0.1", port=unused.getsockname()[1], token="1-x", is_encrypted=False)

    async def journey():
        async with open_window(qapp, tmp_path / "a", None) as anna:
            await go_to_join(anna)
            paste(anna, used.link)
            await fill_in(anna, "Anna")
        async with open_window(qapp, tmp_path / "b", None) as boris:
            await go_to_join(boris)
            for invite, words in (
                (used, "been used already"),
                (revoked, "withdrawn"),
                (foreign, "no such invite"),
                (silent, "does not answer"),
            ):
                boris.clear("join_where")
                paste(boris, invite.link)
                await until(lambda: boris.sees("problem"), f"{words} is told", seconds=30)
                assert words in boris.find("problem", QLabel).text()
                assert boris.find("join_where", QLineEdit).text() == invite.link
            boris.clear("join_where")
            paste(boris, good.link)
            await fill_in(boris, "Boris")

    run(journey())


def test_another_server_at_the_address_of_an_invite_is_told_nothing(run, qapp, tmp_path, office):
    """Whoever stands between can't show the certificate that the invite names."""
    good = invite_of(office)
    forged = InviteLink(host=good.host, port=good.port, token=good.token, fingerprint="cd" * 32)

    async def journey():
        async with open_window(qapp, tmp_path / "a", None) as anna:
            await go_to_join(anna)
            paste(anna, forged.link)
            await until(lambda: anna.sees("sheet_card"), "the certificates are compared", seconds=30)

    run(journey())
    assert list(tmp_path.glob("a/profiles/1/servers/*/trust.json")) == []


def test_a_server_that_is_near_is_chosen_and_asks_for_an_invite(run, qapp, tmp_path, office, monkeypatch):
    monkeypatch.setattr(nearby, "Nearby", partial(nearby.Nearby, interfaces=["127.0.0.1"]))
    fingerprint = invite_of(office).fingerprint

    async def announce() -> AsyncZeroconf:
        zeroconf = AsyncZeroconf(interfaces=["127.0.0.1"])
        properties = {"v": "1", "id": "office", "name": "Office", "fp": fingerprint, "tls": "1"}
        info = ServiceInfo(
            nearby.SERVICE_TYPE,
            f"Office.{nearby.SERVICE_TYPE}",
            port=office.port,
            addresses=[socket.inet_aton("127.0.0.1")],
            properties=properties,
            server="office.local.",
        )
        await (await zeroconf.async_register_service(info, cooperating_responders=True))
        return zeroconf

    async def journey():
        zeroconf = await announce()
        async with open_window(qapp, tmp_path / "a", None) as anna:
            await go_to_join(anna)
            await until(lambda: anna.sees("nearby_list"), "the office is heard")
            rows = anna.find("nearby_list", QListView)
            assert [rows.model().index(0, 0).data()] == ["Office"]
            anna.strike("Down")
            anna.strike("Return")
            await until(lambda: anna.sees("trust_accept"), "its certificate is shown", seconds=30)
            assert any("announced in your network, which proves" in line for line in anna.words("sheet_card"))
            anna.click("trust_accept")
            await until(lambda: anna.sees("join_username"), "one may log in", seconds=30)
            assert not anna.sees("other_way")
        await zeroconf.async_unregister_all_services()
        await zeroconf.async_close()

    run(journey())


def start_again(folder: Path, link: str) -> int:
    command = [sys.executable, "-m", "desktop", "--data", str(folder), link]
    return subprocess.run(command, timeout=30, check=False).returncode


def test_a_second_start_brings_the_invite_to_the_window_that_is_open(tmp_path, office):
    with DrivenWindow(tmp_path / "a") as window:
        window.ask("is_in_front")
        assert start_again(tmp_path / "a", "garbage") == 0
        window.ask("wait_for", "join_where")
        assert start_again(tmp_path / "a", invite_of(office).link) == 0
        window.ask("wait_for", "own_name")
        assert window.ask("is_in_front")
        assert window.close() == 0


def test_who_is_signed_in_keeps_that_and_gets_another_window(tmp_path, office):
    with (
        ServerProcess(tmp_path / "garage") as garage,
        DrivenWindow(tmp_path / "a", "--server", garage.address) as w,
    ):
        w.ask("register", "anna", "Anna")
        here = InviteLink(host="127.0.0.1", port=garage.port, token="1-x", is_encrypted=False)
        for link, words in ((here.link, "You are on this server already."), ("minichat://x", "not a whole")):
            assert start_again(tmp_path / "a", link) == 0
            w.ask("wait_for_notice", words)
        assert not (tmp_path / "a" / "profiles" / "2").exists()
        assert start_again(tmp_path / "a", invite_of(office).link) == 0
        file = tmp_path / "a" / "profiles" / "2" / "window.json"
        w.ask("wait_for_file", str(file))
        os.kill(json.loads(file.read_text())["pid"], signal.SIGTERM)
        w.ask("wait_for_file", str(file), False)
        assert w.ask("sees", "search")
        assert w.close() == 0
