import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from desktop.i18n import install_language
from desktop.models.words import members_text, translate, typing_text
from desktop.theme import Theme
from tests.helpers.translations import FOLDER, LANGUAGES, collect_texts, compile_texts


def test_russian_counts_in_three_forms(theme: Theme, qapp: QApplication) -> None:
    assert install_language(qapp, "ru") == "ru"
    assert [members_text(count) for count in (1, 2, 5, 11, 21)] == [
        "1 участник",
        "2 участника",
        "5 участников",
        "11 участников",
        "21 участник",
    ]
    assert typing_text(["Анна"], is_direct=False) == "Анна печатает…"


def test_english_counts_in_two_forms(theme: Theme) -> None:
    assert [members_text(count) for count in (1, 2)] == ["1 member", "2 members"]
    assert typing_text(["Bob", "Eve"], is_direct=False) == "2 people are typing…"


def test_a_language_takes_the_place_of_the_one_before(theme: Theme, qapp: QApplication) -> None:
    install_language(qapp, "ru")
    assert translate("Sidebar", "Search") == "Поиск"
    assert QLocale().language() == QLocale.Language.Russian
    install_language(qapp, "en")
    assert translate("Sidebar", "Search") == "Search"
    assert QLocale().language() == QLocale.Language.English


def test_an_unknown_choice_falls_back(theme: Theme, qapp: QApplication) -> None:
    assert install_language(qapp, "system") in LANGUAGES
    assert install_language(qapp, "tlh") == install_language(qapp, "system")


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The translations as the tools make them from the sources as they are."""
    folder = tmp_path_factory.mktemp("translations")
    for language in LANGUAGES:
        shutil.copy(FOLDER / f"minichat_{language}.ts", folder)
    collect_texts(folder)
    compile_texts(folder)
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_sources_is_translated(fresh: Path, language: str) -> None:
    tree = ET.parse(fresh / f"minichat_{language}.ts")
    unfinished = [
        message.findtext("source")
        for message in tree.iter("message")
        if (translation := message.find("translation")) is None or translation.get("type") is not None
    ]
    assert unfinished == []
    assert any(message.get("numerus") for message in tree.iter("message"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_placeholder_is_lost(language: str) -> None:
    tree = ET.parse(FOLDER / f"minichat_{language}.ts")
    for message in tree.iter("message"):
        source = message.findtext("source") or ""
        forms = [form.text or "" for form in message.iter("numerusform")] or [
            message.findtext("translation") or ""
        ]
        for mark in ("%n", "{name}", "{time}", "{day}", "{reason}", "{log}"):
            assert all((mark in form) == (mark in source) for form in forms), source


@pytest.mark.parametrize(
    "name", [f"minichat_{language}.{kind}" for language in LANGUAGES for kind in ("ts", "qm")]
)
def test_what_is_committed_is_what_the_tools_make(fresh: Path, name: str) -> None:
    assert (fresh / name).read_bytes() == (FOLDER / name).read_bytes(), (
        "run python -m tests.helpers.translations"
    )
