import pytest

from backend.wire.limits import Limits
from desktop.system.device import device_name


@pytest.mark.parametrize(
    ("host", "platform", "name"),
    [
        ("attic.home.example", "linux", "attic · Linux"),
        ("ANNA-PC", "win32", "ANNA-PC · Windows"),
        ("Annas-Mac.local", "darwin", "Annas-Mac · macOS"),
        ("attic", "freebsd14", "attic"),
        ("", "linux", "Linux"),
        ("two\nlines", "linux", "twolines · Linux"),
    ],
)
def test_a_computer_is_called_by_its_name_and_system(host: str, platform: str, name: str) -> None:
    assert device_name(host, platform) == name


def test_no_name_is_longer_than_a_server_takes_or_hides_signs() -> None:
    for host in ("h" * 400, "\u202eattic", "дача\x00"):
        name = device_name(host)
        assert len(name) <= Limits().device_name_length
        assert name.isprintable()


def test_this_computer_has_a_name() -> None:
    assert device_name()
