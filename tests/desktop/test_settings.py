"""Settings: one versioned file, written whole or not at all; the command line over it."""

import json

import pytest

from desktop.settings import (
    LINK_VARIABLE,
    LONGEST_LINK,
    Options,
    Settings,
    find_places,
    folder_name,
    load_settings,
    normalise_address,
    parse_options,
    replace,
    save_settings,
)


def test_what_is_saved_is_what_is_loaded(tmp_path):
    path = tmp_path / "deep" / "settings.json"
    settings = replace(
        Settings(), language="ru", theme="dark", server="http://example.org:8001", window="AAEC"
    )
    save_settings(settings, path)
    assert load_settings(path) == settings
    assert load_settings(path).window_bytes == b"\x00\x01\x02"


def test_without_a_file_there_are_defaults_and_none_is_made(tmp_path):
    assert load_settings(tmp_path / "settings.json") == Settings()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"version": 2}', '{"version": 1, "theme": "purple"}', '{"version": 1, "window": "?"}'],
)
def test_a_file_that_cannot_be_understood_is_moved_aside_whole(tmp_path, content):
    path = tmp_path / "settings.json"
    path.write_text(content)
    assert load_settings(path) == Settings()
    assert not path.exists()
    assert (tmp_path / "settings.broken.json").read_text() == content


def test_unknown_fields_of_the_same_version_are_ignored(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"version": 1, "theme": "dark", "later": [1]}')
    assert load_settings(path).theme == "dark"


def test_saving_leaves_one_readable_file_and_nothing_beside_it(tmp_path):
    path = tmp_path / "settings.json"
    save_settings(Settings(), path)
    save_settings(replace(Settings(), language="en"), path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["settings.json"]
    assert json.loads(path.read_text())["version"] == 1


def test_what_was_said_at_the_start_wins_over_what_was_saved():
    saved = replace(Settings(), language="ru", theme="dark", server="http://saved.example")
    assert Options().over(saved) == saved
    said = Options(language="en", server="http://said.example")
    assert said.over(saved) == replace(saved, language="en", server="http://said.example")


def test_everything_lies_below_the_folder_that_was_named(tmp_path):
    by_option = parse_options(["--data", str(tmp_path / "a")], {"MINICHAT_DESKTOP_DATA": str(tmp_path / "b")})
    assert find_places(by_option).server == tmp_path / "a" / "server"
    assert find_places(by_option).settings(1) == tmp_path / "a" / "profiles" / "1" / "settings.json"
    by_environment = parse_options([], {"MINICHAT_DESKTOP_DATA": str(tmp_path / "b")})
    assert find_places(by_environment).profile(2) == tmp_path / "b" / "profiles" / "2"


def test_a_start_may_ask_for_no_window_or_for_a_further_one():
    assert not parse_options([], {}).is_minimized
    assert not parse_options([], {}).is_new_window
    asked = parse_options(["--minimized", "--new-window"], {})
    assert asked.is_minimized
    assert asked.is_new_window


def test_an_end_of_quiet_without_its_time_zone_is_no_setting(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text('{"quiet_until": "2026-01-01T08:00:00"}')
    assert load_settings(path) == Settings()


def test_without_one_the_system_says_where(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    places = find_places(Options())
    assert places.data.name == places.config.name == "minichat"


@pytest.mark.parametrize(
    ("words", "link"),
    [
        (["minichat://join/10.0.0.5:8001/1-x"], "minichat://join/10.0.0.5:8001/1-x"),
        (["--", "minichat://join/x", "--data", "/evil"], "minichat://join/x --data /evil"),
        (["minichat://join/x", "--data", "/evil"], "minichat://join/x --data /evil"),
        (["MiniChat:x", "--data=/evil", "--version"], "MiniChat:x --data=/evil --version"),
        (["minichat://join/x", "--", "--server", "http://evil"], "minichat://join/x -- --server http://evil"),
        (["two", "words"], "two words"),
        ([], ""),
    ],
)
def test_whatever_is_given_as_an_invite_is_looked_at_in_the_window(words, link):
    options = parse_options(words, {})
    assert (options.link, options.data, options.server) == (link, None, None)


def test_options_before_an_invite_are_options():
    options = parse_options(["--new-window", "--theme", "dark", "minichat://join/x", "--minimized"], {})
    assert (options.is_new_window, options.theme, options.is_minimized) == (True, "dark", False)
    assert options.link == "minichat://join/x --minimized"


def test_an_invite_may_come_where_no_other_user_can_read_it():
    assert parse_options([], {LINK_VARIABLE: "minichat://join/x"}).link == "minichat://join/x"
    assert len(parse_options(["x" * 100_000], {}).link) == LONGEST_LINK


def test_version_is_printed(capsys):
    with pytest.raises(SystemExit) as ended:
        parse_options(["--version"], {})
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("Mini Chat 0.")


def test_an_address_that_is_none_is_refused_in_words(capsys):
    with pytest.raises(SystemExit):
        parse_options(["--server", "http://a b"], {})
    assert "not the address of a server" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("chat.example.org", "http://chat.example.org"),
        (" 127.0.0.1:8001 ", "http://127.0.0.1:8001"),
        ("https://chat.example.org/", "https://chat.example.org"),
        ("[::1]:80", "http://[::1]:80"),
        ("чат.рф:1", "http://чат.рф:1"),
        ("https://chat.example.org/join/#4f6a", None),
        ("minichat://join/10.0.0.5:8001/4f6a", None),
        ("https://chat.example.org/joiners", None),
        ("", None),
        ("ftp://example.org", None),
        ("http://user:pw@example.org", None),
        ("example.org/path", None),
        ("example.org:99999", None),
        ("two words", None),
    ],
)
def test_addresses_as_people_type_them(text, address):
    assert normalise_address(text) == address


def test_each_server_has_a_folder_of_its_own_with_a_name_one_can_read():
    names = [
        folder_name(f"{scheme}://chat.example{port}") for scheme in ("http", "https") for port in ("", ":1")
    ]
    assert len({*names, folder_name(""), folder_name("http://chat-example")}) == 6
    assert all(name.startswith("chat.example-") for name in names)
    assert folder_name("http://[::1]:80").isascii()
    assert "/" not in folder_name("http://../..")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://chat.example:443", "https://chat.example"),
        ("http://chat.example:80", "http://chat.example"),
        ("https://chat.example.", "https://chat.example"),
        ("https://chat.example.:8001", "https://chat.example:8001"),
        ("https://[::1]:443", "https://[::1]"),
    ],
)
def test_what_is_known_of_a_server_is_known_however_its_address_is_written(one, other):
    assert folder_name(one) == folder_name(other)


def test_another_port_is_another_server():
    written = ["https://a:80", "https://a:8443", "https://a:1443", "https://a", "http://a:443", "http://a"]
    assert len({folder_name(address) for address in written}) == len(written)
