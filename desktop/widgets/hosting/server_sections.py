"""The sections of the page about the server, each with its heading. For `server_sheet`.

A section emits `asked` with what makes a request once it is told who takes the answer.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from backend.wire.answers import DataCopy, Invite, ServerStatus
from backend.wire.invites import show_fingerprint
from desktop.models.administration import CopyData, RevokeInvite
from desktop.models.hosting import ChangeHosting, HostingState, RegistrationChoice, RunWithoutWindow
from desktop.models.words import moment_text, tr, translate
from desktop.theme import Theme
from desktop.widgets.dialog import Sheet
from desktop.widgets.fingerprint import FingerprintPicture, in_lines
from desktop.widgets.hosting.server_parts import CopyRow, Figure, InviteRows, LogView, PeopleRows, fixed_font
from desktop.widgets.setting_rows import Segments, SwitchRow
from desktop.widgets.sheet_parts import heading, link_button, words

_log = logging.getLogger(__name__)

_DOWNLOADS = "downloads"
"""Of the server's folder: see `backend.downloads`."""


class Section(QWidget):
    """A heading, and rows below it."""

    asked = Signal(object)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 8, 0, 0)
        self.rows.setSpacing(8)
        if title:
            self.rows.addWidget(heading(title, self))

    def add_way(self, name: str, text: str) -> QPushButton:
        """A line that can be pressed."""
        button = link_button(name, text, self, kind="row")
        self.rows.addWidget(button)
        return button


class ReachSection(Section):
    """How others reach the server, and who may register there; changed only where it runs."""

    def __init__(self, theme: Theme, parent: QWidget, *, is_own: bool) -> None:
        super().__init__("", parent)
        self._address = CopyRow("address", translate("Server", "Address"), self)
        prints = translate("Server", "Fingerprint of its certificate, for who wants to compare it")
        self._picture = FingerprintPicture("", theme, self)
        self._fingerprint = CopyRow(
            "fingerprint", prints, self, font=fixed_font(theme), picture=self._picture
        )
        self._ways = {
            "open": translate("Server", "Everybody"),
            "invite": translate("Server", "By invite"),
            "closed": translate("Server", "Nobody"),
        }
        self._who = translate("Server", "Who may create an account")
        self._registration = Segments("registration", self._who, self._ways, self)
        self._announced = SwitchRow(
            theme,
            "announced",
            translate("Server", "Can be found in this network"),
            self,
            translate("Server", "It is listed where somebody joins a server, with its name."),
        )
        self._said = words("", self)
        for widget in (self._address, self._fingerprint, self._registration, self._announced, self._said):
            self.rows.addWidget(widget)
        for row in (self._registration, self._announced):
            row.setVisible(is_own)
        self._said.setVisible(not is_own)
        self._registration.chosen.connect(self._ask_registration)
        self._announced.chosen.connect(self._ask_announced)

    def show_hosting(self, state: HostingState) -> None:
        """Of the server of this computer."""
        self._show_place(state.address, state.fingerprint)
        self._registration.show_value(state.registration)
        self._announced.show_value(state.is_announced)

    def show_status(self, status: ServerStatus) -> None:
        """Of a server elsewhere."""
        self._show_place(status.address, status.fingerprint)
        announced = (
            translate("Server", "It can be found in its network.")
            if status.is_announced
            else translate("Server", "It can't be found in its network without its address.")
        )
        way = self._ways.get(status.registration, status.registration)
        self._said.setText(f"{self._who}: {way}. {announced}")

    def _show_place(self, address: str, fingerprint: str) -> None:
        self._address.show_text(address)
        self._picture.show_fingerprint(fingerprint)
        self._fingerprint.show_text(in_lines(fingerprint), show_fingerprint(fingerprint))

    def _ask_registration(self, value: RegistrationChoice) -> None:
        self.asked.emit(lambda take: ChangeHosting(registration=value, answer=take))

    def _ask_announced(self, value: object) -> None:
        self.asked.emit(lambda take: ChangeHosting(is_announced=bool(value), answer=take))


class InviteSection(Section):
    """The invites that can still be used, and the way to another."""

    invite_wanted = Signal(object)
    """Carries the `Invite` to be shown, or None for any."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(translate("Server", "Invites"), parent)
        self._invites = InviteRows(self)
        self.rows.addWidget(self._invites)
        invite = self.add_way("invite_people", translate("Server", "Invite people…"))
        invite.clicked.connect(lambda: self.invite_wanted.emit(None))
        self._invites.shown.connect(self.invite_wanted)
        self._invites.revoked.connect(self._ask_to_revoke)

    def show_invites(self, invites: Sequence[Invite]) -> None:
        """These, the newest first."""
        self._invites.show_invites(invites)

    def _ask_to_revoke(self, invite: Invite) -> None:
        question = translate("Server", "Revoke this invite? Who has its link can't join by it any more.")
        asked = Sheet.ask(self, question, translate("Server", "Revoke"))
        asked.accepted.connect(
            lambda: self.asked.emit(lambda take: RevokeInvite(invite_id=invite.id, answer=take))
        )


class UseSection(Section):
    """Who is connected, and what the server takes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(translate("Server", "Now connected"), parent)
        self._count = words("", self)
        self._people = PeopleRows(self)
        self._figures = {
            "cpu": Figure(translate("Server", "Processor"), self),
            "memory": Figure(translate("Server", "Memory"), self),
            "messages": Figure(translate("Server", "Messages in the last minute"), self),
            "started": Figure(translate("Server", "Runs since"), self),
        }
        self.rows.addWidget(self._count)
        self.rows.addWidget(self._people)
        self.rows.addSpacing(8)
        self.rows.addWidget(heading(translate("Server", "Load"), self))
        for figure in self._figures.values():
            self.rows.addWidget(figure)

    def show_status(self, status: ServerStatus) -> None:
        """As it is now."""
        people = tr("%n person(s)", None, len(status.people))
        devices = tr("%n device(s)", None, status.devices)
        accounts = tr("%n account(s)", None, status.accounts)
        says = translate("Server", "{people} with {devices}, of {accounts}")
        self._count.setText(says.format(people=people, devices=devices, accounts=accounts))
        self._people.show_people(status.people)
        percent = translate("Settings", "{number}%").format(number=round(status.cpu_percent))
        self._figures["cpu"].show_text(percent)
        self._figures["memory"].show_text(bytes_text(status.memory_bytes) if status.memory_bytes else "–")
        self._figures["messages"].show_text(QLocale().toString(status.messages_last_minute))
        self._figures["started"].show_text(moment_text(status.started_at))


