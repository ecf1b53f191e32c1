"""Two machines of one network: `--selftest host` starts a server and invites, `--selftest join` comes.

Each goes through its own window from the first screen on, as somebody does who has just installed it. They
know of each other by the invite alone.
"""

import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from desktop.selftest.person import PASSWORD, Missing, Person
from desktop.selftest.trial import Look, Trial

TEAM, HOST, GUEST = "Self-test", "Hanna", "Georg"
GREETING, ANSWER, FAREWELL = "Hello from the other side 👋", "Добро пожаловать!", "See you"
GUEST_SECONDS = 90.0
"""How long the host waits for somebody: they may still have to install the program."""
_NEARBY_SECONDS = 8.0


class Role:
    """One person's way through the program, step by step; the first that fails is the last."""

    def __init__(self, trial: Trial, name: str) -> None:
        self._trial = trial
        self._name = name
        self._person: Person | None = None

    async def play(self) -> None:
        """All steps, and an orderly end."""
        try:
            for name, step in self.steps().items():
                if not await self._trial.check(name, step):
                    break
            await self._trial.check("end", self._trial.end)
        finally:
            await self._trial.close()

    def steps(self) -> dict[str, Look]:
        """What there is to do, in this order."""
        raise NotImplementedError

    @property
    def me(self) -> Person:
        """Whoever sits before the window."""
        if self._person is None:
            raise Missing("the window")
        return self._person

    async def _open(self) -> str:
        self._person = await self._trial.open(self._name)
        return f"drawn by {self._trial.platform}"


class Host(Role):
    """Starts a server, invites, waits for who comes, answers."""

    def __init__(self, trial: Trial, invite: Path | None) -> None:
        super().__init__(trial, HOST)
        self._invite = invite

    def steps(self) -> dict[str, Look]:
        """From the first screen to a talk with the guest."""
        return {
            "window": self._open,
            "server": self._start_server,
            "invite": self._hand_out,
            "guest": self._meet,
            "talk": self._talk,
        }

    async def _start_server(self) -> str:
        await self.me.wait_for("start_server")
        self.me.click("start_server")
        await self.me.wait_for("team_name")
        for field, text in {"team_name": TEAM, "own_name": HOST, "new_password": PASSWORD}.items():
            self.me.write(field, text)
        self.me.click("start_hosting")
        await self.me.wait_for("search")
        return "started, team and account made"

    async def _hand_out(self) -> str:
        await self.me.wait_for("invite_link")
        field = self.me.find("invite_link", QLineEdit)
        await self.me.until(lambda: bool(field.text()), "the link of the invite")
        link = field.text()
        self.me.press("invite_link", Qt.Key.Key_Escape)
        await self.me.until(lambda: not self.me.sees("invite_link"), "the sheet is closed")
        if self._invite is None:
            self._trial.report.say(link)
            return "above"
        _write_secret(self._invite, link)
        return f"in {self._invite}"

    async def _meet(self) -> str:
        await self.me.open_chat(GUEST, GUEST_SECONDS)
        return f"{GUEST} is here"

    async def _talk(self) -> str:
        await self.me.wait_for_text(GREETING)
        self.me.say(ANSWER)
        await self.me.wait_for_text(FAREWELL)
        if self.me.texts() != [GREETING, ANSWER, FAREWELL]:
            raise Missing(f"the whole talk; the window shows {self.me.texts()}")
        return "received, answered, received"


class Guest(Role):
    """Joins by an invite, writes, waits for the answer."""

    def __init__(self, trial: Trial, link: str) -> None:
        super().__init__(trial, GUEST)
        self._link = link

    def steps(self) -> dict[str, Look]:
        """From the first screen to a talk with the host."""
        return {
            "window": self._open,
            "join page": self._look_around,
            "joined": self._join,
            "talk": self._talk,
        }

    async def _look_around(self) -> str:
        """Where the host is another machine of this network, it is heard; nobody is at fault where not."""
        await self.me.wait_for("join_server")
        self.me.click("join_server")
        await self.me.wait_for("join_where")
        try:
            await self.me.until(lambda: TEAM in self.me.rows("nearby_list"), TEAM, _NEARBY_SECONDS)
        except Missing:
            self._trial.report.noted("nearby", f"{TEAM} was not heard in this network")
        else:
            self._trial.report.passed("nearby", f"{TEAM} was heard in this network")
        return "open"

    async def _join(self) -> str:
        self.me.paste("join_where", self._link)
        await self.me.wait_for("own_name")
        self.me.write("own_name", GUEST)
        self.me.write("join_password", PASSWORD)
        self.me.click("join_submit")
        await self.me.wait_for("search")
        return "certificate as in the invite, account made"

    async def _talk(self) -> str:
        await self.me.find_and_open(HOST, HOST)
        self.me.say(GREETING)
        await self.me.wait_for_text(ANSWER)
        self.me.say(FAREWELL)
        await self.me.until(lambda: self.me.has_sent(FAREWELL), "the last message goes out")
        return "sent, answered, sent"


def _write_secret(path: Path, text: str) -> None:
    """For this user alone, and whole as soon as it is there."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    only_mine = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(only_mine, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    beside.replace(path)
