import pytest

from desktop.models.emoji import emoji_catalogue
from desktop.models.lone_emoji import is_lone_emoji


@pytest.mark.parametrize("text", ["👍", "👍🏽", "🎉🎉🎉", "👍 👩‍👩‍👦 🇸🇪", "❤️", "1️⃣", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "👁️‍🗨️", "ℹ️"])
def test_a_few_emoji_stand_alone(text: str) -> None:
    assert is_lone_emoji(text)


@pytest.mark.parametrize(
    "text",
    ["", "a", "1", "12", "#", "✓", "®", "日本", "Привет", "👍 ok", "🎉🎉🎉🎉", "…", "👍" * 4000, "\u200d"],
)
def test_words_and_signs_and_many_emoji_do_not(text: str) -> None:
    assert not is_lone_emoji(text)


def test_every_emoji_that_the_picker_offers_is_known() -> None:
    offered = [emoji.text for group in emoji_catalogue().groups for emoji in group.emoji]
    assert [text for text in offered if not is_lone_emoji(text)] == []
