"""Commands about invites."""

import argparse
from collections.abc import Callable

from backend.actions import invites
from backend.auth.invite_tokens import InviteTokens
from backend.commands.shared import CommandRefused, Menu, minute, open_database, print_table
from backend.data_folder import load_server_key
from backend.reach import find_reach_beside, read_server_file
from backend.settings import Settings
from backend.store.clock import now_us, to_datetime
from backend.store.invites import InviteRow, list_usable
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.invites import InviteLink
from backend.wire.texts import text
from backend.wire.types import InviteId
from backend.writer import run_beside

DAY_SECONDS = 24 * 3600
MAX_ID = 2**53


def add_commands(menu: Menu) -> None:
    """Enter them."""
    group = menu.add_group("invite", "invites, by which people make their accounts")
    new = group.add("create", create_invite, "make an invite and print its links")
    new.add_argument("--uses", type=int, default=1, metavar="N", help="for so many accounts (1)")
    new.add_argument("--days", type=int, default=7, metavar="N", help="for so many days (7)")
    new.add_argument("--admin", action="store_true", help="who comes by it administers this server")
    group.add("list", list_invites, "list the invites that can still be used, with their links")
    group.add("revoke", revoke_invite, "withdraw an invite").add_argument("id", type=int)


def create_invite(settings: Settings, typed: argparse.Namespace) -> None:
    """A new invite."""
    limits = settings.limits
    running = read_server_file(settings.data)
    if ((running and running.registration) or settings.registration_mode) == "closed":
        raise CommandRefused(text(ErrorCode.REGISTRATION_CLOSED, "en"))
    most_days = limits.invite_seconds // DAY_SECONDS
    if not 1 <= typed.uses <= limits.invite_uses:
        raise CommandRefused(f"--uses: a number from 1 to {limits.invite_uses} is needed")
    if not 1 <= typed.days <= most_days:
        raise CommandRefused(f"--days: a number from 1 to {most_days} is needed")
    with open_database(settings) as database:
        link_of = _find_links(settings)
        seconds = typed.days * DAY_SECONDS
        invite = run_beside(database, invites.create_invite_here, typed.uses, seconds, typed.admin)
    link = link_of(invite)
    print(f"invite {invite.id}, {_kind(invite)}, until {minute(to_datetime(invite.expires_at))}")
    print(link.link)
    print(link.web_link)


def list_invites(settings: Settings, _typed: argparse.Namespace) -> None:
    """All invites that can still be used."""
    with open_database(settings) as database:
        link_of = _find_links(settings)
        found = database.ask(list_usable, now_us())
    rows = [
        (
            str(invite.id),
            _kind(invite),
            f"{invite.used} of {invite.uses}",
            minute(to_datetime(invite.expires_at)),
            "" if invite.created_by is None else invite.created_by.username,
            link_of(invite).link,
        )
        for invite in found
    ]
    print_table(("ID", "KIND", "USED", "UNTIL", "BY", "LINK"), rows)


def revoke_invite(settings: Settings, typed: argparse.Namespace) -> None:
    """Nobody comes in by the invite any more."""
    with open_database(settings) as database:
        if not 0 < typed.id <= MAX_ID:
            raise Refusal(ErrorCode.INVITE_UNKNOWN)
        run_beside(database, invites.revoke_invite_here, InviteId(typed.id))
    print(f"nobody comes in by invite {typed.id} any more")


def _kind(invite: InviteRow) -> str:
    return "for administrators" if invite.makes_admin else "for members"


def _find_links(settings: Settings) -> Callable[[InviteRow], InviteLink]:
    """What makes the link of an invite, where it is known how the server is reached."""
    tokens, reach = InviteTokens(load_server_key(settings)), find_reach_beside(settings)
    has_own_certificate = settings.tls != "off" and settings.certificate is None
    if not reach.port or (has_own_certificate and not reach.fingerprint):
        raise CommandRefused("nobody knows yet how the server is reached: start it first")
    return lambda invite: reach.invite(tokens.make(invite.id))
