"""The frame of all pages: their words, what they load, and what may not get into them."""

import re

import pytest

from backend.rest import pages
from backend.rest.pages import FILES, POLICY, Html, fill
from backend.settings import Settings
from tests.helpers.backends import running
from tests.helpers.servers import ROOT

WEB = ROOT / "resources" / "web"
PAGES = ("/download/", "/join/")


async def read(server, path, language="en"):
    async with server.client.get(path, headers={"Accept-Language": language}) as response:
        return response, await response.text()


@pytest.mark.parametrize("path", PAGES)
async def test_page_loads_from_this_server_alone(server, path):
    response, text = await read(server, path)
    assert (response.status, response.content_type, response.charset) == (200, "text/html", "utf-8")
    assert response.headers["Content-Security-Policy"] == POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    loaded = re.findall(r'(?:src|href)="(\.\./web/[^"]*)"', text)
    assert {name.removeprefix("../web/") for name in loaded} == set(FILES)
    assert not re.search(r"https?://(?!127\.0\.0\.1)", text)
    assert "<style" not in text
    assert not re.search(r"<script(?! src=)| style=| on\w+=", text)


def test_nothing_is_loaded_from_elsewhere_by_what_is_loaded():
    for name, (folder, _) in FILES.items():
        text = (ROOT / "resources" / folder / name).read_text(encoding="utf-8")
        assert not re.search(r"@import|url\(|https?://(?!www\.w3\.org/2000/svg)", text), name


@pytest.mark.parametrize("name", FILES)
async def test_what_pages_load_is_served_and_kept(server, name):
    async with server.client.get(f"/web/{name}") as response:
        assert (response.status, response.content_type) == (200, FILES[name][1])
        assert await response.read() == (ROOT / "resources" / FILES[name][0] / name).read_bytes()
        tag = response.headers["ETag"]
    async with server.client.get(f"/web/{name}", headers={"If-None-Match": tag}) as response:
        assert response.status == 304


@pytest.mark.parametrize("name", ["page.html", "words.toml", "..%2Fstyle.qss", "%2e%2e/style.qss", "x", ""])
async def test_nothing_else_of_ours_is_served(server, name):
    assert (await server.guest.get(f"/web/{name}")).status == 404


@pytest.mark.parametrize(
    ("path", "place"), [("/", "download/"), ("/download", "download/"), ("/join", "join/")]
)
async def test_shorter_addresses_lead_on(server, path, place):
    async with server.client.get(path, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (302, place)


@pytest.mark.parametrize("path", PAGES)
async def test_page_speaks_the_visitors_language(server, path):
    _, english = await read(server, path)
    _, russian = await read(server, path, "ru-RU,ru;q=0.9,en;q=0.5")
    assert '<html lang="en">' in english
    assert '<html lang="ru">' in russian
    assert not re.search("[а-яё]", english)
    assert len(re.findall("[а-яё]+", russian)) > 20


@pytest.mark.parametrize("path", PAGES)
async def test_teams_name_is_a_text_and_never_markup(data, path):
    settings = Settings(data=data, bcrypt_cost=4, name="<script>alert(1)</script> & 'Co' $root {address}")
    async with running(settings) as server:
        _, text = await read(server, path)
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#x27;Co&#x27; $root {address}</p>" in text
    assert text.count("<script") == 1


def test_all_words_are_there_in_both_languages_and_are_used():
    templates = "".join(path.read_text(encoding="utf-8") for path in WEB.glob("*.html"))
    source = "".join(
        (ROOT / "backend" / "rest" / f"{name}.py").read_text(encoding="utf-8")
        for name in ("downloads", "joining")
    )
    english, russian = (pages._read_words()[language] for language in ("en", "ru"))
    assert english.keys() == russian.keys()
    for key in english:
        is_composed = key.startswith(("kind_", "how_"))
        assert is_composed or f"${key}" in templates or re.search(f"[\"']{key}[\"']", source), key
        blanks = [sorted(re.findall(r"%\w+|\{\w+\}", words[key])) for words in (english, russian)]
        assert blanks[0] == blanks[1], key
        assert re.search("[а-яё]", russian[key]) or key.startswith("kind_"), key


def test_values_of_a_template_are_escaped_unless_they_are_ours(monkeypatch):
    monkeypatch.setattr(pages, "_read_template", lambda name: pages.Template("$theirs $ours"))
    assert fill("any", {"theirs": "<b>&\"'", "ours": Html("<i>")}) == "&lt;b&gt;&amp;&quot;&#x27; <i>"


async def test_page_is_for_looking_at(server):
    for path in PAGES:
        assert (await server.guest.post(path)).status == 405
