"""What is chosen is kept and told; what the command line says is neither."""

from desktop.models.choices import Choices
from desktop.settings import Options, Settings


def test_a_choice_is_kept_and_told_once() -> None:
    kept: list[Settings] = []
    choices = Choices(save=kept.append)
    told: list[frozenset[str]] = []
    choices.changed.connect(told.append)
    choices.update(theme="dark", language="system")
    choices.update(theme="dark")
    assert choices.settings.theme == "dark"
    assert kept[-1] == Settings(theme="dark")
    assert told == [frozenset({"theme"})]


def test_what_was_said_at_the_start_rules_and_is_not_saved() -> None:
    kept: list[Settings] = []
    choices = Choices(Settings(theme="light"), Options(theme="dark"), kept.append)
    assert choices.settings.theme == "dark"
    choices.update(language="ru")
    assert choices.settings.theme == "dark"
    assert kept == [Settings(theme="light", language="ru")]


def test_a_choice_of_this_run_wins_over_the_start() -> None:
    choices = Choices(Settings(), Options(theme="dark"))
    choices.update(theme="light")
    assert choices.settings.theme == "light"
