"""A host and a guest on two machines of one network: found, joined, trusted, cut off, come back.

The network is real: namespaces with a cable between them, mDNS over its multicast, TLS over its TCP.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.wire.invites import parse_invite, read_fingerprint
from tests.helpers.machines import Machine, two_machines, why_not
from tests.helpers.servers import ROOT

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "possible here")
TEAM = "Отдел ремонта"


class Refused(Exception):
    """What somebody at a machine was told instead of an answer."""

    def __init__(self, answer: dict[str, str]) -> None:
        super().__init__(f"{answer['error']}: {answer['text']}")
        self.answer = answer


class Person:
    """Somebody at a machine, with the client core in a process of its own."""

    def __init__(self, machine: Machine, folder: Path) -> None:
        words = machine.command(sys.executable, "-m", "tests.helpers.guest", str(folder))
        self._log = folder.with_suffix(".log").open("wb")
        self._process = subprocess.Popen(
            words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log
        )

    def __call__(self, do: str, **order: object) -> object:
        """Do something, and say what came of it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **order}).encode() + b"\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise Refused(answer)
        return answer["is"]

    def leave(self) -> None:
        """The program ends by itself."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            assert self._process.wait(20) == 0
        finally:
            self._process.kill()
            self._process.stdout.close()
            self._log.close()


class Host:
    """The machine that runs the server, from its server.toml alone."""

    def __init__(self, machine: Machine, folder: Path) -> None:
        self.machine = machine
        self.folder = folder
        folder.mkdir()
        (folder / "server.toml").write_text(
            f'name = "{TEAM}"\nhost = "0.0.0.0"\nport = 8001\ntls = "self-signed"\nannounce = true\n',
            encoding="utf-8",
        )
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        """Serve; what it says when it is ready."""
        words = [sys.executable, "-m", "backend", "serve", "--data", str(self.folder)]
        with self.folder.with_suffix(".log").open("ab") as log:
            self._process = subprocess.Popen(
                self.machine.command(*words),
                cwd=ROOT,
                env=os.environ | {"MINICHAT_BCRYPT_COST": "4"},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def end(self, how: signal.Signals) -> None:
        """By a word, or as a power cut does."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    @property
    def first_invite(self) -> str:
        """What the server wrote down for its first administrator."""
        return (self.folder / "first-invite.txt").read_text(encoding="utf-8").split()[-1]

    @property
    def fingerprint(self) -> str:
        """Of the certificate that it shows, as a guest of this machine reads it."""
        return str(json.loads((self.folder / "server.json").read_text())["fingerprint"])


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Host, Person, Person]]:
    """A running host with its administrator, and a guest at the other machine."""
    with two_machines() as (here, there):
        host = Host(here, tmp_path / "server")
        people = [Person(here, tmp_path / "anna"), Person(there, tmp_path / "bob")]
        try:
            assert "https://" in host.start()
            people[0]("join", link=host.first_invite, username="anna")
            yield host, people[0], people[1]
        finally:
            host.end(signal.SIGTERM)
            for person in people:
                person.leave()


def test_a_guest_finds_the_server_joins_by_invite_and_chats(place: tuple[Host, Person, Person]) -> None:
    host, anna, bob = place
    found = bob("discover", text=TEAM)
    assert isinstance(found, dict)
    assert found["address"] == f"https://{host.machine.address}:8001"
    assert found["fingerprint"] == host.fingerprint

    with pytest.raises(Refused) as stopped:  # what was announced may be forged: it is trusted for nothing
        bob("look", address=found["address"])
    assert stopped.value.answer["shown"] == host.fingerprint

    invite = anna("invite")
    assert isinstance(invite, dict)
    assert parse_invite(invite["link"]).host == host.machine.address
    bob("join", link=invite["web_link"], username="bob")
    room = bob("talk", username="anna")
    bob("say", room=room, text="here from the other machine")
    assert anna("wait_texts", room=room, text="here from the other machine")
    anna("say", room=room, text="welcome")
    assert bob("wait_texts", room=room, text="welcome") == ["here from the other machine", "welcome"]


def test_a_power_cut_of_the_host_loses_nothing(place: tuple[Host, Person, Person]) -> None:
    host, anna, bob = place
    link = anna("invite")["link"]  # type: ignore[index]
    bob("join", link=link, username="bob")
    room = bob("talk", username="anna")
    bob("say", room=room, text="before")
    anna("wait_texts", room=room, text="before")
    before = host.fingerprint

    host.end(signal.SIGKILL)
    bob("wait_offline")
    bob("say", room=room, text="meanwhile")
    host.start()
    assert host.fingerprint == before
    assert anna("wait_texts", room=room, text="meanwhile") == ["before", "meanwhile"]
    late = Person(host.machine, host.folder.with_name("carl"))
    try:
        late("join", link=link, username="carl")  # what was handed out before still opens the door
    finally:
        late.leave()


def test_a_pulled_cable_is_noticed_and_what_was_written_goes_out_after(
    place: tuple[Host, Person, Person],
) -> None:
    host, anna, bob = place
    bob("join", link=anna("invite")["link"], username="bob")  # type: ignore[index]
    room = bob("talk", username="anna")
    host.machine.plug(is_in=False)
    bob("say", room=room, text="into the void")
    time.sleep(2)
    host.machine.plug(is_in=True)
    assert anna("wait_texts", room=room, text="into the void") == ["into the void"]


def test_another_certificate_stops_everything_until_the_person_decides(
    place: tuple[Host, Person, Person],
) -> None:
    host, anna, bob = place
    bob("join", link=anna("invite")["link"], username="bob")  # type: ignore[index]
    room = bob("talk", username="anna")
    old = host.fingerprint

    host.end(signal.SIGTERM)
    for name in ("certificate.pem", "certificate.key"):
        (host.folder / name).unlink()
    host.start()
    assert host.fingerprint != old
    trouble = bob("wait_trouble")
    assert trouble == {"known": old, "shown": host.fingerprint, "reason": "changed"}
    bob("say", room=room, text="not before I looked")
    with pytest.raises(Refused):
        bob("talk", username="anna-nobody")

    bob("trust", fingerprint=host.fingerprint)
    bob("wait_online")
    anna("trust", fingerprint=host.fingerprint)
    assert anna("wait_texts", room=room, text="not before I looked")


def test_an_invite_of_another_certificate_leads_nowhere(place: tuple[Host, Person, Person]) -> None:
    host, anna, bob = place
    invite = parse_invite(anna("invite")["link"])  # type: ignore[index]
    forged = type(invite)(
        host=invite.host, port=invite.port, token=invite.token, fingerprint=read_fingerprint("ab" * 32)
    )
    with pytest.raises(Refused) as stopped:
        bob("join", link=forged.link, username="bob")
    assert stopped.value.answer["error"] == "Untrusted"
    assert stopped.value.answer["known"] == "ab" * 32
    assert stopped.value.answer["shown"] == host.fingerprint
    bob("join", link=invite.link, username="bob")  # the token was not sent to anybody
