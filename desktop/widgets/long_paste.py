"""What becomes of pasted text that is too long to go in without a question; for Composer."""

from collections.abc import Callable, Sequence

from desktop.models.long_text import split_text
from desktop.models.words import tr, translate
from desktop.widgets.composer_strip import QuestionStrip
from desktop.widgets.message_field import MessageField

_MOST_PIECES = 10


class LongPaste:
    """Asks in the strip above the field; whatever the answer, the clipboard keeps the text."""

    def __init__(
        self, field: MessageField, question: QuestionStrip, limit: int, submit: Callable[[], object]
    ) -> None:
        self._field = field
        self._question = question
        self._limit = limit
        self._submit = submit

    def ask(self, pasted: str, *, may_send: bool) -> None:
        """Offer what makes sense for so much text; `may_send`: it need not be one message."""
        answers: list[tuple[str, str, Callable[[], object]]] = []
        if len(pasted) <= self._limit:
            question = tr("Paste %n line(s)?", None, pasted.count("\n") + 1)
            answers.append(("paste_all", translate("Composer", "Paste"), lambda: self._paste(pasted)))
        else:
            question = tr("%Ln character(s) don't fit into one message.", None, len(pasted))
            pieces = self._pieces(pasted)
            if may_send and len(pieces) <= _MOST_PIECES:
                words = tr("Send as %n message(s)", None, len(pieces))
                answers.append(("send_pieces", words, lambda: self._send(pieces)))
            beginning = pasted[: max(0, self._limit - len(self._field.toPlainText()))]
            words = translate("Composer", "Paste the beginning")
            answers.append(("paste_beginning", words, lambda: self._paste(beginning)))
        answers.append(("paste_nothing", translate("Composer", "Cancel"), self._field.setFocus))
        self._question.ask(question, answers)

    def _pieces(self, pasted: str) -> list[str]:
        """All that would be sent: what stands in the field already, then what was pasted."""
        before = "" if self._field.textCursor().hasSelection() else self._field.toPlainText()
        return split_text(f"{before}\n{pasted}" if before.strip() else pasted, self._limit)

    def _paste(self, text: str) -> None:
        self._field.insertPlainText(text)
        self._field.setFocus()
        self._field.ensureCursorVisible()

    def _send(self, pieces: Sequence[str]) -> None:
        """One message after the other; what could not be kept stays in the field."""
        for place, piece in enumerate(pieces):
            self._field.setPlainText(piece)
            self._submit()
            if self._field.toPlainText():
                self._field.setPlainText("\n".join(pieces[place:]))
                break
        self._field.setFocus()
