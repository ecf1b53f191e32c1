"""The server's pages in a real browser: an invite is looked at, the program fetched, the invite opened."""

import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import urllib.request

import pytest

from tests.helpers.browser import Browser, find_chromium
from tests.helpers.installers import INSTALLERS, put, put_all
from tests.helpers.servers import ROOT, ServerProcess

pytestmark = pytest.mark.skipif(find_chromium() is None, reason="chromium and chromedriver are not installed")

TEAM = "Waterworks & <b>Co"
PASSWORD = "securepass123"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
SYSTEMS = {
    "Windows": ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "MiniChat-1.4.0-x64-setup.exe"),
    "macOS": ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", "MiniChat-1.4.0-arm64.dmg"),
    "Linux": ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64)", "minichat_1.4.0_amd64.deb"),
}


@pytest.fixture(scope="module")
def english():
    with Browser("en") as browser:
        yield browser


@pytest.fixture
def browser(english):
    """As it came: this machine's own, wide and light."""
    english.pretend(f"Mozilla/5.0 (X11; Linux x86_64) {CHROME}", "Linux")
    english.resize(1280)
    english.darken(is_dark=False)
    english.complaints()
    return english


@pytest.fixture(scope="module")
def hosted(tmp_path_factory):
    """A server of invited people, and the token of its administrator, Alice."""
    folder = tmp_path_factory.mktemp("hosted") / "data"
    with ServerProcess(folder, "--name", TEAM, "--registration", "invite") as server:
        type_command(server, "user", "create", "alice", "--first-name", "<i>Alice</i> %team", "--admin")
        login = post(server, "/api/auth/login/", {"username": "alice", "password": PASSWORD})
        yield server, login["tokens"]["access"]


@pytest.fixture
def server(hosted):
    shutil.rmtree(hosted[0].folder / "downloads", ignore_errors=True)
    return hosted[0]


@pytest.fixture
def invite(hosted):
    """Makes another invite: its links for the program and for browsers."""
    server, token = hosted

    def make():
        made = post(server, "/api/invites/", {}, token)
        return made["link"], made["web_link"]

    return make


def type_command(server, *words):
    """What a command beside the server prints."""
    command = [sys.executable, "-m", "backend", *words, "--data", str(server.folder)]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=ROOT, input=f"{PASSWORD}\n"
    ).stdout


def post(server, path, body, token=""):
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(server.address + path, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def change(server, statement):
    """Something that time, or an accident, does to the database."""
    with sqlite3.connect(server.folder / "minichat.sqlite3") as database:
        database.execute(statement)
    database.close()


# --- fetching the program -----------------------------------------------------------------------------------


@pytest.mark.parametrize("system", SYSTEMS)
def test_visitor_downloads_what_fits_and_can_check_it(server, browser, system):
    put_all(server.folder / "downloads")
    agent, name = SYSTEMS[system]
    browser.pretend(f"{agent} {CHROME}", system)
    browser.go(f"{server.address}/download/")
    shown = browser.text(".offer")
    assert name in shown
    assert re.search("SHA-256 ([0-9a-f]{64})", shown)[1] == hashlib.sha256(INSTALLERS[name]).hexdigest()
    browser.click(".offer .button")
    got = browser.downloads / name
    browser.wait_for(got.is_file)
    assert got.read_bytes() == INSTALLERS[name]
    assert browser.complaints() == []


def test_phone_and_missing_installers_are_told_of(server, browser):
    browser.go(f"{server.address}/")
    assert browser.address == f"{server.address}/download/"
    assert "nothing to download here yet" in browser.text()
    put(server.folder / "downloads", "minichat_1.4.0_amd64.deb")
    browser.pretend(f"{SYSTEMS['Windows'][0]} {CHROME}", "Windows")
    browser.go(f"{server.address}/download/")
    assert "There is no installer for Windows here yet" in browser.text()
    assert "minichat_1.4.0_amd64.deb" in browser.text(".files")
    browser.pretend(f"Mozilla/5.0 (Linux; Android 10; K) {CHROME}", "Android", is_phone=True)
    browser.go(f"{server.address}/download/")
    assert "Mini Chat is a program for computers" in browser.text()


# --- the invite ---------------------------------------------------------------------------------------------


def test_invite_is_shown_and_goes_along_to_the_download(server, browser, invite):
    put_all(server.folder / "downloads")
    link, web_link = invite()
    browser.go(web_link)
    assert "The invite is valid until" in browser.wait_for_text("invites you to join")
    assert browser.attribute("#open", "href") == link
    browser.click("[data-keep]")
    browser.wait_for_text("Get Mini Chat", "h1")
    assert browser.address == web_link.replace("/join/", "/download/")
    assert "When Mini Chat is installed, open your invite." in browser.text()
    assert browser.attribute("#open", "href") == link
    assert browser.complaints() == []
    secret = web_link.partition("#")[2].partition("/")[0]
    assert secret not in server.folder.with_name("data.log").read_text(encoding="utf-8")


def test_who_invites_is_named_and_stays_a_text(browser, invite):
    _, web_link = invite()
    browser.go(web_link)
    assert f"<i>Alice</i> %team invites you to join {TEAM}." in browser.wait_for_text("invites you")


def test_only_what_is_known_is_filled_in(browser, invite):
    browser.go(invite()[1])
    browser.wait_for_text("invites you")
    assert browser.run("return fill('%who %constructor %other', {who: '%who'})") == "%who %constructor %other"


def test_invite_of_the_command_line_names_nobody(server, browser):
    link, web_link = type_command(server, "invite", "create").splitlines()[1:3]
    browser.go(web_link)
    browser.wait_for_text(f"You are invited to join {TEAM}.")
    assert browser.attribute("#open", "href") == link


def test_invite_that_was_used_says_so(server, browser, invite):
    _, web_link = invite()
    token = web_link.partition("#")[2].partition("/")[0]
    body = {"username": "bob", "password": PASSWORD, "password_confirm": PASSWORD, "invite": token}
    post(server, "/api/auth/register/", body)
    browser.go(web_link)
    assert "Ask for a new one, or sign in" in browser.wait_for_text("has been used already")


def test_invite_that_was_withdrawn_or_expired_says_so(server, browser, invite):
    _, web_link = invite()
    change(server, "UPDATE invites SET expires_at = created_at - 1")
    browser.go(web_link)
    browser.wait_for_text("This invite has expired.")
    _, web_link = invite()
    type_command(server, "invite", "revoke", web_link.partition("#")[2].partition("-")[0])
    browser.go(web_link)
    browser.wait_for_text("This invite has been withdrawn.")


def test_server_that_takes_nobody_any_more_says_so(tmp_path, browser):
    with ServerProcess(tmp_path / "data", "--registration", "invite") as server:
        secret = type_command(server, "invite", "create").splitlines()[2].partition("#")[2]
    with ServerProcess(tmp_path / "data", "--registration", "closed") as server:
        browser.go(f"{server.address}/join/#{secret}")
        browser.wait_for_text("This server takes no new accounts now.")


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("", "holds no invite"),
        ("#", "holds no invite"),
        ("#1-abc", "holds no invite"),  # no mark of a server without a certificate
        ("#<img src=x onerror=alert(1)>/plain", "holds no invite"),
        ("#../../plain", "holds no invite"),
        ("#1-abcdefghijklmnop/plain", "does not know the invite"),
        ("#x/plain", "does not know the invite"),
    ],
)
def test_broken_and_foreign_invites_are_told_of(server, browser, secret, words):
    browser.go(f"{server.address}/join/{secret}")
    browser.wait_for_text(words)
    assert browser.attribute("#open", "hash") == ""


