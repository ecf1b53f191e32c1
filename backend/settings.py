"""What an operator can set: a TOML file, then the environment (`MINICHAT_...`), then the command line.

The file is the one that is named, else `server.toml` in the data folder, which the desktop writes too.
"""

import ipaddress
import logging
import math
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec
import platformdirs

from backend.wire.invites import DEFAULT_PORTS, BadInvite, InviteLink, parse_invite
from backend.wire.limits import SERVER_NAME_LENGTH, UNLIMITED_RATES, Limits
from backend.wire.types import Registration
from backend.wire.validation import has_controls

PREFIX = "MINICHAT_"
SETTINGS_FILE = "server.toml"
LISTS = {"cors_origins", "trusted_proxies"}
_INSTEAD_OF_OPEN = 'registration = "open", "invite" or "closed"'
_ORIGIN = re.compile(r"https?://(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.ASCII)


class BadSettings(Exception):
    """A setting can't be understood; the text says which."""


def default_data_dir() -> Path:
    """Where this system keeps a server's data."""
    return Path(platformdirs.user_data_dir("minichat-server", appauthor=False))


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that can be set. Times and sizes are in `limits`."""

    name: str = "Mini Chat"
    """What people know the server by: their team's name."""
    host: str = "127.0.0.1"
    port: int = 8001
    data: Path = msgspec.field(default_factory=default_data_dir)
    database: str = ""
    """A SQLAlchemy URL; empty: SQLite in the data folder."""
    public_url: str = ""
    """What clients reach the server by, when that isn't the request's own host."""
    cors_origins: tuple[str, ...] = ("http://localhost:3000", "http://127.0.0.1:3000")
    """Sites whose pages may use the server from a browser; commas part them in the environment."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks whose word on the client's address and scheme is taken. Such a proxy must set,
    or strip, each of X-Forwarded-For, X-Forwarded-Proto and Forwarded."""
    registration: Literal["auto", "open", "invite", "closed"] = "auto"
    """Who may make an account; `registration_mode` says what "auto" comes to."""
    tls: Literal["off", "self-signed"] = "off"
    certificate: Path | None = None
    """A certificate of an authority's, with all that lead to it; it and its key take the place of `tls`."""
    private_key: Path | None = None
    announce: bool = False
    """Whether the server tells its own network that it is there."""
    bcrypt_cost: int = 12
    log_level: str = "INFO"
    log_json: bool = False
    exit_with_parent: bool = False
    """End when standard input does: the desktop's bundled server must not outlive it."""
    limits: Limits = msgspec.field(default_factory=Limits)

    @property
    def database_path(self) -> Path:
        """The SQLite file."""
        if not self.database:
            return self.data / "minichat.sqlite3"
        return Path(self.database.removeprefix("sqlite:///"))

    @property
    def certificate_files(self) -> tuple[Path, Path] | None:
        """The certificate and its key; None where this process itself speaks no TLS."""
        if self.certificate is not None and self.private_key is not None:
            return self.certificate, self.private_key
        return None if self.tls == "off" else (self.data / "certificate.pem", self.data / "certificate.key")

    @property
    def is_private(self) -> bool:
        """Whether nobody but this machine reaches the server."""
        return is_loopback(self.host) and not self.public_url and not self.trusted_proxies

    @property
    def registration_mode(self) -> Registration:
        """Who may make an account: anybody of this machine alone, and on a network who was invited."""
        if self.registration != "auto":
            return self.registration
        return "open" if self.is_private else "invite"


def is_loopback(host: str) -> bool:
    """Whether that name or address is this machine's to itself."""
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def load_settings(
    arguments: Mapping[str, object], environment: Mapping[str, str] = os.environ, config: Path | None = None
) -> Settings:
    """Settings of the three sources together; `limits` may be "off", which lifts rates and counts.

    Raises:
        BadSettings: naming the setting that is wrong.
    """
    overruling: list[dict[str, object]] = [
        _read_environment(environment, PREFIX, Settings),
        {"limits": _read_environment(environment, PREFIX + "LIMIT_", Limits)},
        {name: value for name, value in arguments.items() if value is not None},
    ]
    sources = [_read_file(config) if config else _read_folder(overruling), *overruling]
    limits = _merge_limits(source.pop("limits", {}) for source in sources)
    values = {name: value for source in sources for name, value in source.items()}
    try:
        values["limits"] = msgspec.convert(limits, Limits, strict=False)
        settings = msgspec.convert(values, Settings, strict=False, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise BadSettings(str(error)) from error
    _check(settings)
    return settings


def _merge_limits(sources: Iterable[object]) -> dict[str, object]:
    """Later numbers win; "off" are those of UNLIMITED_RATES, "on" takes them back."""
    merged: dict[str, object] = {}
    for source in sources:
        if source == "off":
            merged |= UNLIMITED_RATES
        elif source == "on":
            merged = {name: value for name, value in merged.items() if UNLIMITED_RATES.get(name) != value}
        elif isinstance(source, dict):
            merged |= source
        else:
            raise BadSettings(f"limits: a table of numbers, 'on' or 'off' is needed, not {source!r}")
    unknown = sorted(merged.keys() - set(Limits.__struct_fields__))
    if unknown:
        raise BadSettings(f"limits: there is no {', '.join(unknown)}")
    return merged


def _decode(kind: type[Path], value: object) -> Path:
    """The one type of a setting that msgspec doesn't know."""
    if not isinstance(value, str | Path) or not str(value):
        raise ValueError(f"a path is needed, not {value!r}")
    return kind(value)


def _read_file(path: Path) -> dict[str, object]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # editors of Windows begin with a mark
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{path}: {error}") from error
    except RecursionError as error:
        raise BadSettings(f"{path}: its values lie too deep in one another") from error
    if "registration_open" in found:
        raise BadSettings(f"{path}: registration_open is {_INSTEAD_OF_OPEN} now")
    return found


def _read_folder(overruling: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """The settings that lie in the data folder itself; they can't say where that is."""
    named = [source["data"] for source in overruling if source.get("data")]
    path = Path(str(named[-1])) / SETTINGS_FILE if named else default_data_dir() / SETTINGS_FILE
    try:
        if not path.exists():
            return {}
    except OSError:  # whoever needs the folder says why it can't be used
        return {}
    found = _read_file(path)
    if "data" in found:
        raise BadSettings(f"data: {path} lies in the data folder, and can't name another")
    return found


def _read_environment(
    environment: Mapping[str, str], prefix: str, kind: type[msgspec.Struct]
) -> dict[str, object]:
    if prefix + "REGISTRATION_OPEN" in environment:
        raise BadSettings(f"{prefix}REGISTRATION_OPEN is {prefix}REGISTRATION now: open, invite or closed")
    names = {name: prefix + name.upper() for name in kind.__struct_fields__}
    found: dict[str, object] = {
        name: environment[variable] for name, variable in names.items() if variable in environment
    }
    return {name: _split(text) if name in LISTS else text for name, text in found.items()}


def _split(text: object) -> list[str]:
    return [item.strip() for item in str(text).split(",") if item.strip()]


def _check(settings: Settings) -> None:
    if not 0 < len(settings.name.strip()) <= SERVER_NAME_LENGTH:
        raise BadSettings(f"name: 1 to {SERVER_NAME_LENGTH} characters are needed")
    if has_controls(settings.name):
        raise BadSettings("name: control characters can't be part of it")
    if not settings.host:
        raise BadSettings("host: an address is needed, 0.0.0.0 for all of this machine's")
    if (settings.certificate is None) != (settings.private_key is None):
        raise BadSettings("certificate and private_key: one is of no use without the other")
    if not 0 <= settings.port <= 65_535:
        raise BadSettings(f"port: {settings.port} is not between 0 and 65535")
    if not 4 <= settings.bcrypt_cost <= 31:
        raise BadSettings(f"bcrypt_cost: {settings.bcrypt_cost} is not between 4 and 31")
    if settings.database and not settings.database.startswith("sqlite:///"):
        raise BadSettings(f"database: only sqlite:///PATH is known, not {settings.database.split(':', 1)[0]}")
    if settings.database and settings.database_path.name in {"", ":memory:"}:
        raise BadSettings("database: the path of a file is needed")
    if settings.log_level.upper() not in logging.getLevelNamesMapping():
        raise BadSettings(f"log_level: {settings.log_level} is none of the levels of logging")
    _check_addresses(settings)
    wrong = [name for name in Limits.__struct_fields__ if not 0 < getattr(settings.limits, name) < math.inf]
    if wrong:
        raise BadSettings(f"limits: {', '.join(wrong)} must be a number of more than 0")


def _check_addresses(settings: Settings) -> None:
    if settings.public_url:
        _check_public_url(settings.public_url)
    for origin in settings.cors_origins:
        if not _ORIGIN.fullmatch(origin):
            raise BadSettings(
                f"cors_origins: {origin} is not like https://chat.example.org, in small letters"
            )
    for proxy in settings.trusted_proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError:
            raise BadSettings(f"trusted_proxies: {proxy} is no address and no network") from None


def _check_public_url(url: str) -> None:
    """It stands in invites: what these can't carry is no address of a server."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadSettings(f"public_url: {url} is no address") from error
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or port == 0:
        raise BadSettings("public_url: an http or https address is needed")
    if parts.path not in {"", "/"} or "?" in url or "#" in url or "@" in parts.netloc:
        like = f"{parts.scheme}://{parts.hostname}"
        raise BadSettings(f"public_url: {like} or {like}:PORT is needed, with nothing behind it")
    is_encrypted = parts.scheme == "https"
    invite = InviteLink(host=parts.hostname, port=port or 1, token="token", is_encrypted=is_encrypted)  # noqa: S106
    try:
        parse_invite(invite.web_link)
    except BadInvite as error:
        raise BadSettings(f"public_url: {parts.hostname} is no name of a server") from error
