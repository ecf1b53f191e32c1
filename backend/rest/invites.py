"""Invites: handed out and withdrawn by administrators, looked at by who holds one."""

from collections.abc import Callable

from backend.actions import invites as actions
from backend.context import Context, address_of, is_local
from backend.rest.admins import require_admin
from backend.rest.router import Call, Reply, Router
from backend.store import invites as store
from backend.store.clock import now_us, to_datetime
from backend.store.invites import InviteRow
from backend.wire import answers, rest
from backend.wire.errors import ErrorCode, Refusal
from backend.wire.types import InviteId

router = Router()


@router.answers(rest.CHECK_INVITE)
async def check_invite(call: Call) -> answers.InviteInfo:
    """Whether an invite is good, and by whom it is."""
    if call.context.settings.registration_mode == "closed":
        raise Refusal(ErrorCode.REGISTRATION_CLOSED)
    invite = await find_usable(call, call.body.invite)
    return answers.InviteInfo(
        server=call.context.settings.name,
        invited_by="" if invite.created_by is None else invite.created_by.full_name,
        inviter_id=None if invite.created_by is None else invite.created_by.id,
        expires_at=to_datetime(invite.expires_at),
    )


async def find_usable(call: Call, token: str) -> InviteRow:
    """The invite of a token, where an account may be made by it now.

    Raises:
        Refusal: and why it may not; also where somebody asks too often.
    """
    context = call.context
    if not is_local(call.request):
        context.rates.invite_checks.take(address_of(call.request))
    invite_id = context.invite_tokens.read(token)
    invite = None if invite_id is None else await context.ask(store.find_invite, invite_id)
    return actions.check_usable(invite, now_us())


@router.answers(rest.CREATE_INVITE)
async def create_invite(call: Call) -> Reply:
    """A new invite, by an administrator."""
    context, body = call.context, call.body
    seconds = min(body.valid_seconds, context.limits.invite_seconds)
    invite = await context.write(actions.create_invite, call.caller.id, body.uses, seconds)
    return Reply(201, _show(context)(invite))


@router.answers(rest.LIST_INVITES)
async def list_invites(call: Call) -> answers.InviteList:
    """The invites that can still be used, for administrators; none that would make another one."""
    await require_admin(call)
    rows = await call.context.ask(store.list_usable, now_us())
    show = _show(call.context)
    return answers.InviteList(invites=[show(row) for row in rows if not row.makes_admin])


@router.answers(rest.REVOKE_INVITE)
async def revoke_invite(call: Call) -> None:
    """An invite is withdrawn, by an administrator."""
    await require_admin(call)
    await call.context.write(actions.revoke_invite, call.caller.id, InviteId(call.path_id("invite_id")))


def _show(context: Context) -> Callable[[InviteRow], answers.Invite]:
    """What shows an invite with its link; a list asks once where the server is reached."""
    reach = context.reach

    def show(invite: InviteRow) -> answers.Invite:
        link = reach.invite(context.invite_tokens.make(invite.id))
        return answers.Invite(
            id=invite.id,
            link=link.link,
            web_link=link.web_link,
            created_at=to_datetime(invite.created_at),
            expires_at=to_datetime(invite.expires_at),
            uses=invite.uses,
            used=invite.used,
            created_by=invite.created_by,
        )

    return show
