from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.resources import resource
from desktop.settings import AccentChoice, Settings
from desktop.theme import ACCENTS, Theme, ThemeChoice
from desktop.theme.accents import tint
from desktop.theme.icons import application_icon, draw_icon
from desktop.theme.tokens import COMPACT, COSY, DARK, LIGHT, Tokens, contrast, system_fonts


def pairs(text: str) -> list[str]:
    return text.split()


TEXT_PAIRS = pairs("""
text/surface text/sidebar text/hover text/selected text/pill
secondary/surface secondary/sidebar secondary/hover on_badge/secondary
selected_secondary/selected on_accent/accent on_accent/accent_hover on_badge/badge link/surface link/sidebar
link/selected link/hover link/other_bubble error/surface error/sidebar on_warning_bar/warning_bar
other_text/other_bubble other_secondary/other_bubble own_text/own_bubble own_secondary/own_bubble
own_link/own_bubble own_link/other_bubble own_error/own_bubble on_pill/pill divider/chat surface/text
own_text/own_selection other_text/other_selection own_text/highlight other_text/highlight own_link/mention
on_pill/marked code_text/code code_keyword/code code_string/code code_comment/code
code_number/code own_link/code
""")
SHAPE_PAIRS = pairs("""
online/surface online/sidebar online/hover online/selected border/surface border/sidebar accent/surface
accent/sidebar accent/chat accent/selected accent/hover own_tick/own_bubble own_secondary/own_bubble
badge/sidebar badge/selected badge/hover own_tick/pill own_secondary/pill own_error/pill
""")
STRANGE = ("#808080", "#ff0000", "#ffff00", "#00ff00", "#000000", "#ffffff")
"""What a system may call its accent."""
SCHEMES = [
    pytest.param(base if accent == ACCENTS["blue"] else tint(base, accent), id=f"{name}-{accent}")
    for name, base in (("light", LIGHT), ("dark", DARK))
    for accent in (*ACCENTS.values(), *STRANGE)
]


def test_contrast_is_measured_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#5b6672", "#5b6672") == 1


def too_faint(tokens: Tokens, names: list[str], least: float) -> list[str]:
    def ratio(pair: str) -> float:
        ink, ground = (getattr(tokens, name) for name in pair.split("/"))
        return contrast(ink, ground)

    return [f"{pair} {ratio(pair):.2f}" for pair in names if ratio(pair) < least]


@pytest.mark.parametrize("tokens", SCHEMES)
def test_text_can_be_read(tokens: Tokens) -> None:
    assert too_faint(tokens, TEXT_PAIRS, 4.5) == []


@pytest.mark.parametrize("tokens", SCHEMES)
def test_shapes_can_be_seen(tokens: Tokens) -> None:
    assert too_faint(tokens, SHAPE_PAIRS, 3) == []


@pytest.mark.parametrize("tokens", SCHEMES)
def test_names_and_initials_can_be_read(tokens: Tokens) -> None:
    grounds = (tokens.other_bubble, tokens.chat)
    assert all(contrast(name, ground) >= 4.5 for name in tokens.names for ground in grounds)
    assert all(contrast(tokens.on_avatar, disc) >= 4.5 for disc in tokens.avatars)


def test_every_colour_of_a_scheme_stands_in_a_pair() -> None:
    grounds_without_ink = {"line", "scrollbar", "scrollbar_hover", "on_avatar"}
    paired = {name for pair in TEXT_PAIRS + SHAPE_PAIRS for name in pair.split("/")}
    colors = {name for name in Tokens.__struct_fields__ if isinstance(getattr(LIGHT, name), str)}
    assert colors - paired == grounds_without_ink


def test_switching_dresses_the_whole_program_at_once(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_choice(ThemeChoice.DARK)
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.surface)
    assert DARK.sidebar in qapp.styleSheet()
    assert theme.is_dark

    theme.set_choice(ThemeChoice.LIGHT)
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.surface)


def test_the_same_scheme_again_changes_nothing(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_choice(ThemeChoice.LIGHT)


def test_the_system_is_followed_only_when_asked(theme: Theme, qapp: QApplication) -> None:
    hints = qapp.styleHints()
    theme.set_choice(ThemeChoice.SYSTEM)
    assert theme.is_dark == (hints.colorScheme() == Qt.ColorScheme.Dark)

    theme.set_choice(ThemeChoice.DARK)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.is_dark


def test_every_accent_can_be_chosen_and_is_another_colour() -> None:
    assert {*get_args(AccentChoice)} == {"system", *ACCENTS}
    shown = [tint(LIGHT, accent).accent for accent in ACCENTS.values()]
    assert len(set(shown)) == len(ACCENTS)


def test_an_accent_reaches_palette_and_stylesheet(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.apply(Settings(theme="light", accent="green"))
    assert theme.tokens.accent != LIGHT.accent
    assert qapp.palette().color(QPalette.ColorRole.Accent) == QColor(theme.tokens.accent)
    assert theme.tokens.accent in qapp.styleSheet()


def test_text_grows_everywhere_at_once(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    before = theme.fonts.body.pixelSize()
    with qtbot.waitSignal(theme.changed):
        theme.apply(Settings(theme="light", text_percent=200))
    assert theme.fonts.body.pixelSize() == 2 * before
    assert qapp.font().pixelSize() == 2 * before
    assert f"font-size: {theme.fonts.header.pixelSize()}px" in qapp.styleSheet()


def test_density_moves_the_gaps(theme: Theme, qtbot: QtBot) -> None:
    assert theme.gaps == COSY
    with qtbot.waitSignal(theme.changed):
        theme.apply(Settings(theme="light", density="compact"))
    assert theme.gaps == COMPACT


def test_rest_is_kept_when_it_is_asked_for(theme: Theme) -> None:
    assert theme.moves
    theme.apply(Settings(theme="light", reduced_motion=True))
    assert not theme.moves


def test_sizes_keep_to_their_order(theme: Theme) -> None:
    fonts = system_fonts()
    assert fonts.body.pixelSize() >= 13
    assert 11 <= fonts.small.pixelSize() < fonts.body.pixelSize() < fonts.header.pixelSize()
    assert fonts.title.pixelSize() >= 20


@pytest.mark.parametrize("path", sorted(resource("icons").glob("*.svg")), ids=lambda path: path.stem)
def test_icons_are_drawn_in_the_colour_asked_for(theme: Theme, path) -> None:
    if path.stem == "minichat":
        assert application_icon().pixmap(64, 64).toImage().pixelColor(32, 4) == QColor("#1668c7")
        return
    image = draw_icon(path.stem, "#ff0000", 20, 2.0).toImage()
    inked = [
        image.pixelColor(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 200
    ]
    assert len(inked) > 20
    assert all(color.red() > 240 and color.green() < 16 for color in inked)
