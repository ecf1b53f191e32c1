"""What a person chose and where this device keeps its things: typed, frozen, no Qt. For `app` alone."""

import argparse
import base64
import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, get_args

import msgspec

from backend.wire import __version__

LanguageChoice = Literal["system", "en", "ru"]
ThemeChoice = Literal["system", "light", "dark"]
TrayStyle = Literal["color", "light", "dark"]
"""The tray's picture in the program's own colours, or in one: light for dark panels, dark for light ones."""
AccentChoice = Literal["system", "blue", "teal", "green", "orange", "pink", "violet"]
DensityChoice = Literal["cosy", "compact"]
TEXT_PERCENTS = (80, 90, 100, 110, 125, 150, 175, 200)
SendBy = Literal["enter", "ctrl_enter"]
SelftestRole = Literal["alone", "host", "join"]

DATA_VARIABLE = "MINICHAT_DESKTOP_DATA"
LINK_VARIABLE = "MINICHAT_DESKTOP_LINK"
"""An invite, for a window that another one starts: command lines can be read by everybody on a computer."""
LONGEST_LINK = 600
_LINK_BEGINS = "minichat:"
"""Whatever follows such a word came from wherever the link was, and is no option of ours."""
_USUAL_PORTS = {"http": ":80", "https": ":443"}
VERSION = 1


class RoomPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where the window of one room stood, in Qt's own base64 form."""

    room_id: int
    place: str
    is_open: bool = False
    """Whether it was open when the program ended."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """One window's choices. `replace` makes a changed one, `save` keeps it."""

    version: int = VERSION
    language: LanguageChoice = "system"
    theme: ThemeChoice = "system"
    accent: AccentChoice = "blue"
    density: DensityChoice = "cosy"
    text_percent: Annotated[int, msgspec.Meta(ge=80, le=200)] = 100
    reduced_motion: bool = False
    open_at: Literal["unread", "newest"] = "unread"
    """Where a chat with unread messages begins to be read."""
    server: str = ""
    """The address of a server; empty: the one that this computer runs for itself."""
    window: str = ""
    """Place and size of the window, in Qt's own base64 form."""
    last_room: int = 0
    """The room that was open when the window closed; 0: none."""
    room_windows: tuple[RoomPlace, ...] = ()
    """Rooms that had a window of their own, the newest first."""
    sidebar_order: Literal["recent", "name"] = "recent"
    sidebar_sections: bool = False
    """Groups and direct messages apart; pinned chats always are."""
    shows_info: bool = False
    """Whether the information about the open room stands beside it, where there is room for both."""
    sidebar_width: Annotated[int, msgspec.Meta(ge=50, le=420)] = 300
    info_width: Annotated[int, msgspec.Meta(ge=240, le=480)] = 300
    notification_sounds: bool = True
    notify_while_active: bool = False
    """A toast also while our window has the keyboard, for a chat that isn't open."""
    notify_with_text: bool = True
    notify_with_sender: bool = True
    quiet_until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    """Do not disturb: until then, in UTC; None: it is off."""
    close_to_tray: bool = True
    told_of_tray: bool = False
    """The person knows that a closed window goes on in the tray."""
    start_at_login: bool = False
    start_hidden: bool = False
    """At login, that is."""
    tray_style: TrayStyle = "color"
    send_by: SendBy = "enter"
    """The key that sends; the other one begins a line."""
    emoji_tone: Annotated[int, msgspec.Meta(ge=0, le=5)] = 0
    """The skin tone of emoji from 1, the lightest; 0: yellow."""
    recent_emoji: tuple[str, ...] = ()
    """Those that were taken last, the newest first."""

    @property
    def window_bytes(self) -> bytes:
        """The place and size as Qt takes it; Qt itself refuses what is no such thing."""
        return base64.b64decode(self.window)


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line and the environment say about this one run."""

    data: Path | None = None
    server: str | None = None
    language: LanguageChoice | None = None
    theme: ThemeChoice | None = None
    is_minimized: bool = False
    is_new_window: bool = False
    """Another window beside those that are open, with a login of its own."""
    link: str = ""
    """An invite to open, as it was given: nobody has looked yet whether it is one."""
    selftest: SelftestRole | None = None
    report: Path | None = None
    """The file for what the self-test says, beside standard output."""
    invite: Path | None = None
    """The file where one role of the self-test leaves its invite, and the other finds it."""

    def over(self, settings: Settings) -> Settings:
        """The settings of this run: what was said at the start wins over what was saved."""
        said = {name: getattr(self, name) for name in ("server", "language", "theme")}
        return replace(settings, **{name: value for name, value in said.items() if value is not None})


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """The folders of this device."""

    data: Path
    config: Path

    @property
    def server(self) -> Path:
        """The data folder of the bundled server, shared by all windows of this device."""
        return self.data / "server"

    def profile(self, number: int) -> Path:
        """What one window owns while it is open: sessions, caches, log."""
        return self.data / "profiles" / str(number)

    def settings(self, number: int) -> Path:
        """The settings file of a profile."""
        return self.config / "profiles" / str(number) / "settings.json"


def replace(settings: Settings, **changes: object) -> Settings:
    """A changed copy."""
    return msgspec.structs.replace(settings, **changes)


def find_places(options: Options) -> Places:
    """The system's own folders for an application, or everything below the one that was named."""
    if options.data is not None:
        folder = options.data.expanduser().absolute()
        return Places(data=folder, config=folder)
    import platformdirs  # noqa: PLC0415 - 20 ms that a named folder saves

    return Places(
        data=platformdirs.user_data_path("minichat", appauthor=False),
        config=platformdirs.user_config_path("minichat", appauthor=False),
    )


