"""What the desktop says and asks about the server of this computer. For the hosting screens and `hosting`.

Every request is answered once, by `desktop.models.requests.Answer`.
"""

from pathlib import Path
from typing import Literal

import msgspec

from desktop.models.requests import Request

RegistrationChoice = Literal["open", "invite", "closed"]
"""Who may register on a hosted server."""


class HostingState(msgspec.Struct, frozen=True, kw_only=True):
    """Everything to be shown of this computer's server."""

    is_hosted: bool = False
    """It has a `server.toml`: others can reach it while it runs."""
    is_running: bool = False
    is_down: bool = False
    """It is hosted and doesn't run, and only its host starts it again."""
    name: str = ""
    """The team's."""
    address: str = ""
    """How others reach it, `https://192.168.1.7:8001`; empty while nobody can."""
    fingerprint: str = ""
    """Of its certificate, in hexadecimal digits; empty without one."""
    registration: RegistrationChoice = "invite"
    is_announced: bool = False
    """It can be found on its own network."""
    port: int = 0
    folder: Path = Path()
    log_file: Path = Path()
    runs_without_window: bool = False
    """The system runs it; else it ends with the window."""
    can_run_without_window: bool = False
    no_service_reason: str = ""
    """Why the system can't run it, in a sentence; empty where it can."""
    boot_hint: str = ""
    """The command that has the system run it before anybody logs in; empty where there is none."""
    firewall_hint: str = ""
    """The command that lets others in, to be copied; empty where none is needed."""
    problem: str = ""
    """Why it doesn't run although it should, or what went wrong last, in a sentence."""
    restarts: int = 0
    """How often it was started again since it was last started on purpose."""


class StartHosting(Request, frozen=True, kw_only=True):
    """Make this computer a team's server and sign its first administrator in.

    The answer's value is a fresh `rest.Invite`, for many people and seven days.
    """

    name: str
    username: str
    password: str
    first_name: str = ""
    last_name: str = ""

    def __repr__(self) -> str:
        return "StartHosting()"


class ShareServer(Request, frozen=True, kw_only=True):
    """Let others in to this computer's own server; whoever is signed in on it becomes its administrator.

    The answer's value is a fresh `rest.Invite`.
    """

    name: str


class ChangeHosting(Request, frozen=True, kw_only=True):
    """Another name, registration, announcement or port; None stays. A running server starts again."""

    name: str | None = None
    registration: RegistrationChoice | None = None
    is_announced: bool | None = None
    port: int | None = None


class StopHosting(Request, frozen=True, kw_only=True):
    """End the server; it stays ended until it is resumed. Nothing of it is lost."""


class ResumeHosting(Request, frozen=True, kw_only=True):
    """Start the server again: after a stop, or after it could not be kept running."""


class RunWithoutWindow(Request, frozen=True, kw_only=True):
    """Hand the server over to the system, or take it back."""

    is_on: bool


class ReadHosting(Request, frozen=True, kw_only=True):
    """Look at everything again; the answer's value is a `HostingState`."""


class ReadLogTail(Request, frozen=True, kw_only=True):
    """The last lines of the server's log; the answer's value is a list of them."""

    lines: int = 200
