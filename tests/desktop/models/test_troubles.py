"""Every trouble of the client core has one sentence for the person, in both languages."""

import pytest

from desktop.client import Incompatible, NotMiniChat, Refused, ServerFailed, SessionExpired, Unreachable
from desktop.i18n import install_language
from desktop.models.troubles import explain

TROUBLES = [
    Unreachable("http://127.0.0.1:1: ConnectionRefusedError"),
    ServerFailed("overloaded"),
    NotMiniChat("http_404"),
    Refused("not_found"),
    SessionExpired("tokens are dead"),
    Incompatible("protocol 9"),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: type(trouble).__name__)
def test_each_has_a_sentence_without_its_technical_words(qapp, trouble):
    install_language(qapp, "ru")
    russian = explain(trouble)
    install_language(qapp, "en")
    english = explain(trouble)
    for sentence in (russian, english):
        assert sentence.endswith(".")
        assert str(trouble) not in sentence
    assert russian != english


def test_no_two_mean_the_same(qapp):
    assert len({explain(trouble) for trouble in TROUBLES}) == len(TROUBLES)


def test_the_server_s_own_words_come_first(qapp):
    assert explain(Refused("no_such_user", "There is no such user.")) == "There is no such user."
    assert explain(ServerFailed("rate_limited", "Too fast.")) == "Too fast."
