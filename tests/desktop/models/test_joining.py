import pytest

from backend.wire.invites import InviteLink
from desktop.models.joining import LookAt, ResetPassword, ServerPreview, find_invite

INVITE = InviteLink(host="10.0.0.5", port=8001, token="1-secret", fingerprint="ab" * 32)


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        (INVITE.link, INVITE.link),
        (f"Join us: <{INVITE.web_link}> see you\n", INVITE.web_link),
        (f'"{INVITE.link}"', INVITE.link),
        ("https://example.org", ""),
        ("", ""),
        ("x" * 100_000 + INVITE.link, ""),
    ],
)
def test_the_invite_is_found_in_what_was_pasted(pasted: str, found: str) -> None:
    assert find_invite(pasted) == found


@pytest.mark.parametrize(
    ("registration", "invite", "takes_new"),
    [
        ("open", None, True),
        ("open", INVITE, True),
        ("invite", None, False),
        ("invite", INVITE, True),
        ("closed", INVITE, False),
    ],
)
def test_who_may_make_an_account(registration: str, invite: InviteLink | None, takes_new: bool) -> None:
    server = ServerPreview(
        address="https://10.0.0.5:8001", name="Office", registration=registration, invite=invite
    )
    assert server.takes_new is takes_new
    assert server.host == "10.0.0.5:8001"


def test_no_secret_is_in_what_a_log_could_show() -> None:
    asked = ResetPassword(address=None, username="anna", code="KXQF", new_password="hush")
    shown = repr(asked) + repr(LookAt(invite=INVITE)) + repr(INVITE)
    assert not any(secret in shown for secret in ("KXQF", "hush", "1-secret"))
