import pytest
from PySide6.QtWidgets import QApplication

from backend.wire.errors import ErrorCode
from desktop.client.outbox import EXPIRED_ASK, SERVER_CHANGED
from desktop.i18n import install_language
from desktop.models.failures import failure_text
from desktop.theme import Theme

UNKNOWN = "a_code_of_the_future"
CODES = [
    EXPIRED_ASK,
    SERVER_CHANGED,
    ErrorCode.CLIENT_ID_CONFLICT,
    ErrorCode.NO_SUCH_ROOM,
    ErrorCode.INVALID,
    UNKNOWN,
]


def test_each_code_has_a_sentence_of_its_own(theme: Theme) -> None:
    assert len({failure_text(code) for code in CODES}) == len(CODES)


@pytest.mark.parametrize("code", CODES)
def test_each_sentence_is_there_in_russian(theme: Theme, qapp: QApplication, code: str) -> None:
    english = failure_text(code)
    install_language(qapp, "ru")
    assert failure_text(code) != english


def test_other_refusals_of_the_text_are_about_the_text(theme: Theme) -> None:
    assert failure_text(ErrorCode.BAD_REQUEST) == failure_text(ErrorCode.INVALID)
    assert failure_text(ErrorCode.TOO_LARGE) == failure_text(ErrorCode.INVALID)
