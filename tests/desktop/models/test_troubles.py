"""Every trouble of the client core has one sentence for the person, in both languages."""

import sqlite3

import pytest

from desktop.client import (
    Incompatible,
    NotEncrypted,
    NotMiniChat,
    Refused,
    ServerFailed,
    SessionExpired,
    Stopped,
    Unreachable,
    Untrusted,
    WrongScheme,
)
from desktop.i18n import install_language
from desktop.models.troubles import explain, explain_disk, lasting_reason

TROUBLES = [
    Unreachable("http://127.0.0.1:1: ConnectionRefusedError"),
    ServerFailed("overloaded"),
    NotMiniChat("http_404"),
    Refused("not_found"),
    SessionExpired("tokens are dead"),
    Incompatible("protocol 9"),
    Stopped(),
    NotEncrypted("http://host"),
    WrongScheme("http://host", is_encrypted=True),
    WrongScheme("https://host", is_encrypted=False),
    *(
        Untrusted("https://host", "a1" * 32, reason=reason)
        for reason in ("unknown", "changed", "wrong_name", "expired", "forgotten")
    ),
    Untrusted("https://host", "a1" * 32, reason="changed", known="b2" * 32, is_by_invite=True),
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


def test_only_what_waiting_does_not_mend_is_a_reason(qapp):
    full = sqlite3.OperationalError("database or disk is full")
    lasting = [
        NotMiniChat("http_404"),
        Incompatible("protocol 9"),
        Stopped(),
        Untrusted("https://host", "a1" * 32, reason="changed"),
        WrongScheme("http://host", is_encrypted=True),
    ]
    assert [lasting_reason(trouble) for trouble in lasting] == [explain(trouble) for trouble in lasting]
    assert lasting_reason(full) == explain_disk()
    for trouble in (None, Unreachable("refused"), ServerFailed("overloaded"), ValueError("a bug of ours")):
        assert lasting_reason(trouble) == ""