def load_settings(path: Path) -> Settings:
    """The saved settings. A file that can't be understood is moved aside, never overwritten."""
    try:
        settings = msgspec.json.decode(path.read_bytes(), type=Settings)
        if settings.version != VERSION:
            raise msgspec.ValidationError(f"version {settings.version}")
        base64.b64decode(settings.window, validate=True)
    except FileNotFoundError:
        return Settings()
    except ValueError:  # msgspec's errors and base64's are both kinds of it
        path.replace(path.with_name("settings.broken.json"))
        return Settings()
    return settings


def save_settings(settings: Settings, path: Path) -> None:
    """Written beside and renamed: after a crash there is the old file or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".settings.{os.getpid()}.json")
    with beside.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(settings)))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def parse_options(arguments: Sequence[str], environment: Mapping[str, str]) -> Options:
    """The command line of `minichat`; ends the program by itself for --help, --version and mistakes."""
    parser = argparse.ArgumentParser(prog="minichat", description="Mini Chat: team chat on the desktop.")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help=f"keep everything in this folder (or {DATA_VARIABLE})"
    )
    parser.add_argument("--server", type=_address, metavar="URL", help="connect to this server")
    parser.add_argument("--language", choices=get_args(LanguageChoice))
    parser.add_argument("--theme", choices=get_args(ThemeChoice))
    parser.add_argument("--minimized", action="store_true", help="start without showing the window")
    parser.add_argument(
        "--new-window", action="store_true", help="open a further window, with a login of its own"
    )
    parser.add_argument(
        "--selftest",
        nargs="?",
        const="alone",
        choices=get_args(SelftestRole),
        help="check that this installation works, and touch nothing else; or be one of two machines",
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="write there what --selftest says")
    parser.add_argument(
        "--invite", type=Path, metavar="FILE", help="where --selftest host leaves its invite for join"
    )
    parser.add_argument("link", nargs="*", metavar="LINK", help="an invite to open (minichat://join/...)")
    parser.add_argument("--version", action="version", version=f"Mini Chat {__version__}")
    words = list(arguments)
    link = next((at for at, word in enumerate(words) if word.lower().startswith(_LINK_BEGINS)), len(words))
    said = parser.parse_args(words[:link])
    data = said.data or (Path(environment[DATA_VARIABLE]) if environment.get(DATA_VARIABLE) else None)
    return Options(
        data=data,
        server=said.server,
        language=said.language,
        theme=said.theme,
        is_minimized=said.minimized,
        is_new_window=said.new_window,
        link=(" ".join([*said.link, *words[link:]]) or environment.get(LINK_VARIABLE, ""))[:LONGEST_LINK],
        selftest=said.selftest,
        report=said.report,
        invite=said.invite,
    )


def normalise_address(text: str) -> str | None:
    """`example.org:8001` as `http://example.org:8001`; None for what is no server's address."""
    from urllib.parse import urlsplit  # noqa: PLC0415 - only where somebody types an address

    text = text.strip()
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        has_port = parts.port is not None
    except ValueError:
        return None
    is_bare = parts.path in {"", "/"} and not (parts.query or parts.fragment)
    is_plain = is_bare and not (parts.username or parts.password)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not is_plain or " " in parts.netloc:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{parts.port}" if has_port else f"{parts.scheme}://{host}"


def folder_name(server: str) -> str:
    """A readable folder name for each server: two servers never share one; empty: this computer's.

    However its address is written: what is known of a server is known of it.
    """
    if not server:
        return "this-computer"
    scheme, _, place = server.partition("://")
    place = re.sub(r"\.+(?=(:\d+)?$)", "", place.removesuffix(_USUAL_PORTS.get(scheme, "")))
    server = f"{scheme}://{place}"
    readable = re.sub(r"[^\w.]+", "-", place).strip("-.")[:60]
    return f"{readable}-{hashlib.sha256(server.encode()).hexdigest()[:8]}"


def _address(text: str) -> str:
    address = normalise_address(text)
    if address is None:
        raise argparse.ArgumentTypeError(f"not the address of a server: {text!r}")
    return address