class StorageSection(Section):
    """What its data take, and a copy of them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(translate("Server", "Storage"), parent)
        self._folder: Path | None = None
        self._database = Figure(translate("Server", "Database"), self)
        self._free = Figure(translate("Server", "Free on its disk"), self)
        self._said = words("", self)
        self._said.hide()
        self.rows.addWidget(self._database)
        self.rows.addWidget(self._free)
        copy = self.add_way("copy_data", translate("Server", "Copy the data now"))
        self.rows.addWidget(self._said)
        self._open = self.add_way("open_copies", translate("Server", "Open the folder of copies"))
        self._open.hide()
        copy.clicked.connect(lambda: self.asked.emit(lambda take: CopyData(answer=take)))
        self._open.clicked.connect(lambda: open_folder(self._folder))

    def show_status(self, status: ServerStatus) -> None:
        """As it is now."""
        self._database.show_text(bytes_text(status.database_bytes))
        self._free.show_text(bytes_text(status.free_bytes))

    def show_copy(self, copy: DataCopy, folder: Path | None) -> None:
        """Where it is; `folder` is the server's, if it is on this computer."""
        self._folder = folder / "copies" if folder is not None else None
        size = bytes_text(copy.bytes)
        if self._folder is not None:
            says = translate("Server", "Copied, {size}: {file}")
            self._said.setText(says.format(size=size, file=self._folder / copy.name))
        else:
            says = translate("Server", "Copied, {size}: {file} in the folder “copies” of its data.")
            self._said.setText(says.format(size=size, file=copy.name))
        self._said.show()
        self._open.setVisible(self._folder is not None)


class MachineSection(Section):
    """What only the computer of the server can do: the firewall, running without the window, the log."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(translate("Server", "This computer"), parent)
        self._log_file = self._downloads = Path()
        firewall = translate("Server", "If colleagues can't connect, let them through the firewall")
        self._firewall = CopyRow("firewall", firewall, self, font=fixed_font(theme))
        self._alone = SwitchRow(
            theme,
            "runs_without_window",
            translate("Server", "Keep it running without this window"),
            self,
            translate("Server", "It starts with the computer, and Mini Chat can be closed."),
        )
        self._alone.chosen.connect(self._ask_alone)
        self._no_service = words("", self)
        boot = translate("Server", "To have it run before anybody logs in to this computer")
        self._boot = CopyRow("boot", boot, self, font=fixed_font(theme))
        self._log = LogView(theme, self)
        caption = words(translate("Server", "Log"), self)
        for widget in (self._firewall, self._alone, self._no_service, self._boot, caption):
            self.rows.addWidget(widget)
        self.rows.addWidget(self._log)
        way = self.add_way("open_log", translate("Server", "Open the folder of the log"))
        way.clicked.connect(lambda: open_folder(self._log_file.parent))
        offers = self.add_way(
            "open_downloads", translate("Server", "Installers for colleagues: open the folder")
        )
        offers.clicked.connect(self._open_downloads)

    def show_hosting(self, state: HostingState) -> None:
        """As it is now."""
        self._log_file = state.log_file
        self._downloads = state.folder / _DOWNLOADS
        self._firewall.show_text(state.firewall_hint)
        self._alone.show_value(state.runs_without_window)
        self._alone.setEnabled(state.can_run_without_window or state.runs_without_window)
        self._boot.show_text(state.boot_hint)
        self._no_service.setText(state.no_service_reason)
        self._no_service.setVisible(bool(state.no_service_reason))

    def show_log(self, lines: Sequence[str]) -> None:
        """Its last lines."""
        self._log.show_lines(lines)

    def _open_downloads(self) -> None:
        """What lies there is offered to whoever opens an invite in a browser."""
        try:
            self._downloads.mkdir(exist_ok=True)
        except OSError as error:
            _log.warning("the folder of installers can't be made: %s", error)
        open_folder(self._downloads)

    def _ask_alone(self, value: object) -> None:
        self.asked.emit(lambda take: RunWithoutWindow(is_on=bool(value), answer=take))


def bytes_text(count: int) -> str:
    """So much, as people say it."""
    return QLocale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def open_folder(folder: Path | None) -> None:
    """Show it in the system's own window for files."""
    if folder is not None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
