"""The sheet with an invite: its code and link, for whom and how long, and the making of another."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from backend.wire.answers import Invite
from backend.wire.invites import parse_invite
from desktop.models.administration import DAY, DrawCode, ListInvites, MakeInvite
from desktop.models.requests import Answer
from desktop.models.words import moment_text, tr, translate
from desktop.theme import Theme
from desktop.widgets.form_sheet import FormSheet
from desktop.widgets.hosting.copier import Copier
from desktop.widgets.hosting.qr_code import QrCode
from desktop.widgets.setting_rows import Segments
from desktop.widgets.sheet_parts import heading, link_button, words

_CODE_SIDE = 208
_USES, _DAYS = 10, 7


class InviteSheet(FormSheet):
    """Shows the invite that it is given, else the newest that is left, else a fresh one."""

    def __init__(self, opener: QWidget, theme: Theme, invite: Invite | None = None) -> None:
        super().__init__(opener, translate("Invite", "Invite people"), width=theme.scaled(460))
        self._invite = invite
        self._uses, self._days = _USES, _DAYS
        self._make_picture()
        self._make_link()
        self._make_choices()

    def open(self) -> None:
        """Show it, or look for one at once."""
        super().open()
        if self._invite is not None:
            self._show(self._invite)
        else:
            self.ask_server(lambda take: ListInvites(answer=take))

    def take_granted(self, value: object) -> None:
        """The list, then perhaps the invite that had to be made."""
        if isinstance(value, Invite):
            self._show(value)
        elif isinstance(value, list):
            left = next((one for one in value if isinstance(one, Invite) and one.used < one.uses), None)
            if left is not None:
                self._show(left)
            else:
                self._make()

    # --- building ------------------------------------------------------------------------------------------

    def _make_picture(self) -> None:
        self._code = QrCode(_CODE_SIDE, self)
        self._code.setAccessibleName(translate("Invite", "QR code of the invite"))
        self.body.addWidget(self._code, 0, Qt.AlignmentFlag.AlignHCenter)
        self._hint = words("", self)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self._hint)

    def _make_link(self) -> None:
        self._link = QLineEdit(self)
        self._link.setObjectName("invite_link")
        self._link.setReadOnly(True)
        self._link.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._link.setAccessibleName(translate("Invite", "Link of the invite"))
        self.body.addWidget(self._link)
        self._terms = words("", self)
        self.body.addWidget(self._terms)
        opens = translate("Invite", "Copy the link that opens Mini Chat")
        direct = link_button("copy_direct", opens, self, kind="row")
        self.body.addWidget(direct)
        copy = self.add_button(translate("Invite", "Copy the link"), "primary")
        copy.setObjectName("copy_link")
        self._copy, self._copy_direct = Copier(copy), Copier(direct)

    def _make_choices(self) -> None:
        self.body.addWidget(heading(translate("Invite", "Another invite"), self))
        uses = {
            1: translate("Invite", "One person"),
            10: translate("Invite", "Ten"),
            100: translate("Invite", "The whole team"),
        }
        days = {
            1: translate("Invite", "1 day"),
            7: translate("Invite", "7 days"),
            30: translate("Invite", "30 days"),
        }
        for_whom = Segments("uses", translate("Invite", "For whom"), uses, self)
        how_long = Segments("days", translate("Invite", "Valid for"), days, self)
        self._for_whom, self._how_long = for_whom, how_long
        for_whom.show_value(self._uses)
        how_long.show_value(self._days)
        for_whom.chosen.connect(self._choose_uses)
        how_long.chosen.connect(self._choose_days)
        another = link_button("make_another", translate("Invite", "Make another"), self, kind="row")
        another.clicked.connect(self._make)
        self.body.addWidget(for_whom)
        self.body.addWidget(how_long)
        self.body.addWidget(another)

    # --- doing ---------------------------------------------------------------------------------------------

    def _choose_uses(self, uses: int) -> None:
        self._uses = uses

    def _choose_days(self, days: int) -> None:
        self._days = days

    def _show_choices(self, invite: Invite) -> None:
        """As this invite is, where that is a choice; another one begins from there."""
        days = round((invite.expires_at - invite.created_at).total_seconds() / DAY)
        if self._for_whom.show_value(invite.uses):
            self._uses = invite.uses
        if self._how_long.show_value(days):
            self._days = days

    def _make(self) -> None:
        uses, seconds = self._uses, self._days * DAY
        self.ask_server(lambda take: MakeInvite(uses=uses, valid_seconds=seconds, answer=take))

    def _show(self, invite: Invite) -> None:
        self._invite = invite
        self._link.setText(invite.web_link)
        self._link.setCursorPosition(0)
        self._copy.hold(invite.web_link)
        self._copy_direct.hold(invite.link)
        self._terms.setText(terms_text(invite))
        self._hint.setText(_hint_text(invite))
        self._show_choices(invite)
        self._code.show_rows(())

        def take(answer: Answer) -> None:
            if invite is self._invite and isinstance(answer.value, tuple):
                self._code.show_rows(answer.value)

        self.wished.emit(DrawCode(words=invite.web_link, answer=self.when_answered(take)))


def _hint_text(invite: Invite) -> str:
    """What opens it. Of a server that vouches for itself browsers warn, and nobody shall be surprised."""
    if parse_invite(invite.link).fingerprint:
        return translate(
            "Invite",
            "Send this link or show the code. Pasted into Mini Chat the link needs no browser; a browser "
            "warns once, for this server vouches for itself.",
        )
    return translate("Invite", "Send this link or show the code: it opens in any browser.")


def terms_text(invite: Invite) -> str:
    """For how many people an invite is, how many of them came, and until when, in a line."""
    if invite.used:
        left = tr("For %n more person(s)", None, invite.uses - invite.used)
    else:
        left = tr("For %n person(s)", None, invite.uses)
    return translate("Invite", "{left} · valid until {time}").format(
        left=left, time=moment_text(invite.expires_at)
    )
