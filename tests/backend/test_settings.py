"""Settings come from a file, the environment and the command line; what is wrong is named in one sentence."""

import re
from pathlib import Path

import pytest

from backend.settings import BadSettings, Settings, load_settings
from backend.wire.limits import UNLIMITED_RATES, Limits

OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"


@pytest.fixture
def config(tmp_path):
    """Writes a settings file."""

    def write(text):
        path = tmp_path / "minichat.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_nothing_said_means_loopback_and_the_limits_of_the_contract():
    settings = load_settings({}, {})
    assert (settings.host, settings.port, settings.bcrypt_cost) == ("127.0.0.1", 8001, 12)
    assert settings.limits == Limits()
    assert settings.data.name == "minichat-server"


def test_a_file_is_overruled_by_the_environment_and_that_by_the_command_line(config):
    file = config('host = "::"\nport = 1\nbcrypt_cost = 5\ndata = "/srv/chat"')
    environment = {"MINICHAT_PORT": "2", "MINICHAT_BCRYPT_COST": "6", "MINICHAT_LOG_JSON": "true"}
    settings = load_settings({"port": None, "bcrypt_cost": 7}, environment, file)
    assert (settings.host, settings.port, settings.bcrypt_cost) == ("::", 2, 7)
    assert settings.log_json
    assert settings.data == Path("/srv/chat")


def test_folders_are_taken_from_every_source():
    assert load_settings({}, {"MINICHAT_DATA": "/srv/a"}).data == Path("/srv/a")
    assert load_settings({"data": Path("/srv/b")}, {}).data == Path("/srv/b")


@pytest.mark.parametrize("name", ["Мы 👨\u200d👩\u200d👧", "می\u200cخواهم", "🏴\U000e0067\U000e007f"])
def test_names_with_signs_that_join_are_names(tmp_path, name):
    assert load_settings({"data": tmp_path, "name": name}, {}).name == name


def test_a_file_in_the_data_folder_is_read_unless_another_is_named(tmp_path, config):
    (tmp_path / "server.toml").write_text('name = "Team"\nport = 5', encoding="utf-8")
    found = load_settings({"data": tmp_path, "port": 6}, {})
    assert (found.data, found.name, found.port) == (tmp_path, "Team", 6)
    assert load_settings({}, {"MINICHAT_DATA": str(tmp_path)}).port == 5
    assert load_settings({"data": tmp_path}, {}, config("port = 7")).port == 7
    assert load_settings({"data": tmp_path / "new"}, {}).name == "Mini Chat"


