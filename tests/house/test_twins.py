"""Each module has a test of its own that its name finds: `backend/hub.py`, `tests/backend/test_hub.py`."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JOIN = "tests/desktop/widgets/entrance/test_join_page.py"
THEME, CHAT = "tests/desktop/test_theme.py", "tests/desktop/widgets/test_chat.py"
PARTS, VIEW = "tests/desktop/widgets/paint/test_parts.py", "tests/desktop/widgets/timeline/test_view.py"
COMMANDS = "tests/backend/test_commands.py"
COVERED_ELSEWHERE: dict[str, str] = {
    "backend/commands/accounts.py": COMMANDS,
    "backend/commands/shared.py": COMMANDS,
    "backend/wire/answers.py": "tests/wire/test_examples.py",
    "backend/wire/bodies.py": "tests/wire/test_examples.py",
    "backend/wire/limits.py": "tests/backend/test_settings.py",
    "backend/wire/live.py": "tests/wire/test_examples.py",
    "backend/wire/room_socket.py": "tests/wire/test_examples.py",
    "backend/wire/types.py": "tests/wire/test_examples.py",
    "desktop/conversation.py": "tests/desktop/test_app.py",
    "desktop/entrance.py": "tests/desktop/test_app.py",
    "desktop/host_acts.py": "tests/desktop/test_hosting.py",
    "desktop/leaving.py": "tests/journeys/test_host_window.py",
    "desktop/selftest/report.py": "tests/desktop/selftest/test_installation.py",
    "desktop/selftest/trial.py": "tests/desktop/selftest/test_installation.py",
    "desktop/signing_in.py": "tests/desktop/test_app.py",
    "desktop/theme/accents.py": THEME,
    "desktop/theme/icons.py": THEME,
    "desktop/theme/tokens.py": THEME,
    "desktop/widgets/avatar.py": CHAT,
    "desktop/widgets/card_list.py": CHAT,
    "desktop/widgets/chat_columns.py": CHAT,
    "desktop/widgets/composer_strip.py": "tests/desktop/widgets/test_composer.py",
    "desktop/widgets/emoji_grid.py": "tests/desktop/widgets/test_emoji_picker.py",
    "desktop/widgets/entrance/big_choice.py": "tests/desktop/widgets/entrance/test_login.py",
    "desktop/widgets/entrance/join_form.py": JOIN,
    "desktop/widgets/entrance/login_form.py": "tests/desktop/widgets/entrance/test_login.py",
    "desktop/widgets/entrance/nearby_list.py": JOIN,
    "desktop/widgets/entrance/own_name.py": JOIN,
    "desktop/widgets/entrance/reset_page.py": JOIN,
    "desktop/widgets/entrance/welcome.py": "tests/desktop/widgets/entrance/test_login.py",
    "desktop/widgets/hosting/server_parts.py": "tests/desktop/widgets/hosting/test_server_sheet.py",
    "desktop/widgets/hosting/server_sections.py": "tests/desktop/widgets/hosting/test_server_sheet.py",
    "desktop/widgets/long_paste.py": "tests/desktop/widgets/test_composer.py",
    "desktop/widgets/own_menu.py": CHAT,
    "desktop/widgets/paint/avatar.py": PARTS,
    "desktop/widgets/paint/badge.py": PARTS,
    "desktop/widgets/paint/layout_cache.py": VIEW,
    "desktop/widgets/paint/look.py": PARTS,
    "desktop/widgets/paint/nearby_row.py": JOIN,
    "desktop/widgets/paint/person_row.py": "tests/desktop/widgets/test_person_list.py",
    "desktop/widgets/paint/room_row.py": PARTS,
    "desktop/widgets/paint/row_delegate.py": "tests/desktop/widgets/test_person_list.py",
    "desktop/widgets/paint/row_words.py": PARTS,
    "desktop/widgets/paint/ticks.py": PARTS,
    "desktop/widgets/pick_list.py": "tests/desktop/widgets/test_person_list.py",
    "desktop/widgets/regions.py": "tests/desktop/widgets/test_room_window.py",
    "desktop/widgets/room.py": CHAT,
    "desktop/widgets/room_header.py": CHAT,
    "desktop/widgets/sheet_card.py": "tests/desktop/widgets/test_dialog.py",
    "desktop/widgets/sidebar_body.py": "tests/desktop/widgets/test_sidebar.py",
    "desktop/widgets/sidebar_head.py": "tests/desktop/widgets/test_sidebar.py",
    "desktop/widgets/sidebar_search.py": "tests/desktop/widgets/test_sidebar.py",
    "desktop/widgets/timeline/follower.py": VIEW,
    "desktop/widgets/timeline/jump_button.py": VIEW,
    "desktop/widgets/timeline/paging.py": VIEW,
    "desktop/widgets/timeline/painter.py": VIEW,
    "desktop/widgets/timeline/rows.py": VIEW,
    "desktop/widgets/writing_aids.py": "tests/desktop/widgets/test_composer.py",
}
"""Modules without a twin, and the test that covers each: parts of a screen are tested on the screen."""

TESTS_OF_SEVERAL = {
    THEME,
    PARTS,
    COMMANDS,
    "tests/backend/actions/test_random_steps.py",
    "tests/backend/test_access_matrix.py",
    "tests/backend/test_state_machine.py",
    "tests/desktop/test_main.py",
    "tests/desktop/client/test_hostile_server.py",
    "tests/desktop/client/test_real_server.py",
    "tests/desktop/client/test_untrusted_server.py",
    "tests/desktop/client/test_killed_core.py",
}
"""Tests of what several modules do together, or of an entry point."""


def modules() -> list[Path]:
    """All that need a twin: packages, entry points and migrations are run by every journey."""
    found = [*ROOT.glob("backend/**/*.py"), *ROOT.glob("desktop/**/*.py")]
    names = sorted(path.relative_to(ROOT) for path in found)
    return [name for name in names if not name.name.startswith("__") and "migrations" not in name.parts]


def twin(module: Path) -> Path:
    """Where the test of a module belongs; those of the wire are a folder of their own."""
    folder = Path("tests/wire") if module.parent == Path("backend/wire") else Path("tests") / module.parent
    return folder / f"test_{module.name}"


def test_every_module_has_its_twin():
    missing = [module.as_posix() for module in modules() if not (ROOT / twin(module)).is_file()]
    assert [name for name in missing if name not in COVERED_ELSEWHERE] == []


def test_every_twin_has_its_module():
    known = {twin(module) for module in modules()}
    tests = [*ROOT.glob("tests/backend/**/test_*.py"), *ROOT.glob("tests/desktop/**/test_*.py")]
    strays = sorted(path.relative_to(ROOT) for path in tests if path.relative_to(ROOT) not in known)
    assert {stray.as_posix() for stray in strays} == TESTS_OF_SEVERAL


def test_exemptions_are_still_needed_and_name_a_test_that_exists():
    names = {module.as_posix() for module in modules()}
    for module, test in COVERED_ELSEWHERE.items():
        assert module in names
        assert not (ROOT / twin(Path(module))).is_file()
        assert (ROOT / test).is_file()
