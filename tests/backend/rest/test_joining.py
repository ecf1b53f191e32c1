"""The page of an invite, as the server makes it; what its script does is tested in a browser."""

import pytest

from backend.downloads import FOLDER
from backend.rest.joining import PATH
from backend.wire.invites import InviteLink
from tests.helpers.installers import put

PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 10; K) Mobile Safari/537.36"}


async def read(server, headers=None):
    async with server.client.get("/join/", headers=headers or {}) as response:
        assert response.status == 200
        return await response.text()


async def test_web_link_of_an_invite_leads_to_it():
    link = InviteLink(host="chat.example.org", port=8001, token="1-abc", is_encrypted=True)
    assert link.web_link.partition("#")[0].endswith(PATH)


async def test_without_scripts_it_says_what_to_do(server):
    put(server.context.settings.data / FOLDER, "minichat_1.4.0_amd64.deb")
    text = await read(server)
    without = text.partition("<noscript>")[2].partition("</noscript>")[0]
    assert "paste it into Mini Chat" in without
    assert 'href="../download/"' in without


async def test_it_leads_to_no_page_without_anything_to_download(server):
    assert "../download/" not in await read(server)
    put(server.context.settings.data / FOLDER, "minichat_1.4.0_amd64.deb")
    assert (await read(server)).count("../download/") == 3


async def test_nothing_is_claimed_before_the_invite_was_looked_at(server):
    text = await read(server)
    states = [line for line in text.splitlines() if "data-state=" in line]
    assert len(states) > 10
    assert [line for line in states if " hidden>" not in line] == []


@pytest.mark.parametrize(("headers", "count"), [(PHONE, 1), ({}, 0)])
async def test_phone_is_told_that_it_is_none_for_it(server, headers, count):
    assert (await read(server, headers)).count("program for computers") == count
