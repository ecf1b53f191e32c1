"""How a recorded client is read: its steps, what it keeps for later ones, the fields that it reads."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"who": "as"}):
    """One thing that a client does (`call`, `opens`, `says`) or waits for (`hears`, `hears_close`)."""

    who: str
    call: str | None = None
    body: dict[str, Any] | None = None
    status: int = 0
    opens: str | None = None
    without_header: bool = False
    says: dict[str, Any] | None = None
    hears: str | None = None
    hears_close: int | None = None
    reads: dict[str, str] = {}
    reads_header: str | None = None
    keeps: dict[str, str] = {}


class Recording(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One client, from its first call to its last."""

    client: str
    protocol: int
    note: str
    steps: list[Step]


def load_recording(path: Path) -> Recording:
    return msgspec.json.decode(path.read_bytes(), type=Recording)


_KINDS: dict[str, Callable[[Any], bool]] = {
    "id": lambda value: type(value) is int and value > 0,
    "number": lambda value: type(value) is int and value >= 0,
    "text": lambda value: type(value) is str,
    "flag": lambda value: type(value) is bool,
    "url": lambda value: type(value) is str and value.startswith(("/", "http://", "https://")),
    "time": lambda value: re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", value) is not None,
    "time or null": lambda value: value is None or _KINDS["time"](value),
}


def values_at(document: Any, path: str) -> list[Any]:
    """All that lies at a path such as `rooms[].last_message.id`; a missing field is a KeyError."""
    found = [document]
    for part in path.replace("[]", ".[]").removeprefix(".").split("."):
        if part == "[]":
            found = [item for value in found for item in value]
        else:
            found = [value[part] for value in found]
    return found


def check_reads(document: Any, reads: dict[str, str]) -> None:
    """The client finds each field that it reads, with a value that it can use."""
    for path, kind in reads.items():
        values = values_at(document, path)
        assert values, f"nothing at {path}"
        for value in values:
            assert _KINDS[kind](value), f"{path} is {value!r}: not {kind}"


def fill_in(template: Any, kept: dict[str, Any]) -> Any:
    """The template with each `$name` replaced by what was kept: as it is, or inside a longer text."""
    if isinstance(template, dict):
        return {key: fill_in(value, kept) for key, value in template.items()}
    if not isinstance(template, str):
        return template
    if template.startswith("$") and template[1:] in kept:
        return kept[template[1:]]
    return re.sub(r"\$(\w+)", lambda match: str(kept[match[1]]), template)