@pytest.mark.parametrize(
    ("text", "named"), [('data = "/srv/b"', "data: "), ("port = ", "server.toml: "), ("colour = 1", "colour")]
)
def test_what_is_wrong_with_the_file_in_the_data_folder_is_said(tmp_path, text, named):
    (tmp_path / "server.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings, match=named):
        load_settings({"data": tmp_path}, {})


@pytest.mark.parametrize(
    ("arguments", "mode"),
    [
        ({}, "open"),
        ({"host": "::1"}, "open"),
        ({"host": "localhost"}, "open"),
        ({"host": "0.0.0.0"}, "invite"),
        ({"host": "::"}, "invite"),
        ({"host": "chat.example.org"}, "invite"),
        ({"public_url": "https://chat.example.org"}, "invite"),
        ({"trusted_proxies": ["127.0.0.1"]}, "invite"),
        ({"host": "0.0.0.0", "registration": "open"}, "open"),
        ({"registration": "closed"}, "closed"),
    ],
    ids=str,
)
def test_whoever_can_be_reached_from_a_network_lets_in_who_was_invited(arguments, mode):
    assert load_settings(arguments, {}).registration_mode == mode


def test_the_database_is_a_file_of_the_folder_unless_a_url_names_another():
    assert load_settings({"data": "/srv/a"}, {}).database_path == Path("/srv/a/minichat.sqlite3")
    elsewhere = load_settings({"database": "sqlite:////srv/b.db"}, {})
    assert elsewhere.database_path == Path("/srv/b.db")


def test_every_setting_is_documented_with_its_default():
    rows = dict(
        re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", OPERATING.read_text(encoding="utf-8"), re.MULTILINE)
    )
    settings = load_settings({}, {})
    assert rows.keys() == set(Settings.__struct_fields__) - {"limits"}
    for name, shown in rows.items():
        default = getattr(settings, name)
        if shown.startswith("`"):
            written = ",".join(default) if isinstance(default, tuple) else str(default)
            assert shown.strip("`") in {written, written.lower()}
        else:
            assert not default or name == "data"


def test_lists_are_parted_by_commas_in_the_environment(config):
    environment = {
        "MINICHAT_CORS_ORIGINS": "https://a.example, http://[::1]:3000",
        "MINICHAT_TRUSTED_PROXIES": "10.0.0.0/8,::1",
    }
    file = config('cors_origins = ["https://b.example"]\ntrusted_proxies = ["192.0.2.1"]')
    settings = load_settings({}, environment, file)
    assert settings.cors_origins == ("https://a.example", "http://[::1]:3000")
    assert settings.trusted_proxies == ("10.0.0.0/8", "::1")
    assert load_settings({}, {}, file).trusted_proxies == ("192.0.2.1",)
    assert load_settings({}, {"MINICHAT_CORS_ORIGINS": ""}).cors_origins == ()


def test_limits_of_all_sources_count_together(config):
    file = config("[limits]\nsockets_per_user = 3\nheartbeat_seconds = 7.5\nmessage_length = 10")
    environment = {"MINICHAT_LIMIT_HEARTBEAT_SECONDS": "2.5"}
    limits = load_settings({"limits": {"message_length": 20}}, environment, file).limits
    assert (limits.sockets_per_user, limits.heartbeat_seconds, limits.message_length) == (3, 2.5, 20)


def test_limits_off_lifts_rates_and_counts_and_never_sizes():
    limits = load_settings({"limits": "off"}, {}).limits
    lifted = {name for name in Limits.__struct_fields__ if getattr(limits, name) != getattr(Limits(), name)}
    assert lifted == UNLIMITED_RATES.keys()
    assert (limits.body_bytes, limits.message_length) == (Limits().body_bytes, Limits().message_length)


def test_limits_off_leaves_other_numbers_as_they_were_set():
    environment = {"MINICHAT_LIMITS": "off", "MINICHAT_LIMIT_LEASE_SECONDS": "1"}
    limits = load_settings({}, environment).limits
    assert (limits.lease_seconds, limits.sockets_total) == (1, 1_000_000_000)


def test_limits_on_takes_back_what_an_earlier_source_lifted():
    environment = {"MINICHAT_LIMITS": "off", "MINICHAT_LIMIT_LEASE_SECONDS": "1"}
    assert load_settings({"limits": "on"}, environment).limits == Limits(lease_seconds=1)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"name": "  "}, "name: 1 to 60"),
        ({"name": "x" * 61}, "name: 1 to 60"),
        ({"name": "a\nb"}, "name: control characters"),
        ({"name": "a\u202eb"}, "name: control characters"),
        ({"host": ""}, "host: "),
        ({"registration": "everybody"}, "registration"),
        ({"tls": "on"}, "tls"),
        ({"certificate": "a.pem"}, "certificate and private_key"),
        ({"private_key": "a.key"}, "certificate and private_key"),
        ({"port": 65_536}, "port: 65536"),
        ({"port": -1}, "port: -1"),
        ({"port": "eighty"}, "port"),
        ({"bcrypt_cost": 3}, "bcrypt_cost: 3"),
        ({"bcrypt_cost": 32}, "bcrypt_cost: 32"),
        ({"database": "sqlite:///"}, "the path of a file"),
        ({"database": "sqlite:///:memory:"}, "the path of a file"),
        ({"database": "postgresql://u:secret@h/db"}, "database: .* not postgresql$"),
        ({"log_level": "LOUD"}, "log_level: LOUD"),
        ({"public_url": "chat.example.org"}, "public_url"),
        ({"public_url": "https://"}, "public_url"),
        ({"public_url": "https://chat.example.org:port"}, "public_url: .* is no address"),
        ({"public_url": "https://[::1"}, "public_url: .* is no address"),
        ({"public_url": "https://chat.example.org:0"}, "public_url: an http or https address"),
        ({"public_url": "https://chat.example.org/team"}, "https://chat.example.org or .* nothing behind it"),
        ({"public_url": "http://chat.example.org//"}, "nothing behind it"),
        ({"public_url": "https://chat.example.org/?"}, "nothing behind it"),
        ({"public_url": "https://chat.example.org#x"}, "nothing behind it"),
        ({"public_url": "https://me@chat.example.org"}, "nothing behind it"),
        ({"public_url": "https://two words"}, "public_url: two words is no name"),
        ({"public_url": "https://-chat-.example.org"}, "public_url: -chat-"),
        ({"public_url": "https://chat..org"}, r"public_url: chat\.\.org"),
        ({"cors_origins": ["*"]}, r"cors_origins: \*"),
        ({"cors_origins": ["https://chat.example.org/"]}, "cors_origins: https://chat.example.org/"),
        ({"cors_origins": ["https://Chat.example.org"]}, "cors_origins: https://Chat.example.org"),
        ({"cors_origins": "https://chat.example.org"}, "cors_origins"),
        ({"trusted_proxies": ["proxy"]}, "trusted_proxies: proxy"),
        ({"trusted_proxies": ["10.0.0.1/8"]}, "trusted_proxies: 10.0.0.1/8"),
        ({"data": ""}, "path"),
        ({"data": 5}, "path"),
        ({"log_json": "perhaps"}, "log_json"),
        ({"colour": "red"}, "colour"),
        ({"limits": "none"}, "limits: .*'none'"),
        ({"limits": {"sockets": 5}}, "limits: there is no sockets"),
        ({"limits": {"sockets_total": 0}}, "limits: sockets_total"),
        ({"limits": {"lease_seconds": float("nan")}}, "limits: lease_seconds"),
        ({"limits": {"lease_seconds": float("inf")}}, "limits: lease_seconds"),
        ({"limits": {"lease_seconds": "long"}}, "lease_seconds"),
    ],
    ids=str,
)
def test_a_bad_value_is_named(arguments, named):
    with pytest.raises(BadSettings, match=named):
        load_settings(arguments, {})


