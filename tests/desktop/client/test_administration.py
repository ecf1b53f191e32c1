"""Each call of an administrator is what the contract has; to others the server refuses it."""

import pytest

from backend.wire import rest
from backend.wire.answers import DataCopy, Invite, InviteList, ResetCode
from backend.wire.types import InviteId, UserId
from desktop.client import Refused
from tests.helpers.client_core import connect, error_of
from tests.helpers.examples import NOON
from tests.helpers.scripted_server import fault, ok, raw
from tests.helpers.server_scenes import a_status

INVITE = Invite(
    id=InviteId(3),
    link="minichat://join/host:1/3-mac",
    web_link="https://host:1/join/#3-mac",
    created_at=NOON,
    expires_at=NOON,
    uses=10,
    used=0,
    created_by=None,
)
CODE = ResetCode(code="KXQF-7MPA-93TD", expires_at=NOON)
STATUS = a_status(NOON)
COPY = DataCopy(name="minichat-20261120-120000.zip", bytes=14_800_000, created_at=NOON)

CALLS = [
    ("list_invites", (), rest.LIST_INVITES, {}, InviteList(invites=[INVITE]), None, [INVITE]),
    (
        "make_invite",
        (10, 3_600),
        rest.CREATE_INVITE,
        {},
        ok(INVITE, 201),
        {"uses": 10, "valid_seconds": 3_600},
        INVITE,
    ),
    ("revoke_invite", (3,), rest.REVOKE_INVITE, {"invite_id": 3}, raw(204), None, None),
    ("read_status", (), rest.GET_STATUS, {}, STATUS, None, STATUS),
    ("copy_data", (), rest.MAKE_COPY, {}, ok(COPY, 201), None, COPY),
    ("make_reset_code", (UserId(3),), rest.CREATE_RESET_CODE, {"user_id": 3}, ok(CODE, 201), None, CODE),
]


@pytest.mark.parametrize(
    ("name", "arguments", "endpoint", "ids", "answer", "body", "value"),
    CALLS,
    ids=[call[0] for call in CALLS],
)
async def test_each_call_is_what_the_contract_has(
    device, server, name, arguments, endpoint, ids, answer, body, value
):
    server.on(endpoint, answer, **ids)
    await connect(device, server)
    call = getattr(device.client.administration, name)
    assert await call(*arguments) == value
    [asked] = server.calls_of(endpoint, **ids)
    assert (asked.body, asked.query) == (body, {})
    server.on(endpoint, fault(403, "not_allowed"), **ids)
    assert isinstance(await error_of(call(*arguments)), Refused)
