"""Whose browser looks at a page: the system that it runs on, as far as it says."""

import re
from enum import StrEnum

import msgspec
from multidict import MultiMapping

from backend.installers import read_architecture


class System(StrEnum):
    """What a visitor's machine runs."""

    WINDOWS = "windows"
    MACOS = "macos"
    DEBIAN = "debian"
    FEDORA = "fedora"
    LINUX = "linux"
    """Linux of a kind that it doesn't tell, as most browsers don't."""
    PHONE = "phone"
    UNKNOWN = "unknown"


class Visitor(msgspec.Struct, frozen=True):
    """A visitor's machine."""

    system: System
    architecture: str = ""
    """As in the names of downloads, where the browser tells the truth about it: on Linux."""


_HINTS = {
    "windows": System.WINDOWS,
    "macos": System.MACOS,
    "linux": System.LINUX,
    "chrome os": System.LINUX,
    "chromium os": System.LINUX,
    "android": System.PHONE,
    "ios": System.PHONE,
}
_AGENTS = (
    (re.compile(r"Android|iPhone|iPad|iPod|Windows Phone|\bMobile\b"), System.PHONE),
    (re.compile(r"Windows NT"), System.WINDOWS),
    (re.compile(r"Macintosh|Mac OS X"), System.MACOS),
    (re.compile(r"Ubuntu|Debian|Linux Mint|Raspbian", re.IGNORECASE), System.DEBIAN),
    (re.compile(r"Fedora|Red Hat|CentOS|SUSE", re.IGNORECASE), System.FEDORA),
    (re.compile(r"Linux|CrOS|X11"), System.LINUX),
)
"""The first that fits: a phone's text names its desktop relative too."""


def read_visitor(headers: MultiMapping[str]) -> Visitor:
    """What a request's headers tell of the machine; client hints (Sec-CH-UA-...) are believed first."""
    agent = headers.get("User-Agent", "")[:1_000]
    told = next((system for pattern, system in _AGENTS if pattern.search(agent)), System.UNKNOWN)
    hint = _HINTS.get(headers.get("Sec-CH-UA-Platform", "").strip(' "').lower())
    if headers.get("Sec-CH-UA-Mobile") == "?1":
        hint = System.PHONE
    is_finer = hint is System.LINUX and told in {System.DEBIAN, System.FEDORA}
    system = told if hint is None or is_finer else hint
    is_honest = system in {System.DEBIAN, System.FEDORA, System.LINUX}
    return Visitor(system, read_architecture(agent) if is_honest else "")
