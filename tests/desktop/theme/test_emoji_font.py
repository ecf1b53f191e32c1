"""The packaged font draws every emoji of the catalogue as one picture, and leaves other text alone."""

import pytest
from PySide6.QtGui import QFont, QTextLayout
from PySide6.QtWidgets import QApplication

from desktop.models.emoji import TONES, emoji_catalogue, with_tone
from desktop.theme.emoji_font import install_emoji_font


def faces(text: str) -> list[tuple[str, int]]:
    """The font and the width of each glyph that has one."""
    layout = QTextLayout(text, QFont("sans"))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    found = []
    for run in layout.glyphRuns():
        advances = run.rawFont().advancesForGlyphIndexes(run.glyphIndexes())
        found += [
            (run.rawFont().familyName(), glyph)
            for glyph, advance in zip(run.glyphIndexes(), advances, strict=True)
            if advance.x() > 0
        ]
    return found


def test_each_emoji_is_one_glyph_of_our_font(qapp: QApplication) -> None:
    family = install_emoji_font()
    texts = [emoji.text for group in emoji_catalogue().groups for emoji in group.emoji]
    texts += [
        with_tone(emoji.text, tone)
        for emoji in emoji_catalogue().groups[1].emoji
        if emoji.takes_tone
        for tone in range(1, TONES + 1)
    ]
    wrong = [text for text in texts if len(found := faces(text)) != 1 or found[0][0] != family]
    assert wrong == []


@pytest.mark.parametrize("text", ["plain words", "просто слова", "12:30 #1 * ©"])
def test_other_text_keeps_its_font(qapp: QApplication, text: str) -> None:
    assert install_emoji_font() not in {family for family, _ in faces(text)}
