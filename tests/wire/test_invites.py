"""What an invite carries, in both of its spellings."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.wire.invites import (
    BadInvite,
    InviteLink,
    is_invite,
    parse_invite,
    read_fingerprint,
    show_fingerprint,
)

FINGERPRINT = "ab" * 32
LAN = InviteLink(host="192.168.1.5", port=8001, token="7-Qx_z-1", fingerprint=FINGERPRINT)


def test_a_link_opens_the_program_and_another_one_the_browser() -> None:
    packed = "q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s"
    assert LAN.link == f"minichat://join/192.168.1.5:8001/7-Qx_z-1/{packed}"
    assert LAN.web_link == f"https://192.168.1.5:8001/join/#7-Qx_z-1/{packed}"
    assert LAN.address == "https://192.168.1.5:8001"


def test_a_server_that_an_authority_vouches_for_needs_no_fingerprint() -> None:
    invite = InviteLink(host="chat.example.org", port=443, token="t")
    assert invite.web_link == "https://chat.example.org/join/#t"
    assert parse_invite("https://chat.example.org/join/#t") == invite
    assert parse_invite("https://chat.example.org/join#t") == invite


def test_a_server_without_encryption_says_so_in_both_spellings() -> None:
    invite = InviteLink(host="::1", port=8001, token="t", is_encrypted=False)
    assert invite.link == "minichat://join/[::1]:8001/t/plain"
    assert invite.web_link == "http://[::1]:8001/join/#t/plain"
    assert parse_invite(invite.link) == parse_invite(invite.web_link) == invite


NAMES = st.from_regex(r"[a-zа-я0-9]([a-zа-я0-9-]{0,20}[a-zа-я0-9])?(\.[a-z0-9]{1,10}){0,3}", fullmatch=True)
HOSTS = st.one_of(NAMES, st.ip_addresses().map(str))


@given(
    host=HOSTS,
    port=st.integers(1, 65_535),
    token=st.text(string.ascii_letters + string.digits + "_-", min_size=1, max_size=60),
    mark=st.one_of(st.just(""), st.just("plain"), st.binary(min_size=32, max_size=32).map(bytes.hex)),
)
def test_what_is_written_can_be_read(host: str, port: int, token: str, mark: str) -> None:
    invite = InviteLink(
        host=host,
        port=port,
        token=token,
        fingerprint="" if mark == "plain" else mark,
        is_encrypted=mark != "plain",
    )
    assert parse_invite(invite.link) == invite
    assert parse_invite(f"  <{invite.web_link}>\n") == invite
    assert is_invite(invite.link)
    assert is_invite(invite.web_link)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "minichat:",
        "minichat://",
        "minichat://join/",
        "minichat://join/192.168.1.5:8001",
        "minichat://join/192.168.1.5:8001/",
        "minichat://join//7-Qx",
        "minichat://join/192.168.1.5:99999/7-Qx",
        "minichat://join/192.168.1.5:0/7-Qx",
        "https://192.168.1.5:0/join/#7-Qx",
        "minichat://join/a b:8001/7-Qx",
        "minichat://join/user@evil.example:8001/7-Qx",
        "minichat://join/192.168.1.5:8001/7-Qx/short",
        "minichat://join/192.168.1.5:8001/7-Qx/" + "!" * 43,
        "minichat://join/192.168.1.5:8001/sp ace/plain",
        "minichat://leave/192.168.1.5:8001/7-Qx",
        "https://192.168.1.5:8001/join/",
        "https://192.168.1.5:8001/join/#",
        "https://192.168.1.5:8001/join/#7-Qx/plain",
        "http://192.168.1.5:8001/join/#7-Qx",
        "https://192.168.1.5:8001/#7-Qx",
        "https://[::1/join/#7-Qx",
        "minichat://join/host:8001/" + "x" * 600,
    ],
)
def test_what_is_no_whole_invite_is_refused(text: str) -> None:
    with pytest.raises(BadInvite):
        parse_invite(text)


@given(st.text(max_size=120))
def test_whatever_is_pasted_is_an_invite_or_refused(text: str) -> None:
    for spelled in (text, f"minichat://join/{text}", f"https://host/join/#{text}"):
        try:
            parse_invite(spelled)
        except BadInvite:
            continue


def test_an_invite_may_be_shouted() -> None:
    _, _, secret = LAN.link.rpartition("8001")
    assert parse_invite(f"MINICHAT://JOIN/192.168.1.5:8001{secret}") == LAN


def test_a_mangled_invite_is_still_seen_to_be_meant_as_one() -> None:
    assert is_invite(" MiniChat://join/half")
    assert is_invite("https://chat.example.org/join/")
    assert not is_invite("https://chat.example.org")
    assert not is_invite("chat.example.org:8001")


def test_a_fingerprint_is_shown_in_pairs_and_read_from_them() -> None:
    shown = show_fingerprint(FINGERPRINT)
    assert shown.startswith("AB:AB:")
    assert read_fingerprint(f" {shown} ") == FINGERPRINT
    assert read_fingerprint("AB:CD") == ""
