"""Sheets about groups: a new one, another name for one, more people in one."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from backend.wire.bodies import EditRoom
from backend.wire.types import Contact, RoomId, UserId
from desktop.client.state.room_record import RoomState
from desktop.models.requests import AddMembers, Answer, CreateGroup, EditGroup, SetGroupPicture
from desktop.models.words import translate
from desktop.theme import Theme
from desktop.widgets.form_sheet import FormSheet
from desktop.widgets.paint.avatar import hue_of
from desktop.widgets.person_list import PersonPicker
from desktop.widgets.picture_choice import PictureChoice
from desktop.widgets.pictures import Pictures
from desktop.widgets.setting_rows import SwitchRow


class NewGroupSheet(FormSheet):
    """Picture, name, description, who is in it from the start; `created` tells which room it is."""

    created = Signal(int)

    def __init__(
        self,
        opener: QWidget,
        theme: Theme,
        *,
        pictures: Pictures | None = None,
        people: Iterable[Contact] = (),
        my_id: UserId | None = None,
    ) -> None:
        super().__init__(opener, translate("Groups", "New group"))
        self.holds_input = True
        self._picture = PictureChoice(theme, self, pictures=pictures)
        self.body.addWidget(self._picture)
        self._name = self.add_field("name", translate("Groups", "Name"))
        self._description = self.add_area("description", translate("Groups", "Description (optional)"))
        self._is_public = False
        self.body.addWidget(_public_switch(theme, self, self._set_public))
        left_out = () if my_id is None else (my_id,)
        self._people = PersonPicker(theme, self, pictures=pictures, known=people, left_out=left_out)
        caption = QLabel(translate("Groups", "Members"), self)
        caption.setObjectName("quiet")
        self.body.addWidget(caption)
        self.body.addWidget(self._people)
        self.add_button(translate("Dialog", "Cancel")).clicked.connect(self.close)
        create = self.add_button(translate("Groups", "Create"), "primary")
        create.setObjectName("create")
        create.clicked.connect(self._create)
        self._name.edit.textChanged.connect(self._show_name)
        for part in (self._picture, self._people):
            part.wished.connect(self.wished)
        self._show_name("")

    def open(self) -> None:
        """Begin with the name; the server is asked for people at once."""
        super().open()
        self._name.edit.setFocus()
        self._people.start()

    def _set_public(self, is_public: bool) -> None:
        self._is_public = is_public

    def _show_name(self, name: str) -> None:
        self._picture.show_who(name.strip() or "…", hue_of(None, RoomId(0)))

    def _create(self) -> None:
        if self.require("name"):
            self.ask_server(
                lambda answer: CreateGroup(
                    name=self._name.text().strip(),
                    description=self._description.text().strip(),
                    is_public=self._is_public,
                    member_ids=self._people.chosen(),
                    picture=self._picture.picture,
                    answer=answer,
                )
            )

    def take_granted(self, value: object) -> None:
        """Open it."""
        self.close()
        self.created.emit(value)


class EditGroupSheet(FormSheet):
    """Another picture, name or description, and whether everybody may join."""

    def __init__(
        self, opener: QWidget, theme: Theme, room: RoomState, *, pictures: Pictures | None = None
    ) -> None:
        super().__init__(opener, translate("Groups", "Edit the group"))
        self.holds_input = True
        self._room = room
        self._picture = PictureChoice(theme, self, pictures=pictures)
        self._picture.show_who(room.title, hue_of(None, room.room_id), room.avatar)
        self.body.addWidget(self._picture)
        self._name = self.add_field("name", translate("Groups", "Name"), room.title)
        self._description = self.add_area(
            "description", translate("Groups", "Description (optional)"), room.description
        )
        self._is_public = room.is_public
        switch = _public_switch(theme, self, self._set_public)
        switch.show_value(room.is_public)
        self.body.addWidget(switch)
        self.add_button(translate("Dialog", "Cancel")).clicked.connect(self.close)
        save = self.add_button(translate("Groups", "Save"), "primary")
        save.setObjectName("save")
        save.clicked.connect(self._save)
        self._picture.wished.connect(self.wished)
        self._picture.chosen.connect(self._set_picture)

    def open(self) -> None:
        """Begin with the name."""
        super().open()
        self._name.edit.setFocus()

    def _set_public(self, is_public: bool) -> None:
        self._is_public = is_public

    def _set_picture(self, picture: bytes | None) -> None:
        take = self.when_answered(self._take_picture_answer)
        self.wished.emit(SetGroupPicture(room_id=self._room.room_id, picture=picture, answer=take))

    def _take_picture_answer(self, answer: Answer) -> None:
        self._picture.show_problem(answer.sentence)

    def _save(self) -> None:
        if self.require("name"):
            changes = EditRoom(
                name=self._name.text().strip(),
                description=self._description.text().strip(),
                is_public=self._is_public,
            )
            self.ask_server(lambda take: EditGroup(room_id=self._room.room_id, changes=changes, answer=take))


class AddMembersSheet(FormSheet):
    """Bring people into a group."""

    def __init__(
        self,
        opener: QWidget,
        theme: Theme,
        room: RoomState,
        *,
        pictures: Pictures | None = None,
        people: Iterable[Contact] = (),
    ) -> None:
        super().__init__(opener, translate("Groups", "Add members"))
        self._room = room
        inside = [user.id for user in room.participants]
        self._people = PersonPicker(theme, self, pictures=pictures, known=people, left_out=inside)
        self.body.addWidget(self._people)
        self.add_button(translate("Dialog", "Cancel")).clicked.connect(self.close)
        self._add = self.add_button(translate("Groups", "Add"), "primary")
        self._add.setObjectName("add")
        self._add.setEnabled(False)
        self._add.clicked.connect(self._send)
        self._people.wished.connect(self.wished)
        self._people.changed.connect(lambda: self._add.setEnabled(bool(self._people.chosen())))

    def open(self) -> None:
        """Begin with the search; the server is asked for people at once."""
        super().open()
        self._people.start()

    def _send(self) -> None:
        chosen = self._people.chosen()
        self.ask_server(lambda take: AddMembers(room_id=self._room.room_id, user_ids=chosen, answer=take))


def _public_switch(theme: Theme, parent: QWidget, take: Callable[[bool], None]) -> SwitchRow:
    text = translate("Groups", "Everybody on this server may join")
    row = SwitchRow(theme, "is_public", text, parent)
    row.chosen.connect(take)
    return row
