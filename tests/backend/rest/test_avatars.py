"""Pictures over HTTP: taken from whoever may set them, served to everybody and to caches."""

import asyncio
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from aiohttp import FormData
from PIL import Image

from backend.rest.avatars import COLOURS, FORM_BYTES, draw_initials
from backend.settings import Settings
from backend.store.pictures import Owner
from backend.wire.limits import Limits
from backend.wire.rest import GET_PROFILE, PATCH_PROFILE, POST_AVATAR
from tests.helpers import seed
from tests.helpers.backends import running

AVATAR = POST_AVATAR.path
RED = (255, 0, 0)


def picture(edge=200, kind="PNG", colour=RED):
    buffer = BytesIO()
    Image.new("RGB", (edge, edge), colour).save(buffer, kind)
    return buffer.getvalue()


async def send(person, data, path=AVATAR, **headers):
    """A body of any kind; the answer's status and JSON."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    async with person.client.post(path, data=data, headers=person.headers() | names) as response:
        return response.status, await response.json()


async def fetch(server, address, **headers):
    """A picture, without a token: the response, and its body."""
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    async with server.client.get(path, headers=names) as response:
        return response, await response.read()


def seen(body):
    return Image.open(BytesIO(body))


async def group_of(owner, *members):
    room = (await owner.post("/api/chat/rooms/", {"name": "Team Spirit"})).body["id"]
    for member in members:
        await owner.post(f"/api/chat/rooms/{room}/participants/", {"user_id": member.id})
    return room


async def test_an_uploaded_picture_is_shown_everywhere_at_once(server):
    alice, bob, _ = await server.pair()
    ears = [await alice.live(), await bob.live()]
    status, answer = await send(alice, picture())
    address = answer["user"]["profile"]["avatar"]
    assert (status, seed.url(address), address.endswith(".webp")) == (200, True, True)
    for ear in ears:
        event = await ear.hear("profile_changed")
        assert (event["user"], event["avatar"]) == (alice.user, urlsplit(address).path)
    (contact,) = (await bob.get("/api/auth/users/")).body["users"]
    assert contact["avatar"] == address
    assert (await bob.get("/api/chat/rooms/")).body[0]["avatar"] == address
    assert (await alice.get(GET_PROFILE.path)).body["profile"]["avatar"] == address
    response, body = await fetch(server, address)
    assert (response.status, response.content_type) == (200, "image/webp")
    assert seen(body).size == (128, 128)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("said", ["image/png", "image/x-whatever", "application/octet-stream", "text/plain"])
async def test_what_it_is_decides_and_not_what_it_is_called(server, kind, said):
    alice = await server.register("alice")
    status, _ = await send(alice, picture(kind=kind), content_type=said)
    assert status == 200


@pytest.mark.parametrize("name", ["avatar", "file"])
async def test_a_form_may_carry_it_among_other_fields(server, name):
    alice = await server.register("alice")
    form = FormData({"first_name": "ignored"})
    form.add_field(name, picture(), filename="../../me.gif", content_type="image/gif")
    form.add_field("more", "x")
    status, answer = await send(alice, form())
    assert (status, answer["user"]["first_name"]) == (200, "")
    assert answer["user"]["profile"]["avatar"].endswith(".webp")


@pytest.mark.parametrize("upload", [b"", b"hello", b"{}", b"GIF89a", picture()[:60]])
async def test_what_is_no_picture_is_refused_under_its_field(server, upload):
    alice = await server.register("alice")
    before = (await alice.get(GET_PROFILE.path)).body["profile"]["avatar"]
    for body in (upload, form_of(upload)):
        status, answer = await send(alice, body)
        assert (status, list(answer)) == (400, ["avatar"])
    assert (await alice.get(GET_PROFILE.path)).body["profile"]["avatar"] == before


def form_of(upload, name="avatar"):
    form = FormData()
    form.add_field(name, upload, filename="me.png")
    return form()


async def test_a_form_without_the_field_is_refused_under_it(server):
    alice = await server.register("alice")
    assert await send(alice, form_of(picture(), "picture")) == (400, {"avatar": ["Fill this in."]})


ONE_FIELD = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n--b--\r\n'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--b\r\n",
        b"--b\r\n\r\nno end",
        b"nothing like it",
        (ONE_FIELD % (b"avatar", b"")).removesuffix(b"\r\n--b--\r\n"),
        ONE_FIELD % (b"_charset_", b"x" * 99),
        ONE_FIELD % (b"_charset_", b"\xff"),
        b"--b\r\nno header\r\n\r\nx\r\n--b--\r\n",
        b"--b\r\nX: " + b"y" * 9_000 + b"\r\n\r\nx\r\n--b--\r\n",
        b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c--\r\n--b--\r\n",
        b"--b\r\nContent-Type: multipart/mixed\r\n\r\n--b--\r\n",
        b"--b\r\nContent-Disposition: \xff\xfe\r\n\r\nx\r\n--b--\r\n",
    ],
)
async def test_a_form_that_makes_no_sense_is_the_clients_fault(server, body):
    alice = await server.register("alice")
    for boundary in ("; boundary=b", "", "; boundary=" + "b" * 99):
        status, _ = await send(alice, body, content_type=f"multipart/form-data{boundary}")
        assert status == 400


@pytest.mark.parametrize("limits", [Limits(avatar_bytes=100_000)])
async def test_more_bytes_than_allowed_are_refused_and_the_connection_lives_on(server):
    alice = await server.register("alice")

    async def endless():
        for _ in range(40):
            yield b"x" * 10_000

    most = picture() + b"x" * (100_000 - len(picture()))
    assert (await send(alice, most))[0] == 200
    for body in (
        most + b"x",
        b"x" * 300_000,
        form_of(most + b"x"),
        form_of(b"x" * 300_000),
        endless(),
    ):
        status, answer = await send(alice, body)
        assert (status, answer["code"]) == (413, "too_large")
    many = FormData(default_to_multipart=True)
    for _ in range(FORM_BYTES // 20):
        many.add_field("x", "y" * 100)
    assert (await send(alice, many()))[0] == 413
    assert (await alice.get(GET_PROFILE.path)).body["profile"]["avatar"].endswith(".webp")


async def test_it_may_be_larger_than_other_bodies(server):
    alice = await server.register("alice")
    noise = BytesIO()
    Image.effect_noise((500, 500), 90).save(noise, "PNG")
    assert len(noise.getvalue()) > 2 * server.context.limits.body_bytes
    for body in (noise.getvalue(), form_of(noise.getvalue())):
        assert (await send(alice, body))[0] == 200


@pytest.mark.parametrize("limits", [Limits(avatar_pixels=9_999)])
async def test_more_pixels_than_allowed_are_refused_under_the_field(server):
    alice = await server.register("alice")
    assert await send(alice, picture(100), accept_language="ru") == (
        400,
        {"avatar": ["Изображение слишком велико."]},
    )


@pytest.mark.parametrize("limits", [Limits(body_seconds=0.2)])
async def test_an_upload_that_does_not_end_is_given_up(server):
    alice = await server.register("alice")

    async def slow():
        yield picture()[:50]
        await asyncio.sleep(5)
        yield b""

    assert (await send(alice, slow()))[0] == 408


@pytest.mark.parametrize("limits", [Limits(pictures_per_hour=2)])
async def test_one_user_may_not_keep_the_server_busy_with_pictures(server):
    alice, bob = await server.register("alice"), await server.register("bob")
    answers = [await send(alice, b"junk") for _ in range(3)]
    assert [status for status, _ in answers] == [400, 400, 429]
    assert answers[-1][1]["code"] == "rate_limited"
    assert (await send(bob, picture()))[0] == 200


async def test_without_a_token_nothing_is_read(server):
    assert (await send(server.guest, picture()))[0] == 401


async def test_a_picture_can_be_taken_back(server):
    alice = await server.register("alice", first_name="Alice")
    _, answer = await send(alice, picture())
    uploaded = answer["user"]["profile"]["avatar"]
    for take_back in (
        alice.call("DELETE", AVATAR),
        alice.call("DELETE", AVATAR),
        alice.call("PATCH", PATCH_PROFILE.path, {"avatar": ""}),
    ):
        back = await take_back
        address = back.body["user"]["profile"]["avatar"]
        assert (back.status, address.endswith(".svg")) == (200, True)
    assert (await fetch(server, uploaded))[0].status == 404
    await send(alice, picture())
    emptied = await alice.call("PATCH", PATCH_PROFILE.path, {"avatar": ""})
    assert emptied.body["user"]["profile"]["avatar"].endswith(".svg")


async def test_a_group_has_a_picture_and_its_generated_one_has_its_letters(server):
    alice, bob, _ = await server.pair()
    room = await group_of(alice, bob)
    path = f"/api/chat/rooms/{room}/avatar/"
    generated = (await bob.get(f"/api/chat/rooms/{room}/")).body["avatar"]
    assert b">TS<" in (await fetch(server, generated))[1]
    ear = await bob.live()
    status, answer = await send(alice, picture(), path)
    assert (status, answer["id"], answer["avatar"].endswith(".webp")) == (200, room, True)
    changed = await ear.hear("room_changed")
    assert (changed["by"], changed["avatar"]) == (alice.id, urlsplit(answer["avatar"]).path)
    assert (await bob.get(f"/api/chat/rooms/{room}/")).body["avatar"] == answer["avatar"]
    back = await alice.call("DELETE", path)
    assert (back.status, back.body["avatar"].endswith(".svg")) == (200, True)
    assert (await fetch(server, answer["avatar"]))[0].status == 404


async def test_who_may_not_set_a_groups_picture_is_told_before_it_is_read(server):
    alice, bob, direct = await server.pair()
    carol = await server.register("carol")
    room = await group_of(alice, bob)
    for person, where, expected in (
        (bob, room, (403, "not_allowed")),
        (carol, room, (404, "no_such_room")),
        (alice, direct, (403, "not_in_direct_rooms")),
        (alice, 999, (404, "no_such_room")),
        (alice, "x", (404, "no_such_room")),
    ):
        path = f"/api/chat/rooms/{where}/avatar/"
        for body in (picture(), b"junk", b"x" * 1_000_000):
            status, answer = await send(person, body, path)
            assert (status, answer["code"]) == expected
        deleted = await person.call("DELETE", path)
        assert (deleted.status, deleted.code) == expected


@pytest.mark.parametrize(
    ("size", "edge"), [("", 256), ("?size=1", 64), ("?size=64", 64), ("?size=65", 128), ("?size=512", 512)]
)
async def test_the_size_is_chosen_by_who_shows_it(server, size, edge):
    alice = await server.register("alice")
    _, answer = await send(alice, picture(600))
    response, body = await fetch(server, answer["user"]["profile"]["avatar"] + size)
    assert (response.status, seen(body).size) == (200, (edge, edge))


@pytest.mark.parametrize("size", ["0", "-1", "513", "9999", "99999999999", "x", "1.5", "", "%00", "٣"])
async def test_a_size_that_is_none_is_refused(server, size):
    alice = await server.register("alice")
    _, answer = await send(alice, picture())
    response, _ = await fetch(server, f"{answer['user']['profile']['avatar']}?size={size}")
    assert response.status == 400


async def test_an_uploaded_picture_may_be_cached_for_ever_and_a_generated_one_for_a_while(server):
    alice = await server.register("alice", first_name="Ada")
    generated = (await alice.get(GET_PROFILE.path)).body["profile"]["avatar"]
    shown, _ = await fetch(server, generated)
    assert shown.headers["Cache-Control"] == "public, max-age=3600"
    _, answer = await send(alice, picture())
    uploaded = answer["user"]["profile"]["avatar"]
    for address, kind in ((uploaded, "image/webp"), (generated, "image/svg+xml")):
        response, body = await fetch(server, address)
        if response.status == 404:  # the generated one had the key of before
            continue
        assert response.content_type == kind
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'"
        again, nothing = await fetch(server, address, if_none_match=response.headers["ETag"])
        assert (again.status, nothing) == (304, b"")
        assert again.headers["ETag"] == response.headers["ETag"]
        other, whole = await fetch(server, address, if_none_match='"other"')
        assert (other.status, whole) == (200, body)
    response, _ = await fetch(server, uploaded)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path", ["{0}.svg", "{0}.webp", "{0}.png", "{0}", "x.svg", "%00.svg", "{1}.webp", "../api/.svg"]
)
async def test_a_key_that_nobody_has_is_not_found(server, path):
    address = "/avatars/" + path.format("0" * 32, "A" * 32)
    assert (await server.guest.get(address)).status == 404


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("alice", "A"),
        ("Alice  Stone Junior", "AS"),
        ("<b> &c", "&lt;&amp;"),
        ("ёлка я", "ЁЯ"),
        ("ß", "SS"),
        ("\uffff x", "X"),
        ("", ""),
    ],
)
def test_a_generated_picture_is_the_letters_of_a_name_on_a_colour(name, letters):
    drawn = draw_initials(Owner(3, name))
    assert f">{letters}</text>" in drawn
    assert COLOURS[3] in drawn


async def test_links_to_pictures_begin_with_the_public_address(data):
    settings = Settings(data=data, bcrypt_cost=4, registration="open", public_url="https://chat.example.org")
    async with running(settings) as server:
        alice = await server.register("alice")
        _, answer = await send(alice, picture())
        assert answer["user"]["profile"]["avatar"].startswith("https://chat.example.org/avatars/")
