from desktop import client
from desktop.client.errors import ChatError, Refused, ServerFailed


def test_whoever_calls_the_client_meets_six_kinds_of_trouble():
    kinds = {kind.__name__ for kind in ChatError.__subclasses__()}
    assert kinds == {
        "Unreachable",
        "ServerFailed",
        "Refused",
        "SessionExpired",
        "Incompatible",
        "NotMiniChat",
    }
    assert kinds < set(client.__all__)


def test_trouble_says_in_a_log_what_it_is():
    assert str(ServerFailed("overloaded", "busy")) == "overloaded: busy"
    assert str(Refused("no_such_room")) == "no_such_room"


def test_only_a_server_asks_for_a_wait():
    assert ServerFailed("overloaded", retry_after=2.0).retry_after == 2.0
    assert Refused("no_such_room").retry_after == 0.0
