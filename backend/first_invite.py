"""How a server gets its first administrator: an invite in a file that only the server's owner can read.

While nobody administers the server, and people come in by invite, the data folder holds the link of an
invite that makes an administrator. It is withdrawn, and its file removed, as soon as there is one.
"""

import asyncio
import logging
import os
from contextlib import suppress
from pathlib import Path

from backend.actions.invites import renew_first_invite
from backend.context import Context
from backend.store.engine import DatabaseTrouble
from backend.wire.errors import Refusal

log = logging.getLogger(__name__)

FILE = "first-invite.txt"
VALID_SECONDS = 7 * 24 * 3600
LOOK_SECONDS = 30.0


async def keep_first_invite(context: Context) -> None:
    """Make the invite and its file be there where they are needed, and nowhere else."""
    is_wanted = context.settings.registration_mode == "invite"
    seconds = min(VALID_SECONDS, context.limits.invite_seconds)
    with suppress(DatabaseTrouble, Refusal):  # every request tells of it, and the next look is soon
        invite = await context.write(renew_first_invite, is_wanted, seconds)
        token = None if invite is None else context.invite_tokens.make(invite.id)
        _keep_file(context.settings.data / FILE, None if token is None else context.reach.invite(token).link)


async def keep_first_invite_loop(context: Context) -> None:
    """Look again once in a while: an invite expires, a command or a deletion changes who administers."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        await keep_first_invite(context)


def _keep_file(path: Path, link: str | None) -> None:
    try:
        if link is None:
            path.unlink(missing_ok=True)
        elif _read(path) != link:
            _write(path, link)
            log.info("nobody administers this server yet: who opens the invite in %s will", path)
    except OSError as error:
        log.warning("the file %s can't be kept: %s", path, error.strerror)


def _read(path: Path) -> str:
    try:
        is_private = os.name == "nt" or path.stat().st_mode & 0o077 == 0
        return path.read_text(encoding="ascii").strip() if is_private else ""
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def _write(path: Path, link: str) -> None:
    """Readable by its owner alone from its first moment."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{link}\n")
    new.replace(path)
