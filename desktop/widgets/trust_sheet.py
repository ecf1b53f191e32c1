"""A server's certificate that isn't trusted: what it is, what it should be, and whether to trust it.

Shown while nothing is said to the server. Whoever is in a hurry presses Enter, and that is Cancel wherever
something is wrong.
"""

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.client import Untrusted
from desktop.models.troubles import explain_disk
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.dialog import Sheet
from desktop.widgets.fingerprint import FingerprintView
from desktop.widgets.sheet_parts import words

_log = logging.getLogger(__name__)

_WIDTH, _WIDE = 440, 640


def ask_to_trust(
    opener: QWidget,
    theme: Theme,
    doubt: Untrusted,
    trust: Callable[[str], object],
    *,
    announced: str = "",
) -> "TrustSheet":
    """Show it, and `trust` what the person trusts; a disk that doesn't take it says so in the sheet."""
    sheet = TrustSheet(opener, theme, doubt, announced=announced)

    def accept(fingerprint: str) -> None:
        try:
            trust(fingerprint)
        except OSError as error:
            _log.error("a certificate can't be kept: %s", error)
            sheet.show_problem(explain_disk())
        else:
            sheet.close()

    sheet.trusted.connect(accept)
    sheet.open()
    return sheet


class TrustSheet(Sheet):
    """Says by `trusted` that the person compared; whoever opened it closes it, or says what went wrong."""

    trusted = Signal(str)
    """The fingerprint that is believed from now on."""

    def __init__(self, opener: QWidget, theme: Theme, doubt: Untrusted, *, announced: str = "") -> None:
        self._announced = "" if doubt.known else announced
        is_pair = bool(doubt.known) or self._announced not in {"", doubt.fingerprint}
        width = theme.scaled(_WIDE if is_pair else _WIDTH)
        super().__init__(opener, _title(doubt), width=width)
        self.doubt = doubt
        self._theme = theme
        self.body.addWidget(words(urlsplit(doubt.address).netloc, self, name="link_host"))
        self.body.addWidget(words(_explanation(doubt), self, name="trust_words"))
        self._pair = self._make_pair()
        self.body.addLayout(self._pair)
        if self._announced:
            self.body.addWidget(words(_announcement(doubt, announced), self, name="trust_words"))
        self.body.addWidget(words(_advice(doubt), self, name="trust_words"))
        self._make_buttons()

    def _make_pair(self) -> QBoxLayout:
        """What is known beside what is shown, at the same height, so that the eye goes to and fro."""
        pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        pair.setSpacing(20)
        doubt, theme = self.doubt, self._theme
        if doubt.known:
            before = (
                translate("Trust", "In the invite")
                if doubt.is_by_invite
                else translate("Trust", "Known until now")
            )
            pair.addWidget(FingerprintView(before, doubt.known, theme, self), 1, Qt.AlignmentFlag.AlignTop)
            shown = translate("Trust", "Shown now")
        else:
            shown = translate("Trust", "Fingerprint of the server")
            if self._announced not in {"", doubt.fingerprint}:
                before = translate("Trust", "Announced in your network")
                view = FingerprintView(before, self._announced, theme, self)
                pair.addWidget(view, 1, Qt.AlignmentFlag.AlignTop)
        pair.addWidget(FingerprintView(shown, doubt.fingerprint, theme, self), 1, Qt.AlignmentFlag.AlignTop)
        return pair

    def _make_buttons(self) -> None:
        is_first = self.doubt.reason in {"unknown", "forgotten"}
        is_only = self.doubt.is_by_invite
        leave = translate("Dialog", "Close") if is_only else translate("Trust", "Cancel")
        cancel = self.add_button(leave, "plain" if is_first else "primary")
        cancel.setObjectName("trust_cancel")
        cancel.clicked.connect(self.close)
        if is_only:
            return
        trust = self.add_button(self._trust_words(), "primary" if is_first else "danger")
        trust.setObjectName("trust_accept")
        trust.clicked.connect(lambda: self.trusted.emit(self.doubt.fingerprint))

    def _trust_words(self) -> str:
        if self.doubt.reason == "changed":
            return translate("Trust", "Trust the new one")
        if self.doubt.reason in {"wrong_name", "expired"}:
            return translate("Trust", "Trust it all the same")
        return translate("Trust", "Trust")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two fingerprints stand side by side where there is room, else one below the other."""
        super().resizeEvent(event)
        is_wide = self.width() >= self._theme.scaled(_WIDE)
        direction = QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        if self._pair.direction() != direction:
            self._pair.setDirection(direction)


def _title(doubt: Untrusted) -> str:
    match doubt.reason:
        case "changed" if doubt.is_by_invite:
            return translate("Trust", "This is not the server of the invite")
        case "changed":
            return translate("Trust", "The server's certificate has changed")
        case "wrong_name":
            return translate("Trust", "The certificate is for another address")
        case "expired":
            return translate("Trust", "The certificate is out of date")
        case "forgotten":
            return translate("Trust", "Do you know this server still?")
        case _:
            return translate("Trust", "Do you know this server?")


def _explanation(doubt: Untrusted) -> str:
    match doubt.reason:
        case "changed" if doubt.is_by_invite:
            return translate(
                "Trust",
                "Somebody else answers at its address, or the server has a new certificate since the invite "
                "was made. Nothing was said to it.",
            )
        case "changed" if doubt.known:
            return translate(
                "Trust",
                "It is not the certificate that this computer knows. Somebody may pretend to be your server "
                "and read along. Nothing is sent until you decide; your unsent messages wait.",
            )
        case "changed":
            return translate(
                "Trust",
                "Until now an authority that this computer trusts vouched for this server; nobody vouches "
                "for what it shows today. Somebody may pretend to be your server and read along. "
                "Nothing is sent until you decide.",
            )
        case "wrong_name":
            return translate(
                "Trust",
                "An authority that this computer trusts vouches for this certificate, but not at this "
                "address. Perhaps the address is mistyped, or the server has another name.",
            )
        case "expired":
            return translate(
                "Trust",
                "Its time is over, or has not begun. Look whether the date of this computer is right; "
                "if it is, the host has to renew the certificate.",
            )
        case "forgotten":
            return translate(
                "Trust",
                "What this computer had noted about this server's certificate can't be read any more. "
                "Nothing is sent until you decide.",
            )
        case _:
            return translate(
                "Trust",
                "This computer meets the server for the first time, and no authority vouches for it. "
                "That is usual for a server of one's own. Nothing was sent to it yet.",
            )


def _announcement(doubt: Untrusted, announced: str) -> str:
    """What the network said of a server nearby: anybody there could have said it."""
    if doubt.fingerprint == announced:
        return translate(
            "Trust", "It is the one that was announced in your network, which proves nothing by itself."
        )
    return translate(
        "Trust", "It is not the one that was announced in your network. Ask the host before you trust it."
    )


def _advice(doubt: Untrusted) -> str:
    if doubt.is_by_invite:
        return translate("Trust", "Ask whoever invited you for a new invite.")
    if doubt.reason == "changed":
        return translate(
            "Trust",
            "Ask the host, by phone or in person, whether the server was set up anew. Trust the new one only "
            "if it is the same as on the host's page, digit by digit.",
        )
    if doubt.reason in {"wrong_name", "expired"}:
        return translate(
            "Trust", "Whoever trusts it all the same compares it with what the host's page shows first."
        )
    return translate(
        "Trust",
        "Compare it with what the host's page shows. If a digit differs, somebody is between you and "
        "the server.",
    )
