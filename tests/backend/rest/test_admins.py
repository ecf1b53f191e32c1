"""Who administers the server is asked anew at each call."""

import pytest

from backend.actions import accounts
from backend.rest.admins import require_admin
from backend.rest.router import Call
from backend.wire.errors import ErrorCode, Refusal


async def test_it_counts_who_administers_the_server_now(server):
    alice = await server.register("alice")
    session = await server.context.authenticate(alice.access)
    call = Call(None, server.context, session, None)
    with pytest.raises(Refusal) as caught:
        await require_admin(call)
    assert caught.value.code is ErrorCode.NOT_ALLOWED
    await server.context.write(accounts.make_admin, alice.id)
    await require_admin(call)
    await server.context.write(accounts.deactivate, alice.id)
    with pytest.raises(Refusal):
        await require_admin(call)
