from desktop import client
from desktop.client.errors import (
    ChatError,
    Refused,
    ServerFailed,
    Stopped,
    Unreachable,
    Untrusted,
    WrongScheme,
)


def test_whoever_calls_the_client_meets_seven_kinds_of_trouble():
    kinds = {kind.__name__ for kind in ChatError.__subclasses__()}
    assert kinds == {
        "Unreachable",
        "ServerFailed",
        "Refused",
        "SessionExpired",
        "Incompatible",
        "NotEncrypted",
        "NotMiniChat",
    }
    assert kinds < set(client.__all__)


def test_nobody_answers_whom_we_may_talk_to_is_a_kind_of_no_answer():
    kinds = {kind.__name__ for kind in Unreachable.__subclasses__()}
    assert kinds == {"Locked", "Stopped", "Untrusted", "WrongScheme"}
    assert kinds < set(client.__all__)


def test_what_a_certificate_is_about_is_told_with_the_trouble():
    error = Untrusted("https://host", "a1" * 32, reason="wrong_name")
    assert (error.address, error.fingerprint, error.known, error.reason) == (
        "https://host",
        "a1" * 32,
        "",
        "wrong_name",
    )
    assert str(WrongScheme("http://host", is_encrypted=True)) == "http://host: the server speaks https"
    assert str(Stopped()) == "the server was stopped by its host"


def test_trouble_says_in_a_log_what_it_is():
    assert str(ServerFailed("overloaded", "busy")) == "overloaded: busy"
    assert str(Refused("no_such_room")) == "no_such_room"


def test_only_a_server_asks_for_a_wait():
    assert ServerFailed("overloaded", retry_after=2.0).retry_after == 2.0
    assert Refused("no_such_room").retry_after == 0.0
