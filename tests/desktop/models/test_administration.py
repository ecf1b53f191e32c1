"""What an administrator asks for."""

from desktop.models.administration import DAY, DrawCode, MakeInvite


def test_a_link_is_not_shown_by_what_asks_for_its_code() -> None:
    assert "secret" not in repr(DrawCode(words="minichat://join/host:1/secret"))


def test_an_invite_is_for_some_people_and_a_week_unless_said_otherwise() -> None:
    asked = MakeInvite()
    assert (asked.uses, asked.valid_seconds) == (10, 7 * DAY)
    assert asked.answer is None
