"""What an operator can set: a TOML file, then the environment (`MINICHAT_...`), then the command line."""

import ipaddress
import logging
import math
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import platformdirs

from backend.wire.limits import UNLIMITED_RATES, Limits

PREFIX = "MINICHAT_"
LISTS = {"cors_origins", "trusted_proxies"}
_ORIGIN = re.compile(r"https?://(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?", re.ASCII)


class BadSettings(Exception):
    """A setting can't be understood; the text says which."""


def default_data_dir() -> Path:
    """Where this system keeps a server's data."""
    return Path(platformdirs.user_data_dir("minichat-server", appauthor=False))


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that can be set. Times and sizes are in `limits`."""

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
    registration_open: bool = True
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


def load_settings(
    arguments: Mapping[str, object], environment: Mapping[str, str] = os.environ, config: Path | None = None
) -> Settings:
    """Settings of the three sources together; `limits` may be "off", which lifts rates and counts.

    Raises:
        BadSettings: naming the setting that is wrong.
    """
    sources: list[dict[str, object]] = [
        _read_file(config) if config else {},
        _read_environment(environment, PREFIX, Settings),
        {"limits": _read_environment(environment, PREFIX + "LIMIT_", Limits)},
        {name: value for name, value in arguments.items() if value is not None},
    ]
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
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{path}: {error}") from error


def _read_environment(
    environment: Mapping[str, str], prefix: str, kind: type[msgspec.Struct]
) -> dict[str, object]:
    names = {name: prefix + name.upper() for name in kind.__struct_fields__}
    found: dict[str, object] = {
        name: environment[variable] for name, variable in names.items() if variable in environment
    }
    return {name: _split(text) if name in LISTS else text for name, text in found.items()}


def _split(text: object) -> list[str]:
    return [item.strip() for item in str(text).split(",") if item.strip()]


def _check(settings: Settings) -> None:
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
    if settings.public_url and urlsplit(settings.public_url).scheme not in {"http", "https"}:
        raise BadSettings("public_url: an http or https address is needed")
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
    wrong = [name for name in Limits.__struct_fields__ if not 0 < getattr(settings.limits, name) < math.inf]
    if wrong:
        raise BadSettings(f"limits: {', '.join(wrong)} must be a number of more than 0")