def test_a_bad_database_is_named_without_its_password():
    with pytest.raises(BadSettings) as caught:
        load_settings({"database": "postgresql://u:secret@h/db"}, {})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["port = ", "port = 1\nport = 2", 'hosts = "::"'], ids=str)
def test_a_bad_file_is_refused(config, text):
    with pytest.raises(BadSettings):
        load_settings({}, {}, config(text))


@pytest.mark.parametrize(
    "url",
    [
        "https://chat.example.org",
        "http://chat.example.org:80/",
        "https://[fd00::7]:1",
        "https://чат.рф",
        "http://box",
    ],
)
def test_public_addresses_that_invites_carry_are_taken(url):
    assert load_settings({"public_url": url}, {}).public_url == url


def test_a_file_that_an_editor_of_windows_wrote_is_read(tmp_path):
    (tmp_path / "server.toml").write_text('name = "Team"\r\n', encoding="utf-8-sig")
    assert load_settings({"data": tmp_path}, {}).name == "Team"


def test_a_file_without_a_bottom_is_refused(config):
    with pytest.raises(BadSettings, match="lie too deep"):
        load_settings({}, {}, config("x = " + "[" * 50_000))


def test_the_old_word_on_registration_is_not_passed_over(config):
    with pytest.raises(BadSettings, match="MINICHAT_REGISTRATION_OPEN is MINICHAT_REGISTRATION now"):
        load_settings({}, {"MINICHAT_REGISTRATION_OPEN": "false"})
    with pytest.raises(BadSettings, match='registration_open is registration = "open", "invite"'):
        load_settings({}, {}, config("registration_open = false"))


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["missing", "no text"])
def test_an_unreadable_file_is_named(tmp_path, content):
    path = tmp_path / "minichat.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadSettings, match=r"minichat\.toml"):
        load_settings({}, {}, path)