def test_server_that_does_not_answer_can_be_asked_again(server, browser, invite):
    _, web_link = invite()
    browser.go(f"{server.address}/join/")
    browser.wait_for_text("holds no invite")
    server.stop()
    browser.run(f"location.hash = {json.dumps(web_link.partition('#')[2])}")
    browser.wait_for_text("The server does not answer now.")
    server.start()
    browser.click("#again")
    browser.wait_for_text("invites you to join")


def test_without_scripts_the_address_itself_is_the_way(server, invite):
    _, web_link = invite()
    with Browser("ru") as browser:
        browser.stop_scripts()
        browser.go(web_link)
        text = browser.text()
        assert "скопируйте адрес этой страницы целиком" in text
        assert "приглашает" not in text


def test_certificate_of_the_servers_own_is_accepted_by_hand_and_goes_along(tmp_path):
    options = ("--tls", "self-signed", "--registration", "invite")
    with ServerProcess(tmp_path / "data", *options) as server, Browser("en") as browser:
        link, web_link = type_command(server, "invite", "create").splitlines()[1:3]
        assert web_link.startswith("https://")
        browser.go(web_link)
        browser.wait_for_text("Your connection is not private", "body")
        browser.click("#details-button")
        browser.click("#proceed-link")
        browser.wait_for(lambda: "You are invited to join Mini Chat." in browser.text("body"))
        assert browser.attribute("#open", "href") == link


# --- how they look, and what they may do --------------------------------------------------------------------


def test_pages_are_russian_for_who_reads_russian(server, invite):
    put_all(server.folder / "downloads")
    _, web_link = invite()
    with Browser("ru") as browser:
        browser.go(web_link)
        browser.wait_for_text(f"<i>Alice</i> %team приглашает вас в команду «{TEAM}».")
        browser.go(f"{server.address}/download/")
        assert browser.text("h1") == "Установить Mini Chat"


def test_pages_fit_a_phone_and_are_dark_at_night(server, browser, invite):
    put_all(server.folder / "downloads")
    _, web_link = invite()
    colour = "return getComputedStyle(document.body).backgroundColor"
    for address in (web_link, f"{server.address}/download/"):
        browser.resize(360)
        browser.go(address)
        browser.wait_for_text(TEAM)
        assert browser.run("return document.documentElement.scrollWidth") <= 360
        by_day = browser.run(colour)
        browser.darken(is_dark=True)
        assert browser.run(colour) != by_day
        browser.darken(is_dark=False)


def test_page_runs_no_script_and_loads_nothing_that_is_not_the_servers(server, browser, tmp_path):
    with ServerProcess(tmp_path / "other") as other:
        browser.go(f"{server.address}/join/")
        browser.wait_for_text("holds no invite")
        browser.run(
            f"""const script = document.createElement("script");
            script.textContent = "window.isEvil = true";
            const picture = document.createElement("img");
            picture.src = "{other.address}/web/minichat.svg";
            picture.onerror = () => {{ window.isRefused = true; }};
            document.body.append(script, picture);"""
        )
        browser.wait_for(lambda: browser.run("return window.isRefused"))
        assert browser.run("return window.isEvil") is None
    complaints = " ".join(browser.complaints())
    assert "script-src 'self'" in complaints
    assert "img-src 'self'" in complaints
