"""The keys of the program: one table as data, bound to widgets by the names of its commands.

Whoever takes a key puts it here first: the list of shortcuts and docs/keys.md are made of the same table.
"""

import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import cast

import msgspec
from PySide6 import QtCore
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from desktop.models.words import translate


class Key(msgspec.Struct, frozen=True):
    """One command and the keys that ask for it; on a Mac Qt reads Ctrl as Command and Alt as Option."""

    command: str
    sequences: tuple[str, ...]
    text: str
    """What it does, in English: `translate("Keys", text)` says it in the person's language."""
    is_typed: bool = False
    """The widget with the keyboard sees to it by itself: it is only listed."""
    is_numbered: bool = False
    """One key for each number: what is bound is called with 1, 2, 3 ..."""


class Group(msgspec.Struct, frozen=True):
    """Keys under one heading of the list."""

    title: str
    keys: tuple[Key, ...]


QT_TRANSLATE_NOOP = cast("Callable[[str, str], str]", QtCore.QT_TRANSLATE_NOOP)
"""By this name lupdate finds the texts; Qt's stubs take what it answers for no text."""

GROUPS = (
    Group(
        QT_TRANSLATE_NOOP("Keys", "Chats"),
        (
            Key("switch", ("Ctrl+K",), QT_TRANSLATE_NOOP("Keys", "Go to a chat or a person")),
            Key("new_chat", ("Ctrl+N", "Ctrl+Shift+K"), QT_TRANSLATE_NOOP("Keys", "New chat")),
            Key("new_group", ("Ctrl+Shift+G",), QT_TRANSLATE_NOOP("Keys", "New group")),
            Key(
                "previous_chat",
                ("Alt+Up", "Ctrl+PgUp", "Ctrl+Shift+Tab"),
                QT_TRANSLATE_NOOP("Keys", "Previous chat"),
            ),
            Key("next_chat", ("Alt+Down", "Ctrl+PgDown", "Ctrl+Tab"), QT_TRANSLATE_NOOP("Keys", "Next chat")),
            Key("previous_unread", ("Alt+Shift+Up",), QT_TRANSLATE_NOOP("Keys", "Previous unread chat")),
            Key("next_unread", ("Alt+Shift+Down",), QT_TRANSLATE_NOOP("Keys", "Next unread chat")),
            Key("back", ("Alt+Left",), QT_TRANSLATE_NOOP("Keys", "Back to the chat before")),
            Key("forward", ("Alt+Right",), QT_TRANSLATE_NOOP("Keys", "Forward again")),
            Key(
                "pinned_chat",
                tuple(f"Ctrl+{number}" for number in range(1, 10)),
                QT_TRANSLATE_NOOP("Keys", "Pinned chat"),
                is_numbered=True,
            ),
            Key("unread_only", ("Ctrl+Shift+U",), QT_TRANSLATE_NOOP("Keys", "Only unread chats, or all")),
            Key(
                "search_everywhere",
                ("Ctrl+Shift+F",),
                QT_TRANSLATE_NOOP("Keys", "Search the messages of all chats"),
            ),
            Key(
                "mentions",
                ("Ctrl+Shift+M",),
                QT_TRANSLATE_NOOP("Keys", "Messages that mention you"),
            ),
            Key(
                "mark_all_read",
                ("Shift+Esc",),
                QT_TRANSLATE_NOOP("Keys", "Mark everything as read (asks first)"),
            ),
        ),
    ),
    Group(
        QT_TRANSLATE_NOOP("Keys", "Messages"),
        (
            Key("find", ("Ctrl+F",), QT_TRANSLATE_NOOP("Keys", "Search this chat")),
            Key("find_next", ("F3",), QT_TRANSLATE_NOOP("Keys", "Next hit")),
            Key("find_previous", ("Shift+F3",), QT_TRANSLATE_NOOP("Keys", "Previous hit")),
            Key("info", ("Ctrl+.",), QT_TRANSLATE_NOOP("Keys", "About this chat and its members")),
            Key("first_unread", ("Shift+PgUp",), QT_TRANSLATE_NOOP("Keys", "First unread message")),
            Key(
                "walk", ("Up", "Down"), QT_TRANSLATE_NOOP("Keys", "Walk through the messages"), is_typed=True
            ),
            Key(
                "ends",
                ("Ctrl+Home", "Ctrl+End"),
                QT_TRANSLATE_NOOP("Keys", "First, last message"),
                is_typed=True,
            ),
            Key(
                "scroll",
                ("PgUp", "PgDown"),
                QT_TRANSLATE_NOOP("Keys", "Scroll, also while writing"),
                is_typed=True,
            ),
            Key(
                "message_menu",
                ("Menu", "Shift+F10"),
                QT_TRANSLATE_NOOP("Keys", "What can be done with it"),
                is_typed=True,
            ),
            Key(
                "mark_unread",
                ("U",),
                QT_TRANSLATE_NOOP("Keys", "Mark unread from this message"),
                is_typed=True,
            ),
            Key("copy", ("Ctrl+C",), QT_TRANSLATE_NOOP("Keys", "Copy what is selected"), is_typed=True),
            Key(
                "escape",
                ("Esc",),
                QT_TRANSLATE_NOOP("Keys", "Close, cancel, then go to the newest message"),
                is_typed=True,
            ),
        ),
    ),
    Group(
        QT_TRANSLATE_NOOP("Keys", "Writing"),
        (
            Key(
                "send",
                ("Enter", "Ctrl+Enter"),
                QT_TRANSLATE_NOOP("Keys", "Send (the settings say which)"),
                is_typed=True,
            ),
            Key("new_line", ("Shift+Enter",), QT_TRANSLATE_NOOP("Keys", "New line"), is_typed=True),
            Key(
                "edit_last",
                ("Up",),
                QT_TRANSLATE_NOOP("Keys", "Edit the last own message, from an empty field"),
                is_typed=True,
            ),
            Key(
                "reply_last",
                ("Shift+Up", "Ctrl+Up"),
                QT_TRANSLATE_NOOP("Keys", "Reply to the last message, to the one before"),
                is_typed=True,
            ),
            Key("bold", ("Ctrl+B",), QT_TRANSLATE_NOOP("Keys", "Bold"), is_typed=True),
            Key("italic", ("Ctrl+I",), QT_TRANSLATE_NOOP("Keys", "Italic"), is_typed=True),
            Key("code", ("Ctrl+E",), QT_TRANSLATE_NOOP("Keys", "Code"), is_typed=True),
            Key("emoji", ("Ctrl+Shift+E",), QT_TRANSLATE_NOOP("Keys", "Emoji"), is_typed=True),
        ),
    ),
    Group(
        QT_TRANSLATE_NOOP("Keys", "Window"),
        (
            Key("settings", ("Ctrl+,",), QT_TRANSLATE_NOOP("Keys", "Settings")),
            Key("shortcuts", ("Ctrl+/", "F1"), QT_TRANSLATE_NOOP("Keys", "This list")),
            Key("next_region", ("F6",), QT_TRANSLATE_NOOP("Keys", "Next part of the window")),
            Key("previous_region", ("Shift+F6",), QT_TRANSLATE_NOOP("Keys", "Previous part of the window")),
            Key("larger", ("Ctrl++", "Ctrl+="), QT_TRANSLATE_NOOP("Keys", "Larger text")),
            Key("smaller", ("Ctrl+-",), QT_TRANSLATE_NOOP("Keys", "Smaller text")),
            Key("usual_size", ("Ctrl+0",), QT_TRANSLATE_NOOP("Keys", "Usual text size")),
            Key("close", ("Ctrl+W",), QT_TRANSLATE_NOOP("Keys", "Close this window")),
            Key("quit", ("Ctrl+Q",), QT_TRANSLATE_NOOP("Keys", "Quit")),
        ),
    ),
)

BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
"""Why a widget has got the focus, if the person's hand is not on the mouse."""

KEYS: Mapping[str, Key] = {key.command: key for group in GROUPS for key in group.keys}

_SLASH_CODES = {"win32": 0x35, "darwin": 0x2C}
_SLASH_CODE = _SLASH_CODES.get(sys.platform, 61)
"""What the system calls the key beside the right Shift: Windows and X11 by its place, a Mac by its number."""

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбю"
_SAME_KEY = dict(zip(_LATIN.upper(), _CYRILLIC.upper(), strict=True))


class KeyMap:
    """Binds commands of the table to what a widget does; they hold while its window is the active one."""

    @staticmethod
    def bind(widget: QWidget, acts: Mapping[str, Callable[..., object]]) -> None:
        """Call an act at its command's keys, whatever alphabet the keyboard writes."""
        for command, act in acts.items():
            key = KEYS[command]
            if key.is_typed:
                raise ValueError(f"{command} belongs to the widget that has the keyboard")
            if not key.is_numbered:
                _listen(widget, key.sequences, act)
                continue
            for number, sequence in enumerate(key.sequences, 1):
                _listen(widget, (sequence,), partial(act, number))

    @staticmethod
    def bind_typed(widget: QWidget, acts: Mapping[str, Callable[[], object]]) -> None:
        """The same for keys of a widget's own, while the keyboard is in it."""
        for command, act in acts.items():
            _listen(widget, KEYS[command].sequences, act, Qt.ShortcutContext.WidgetWithChildrenShortcut)


def press_by_enter(event: QKeyEvent) -> bool:
    """Enter presses the button that the keyboard is on; Qt leaves that to dialogs and to some desktops."""
    button = QApplication.focusWidget()
    is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat()
    if not is_enter or not isinstance(button, QAbstractButton):
        return False
    button.click()
    return True


def is_cyrillic_slash(event: QKeyEvent) -> bool:
    """Ctrl and the key of the slash, where it writes a full stop: Qt alone takes it for the key before."""
    if event.key() != Qt.Key.Key_Period or event.modifiers() != Qt.KeyboardModifier.ControlModifier:
        return False
    code = event.nativeVirtualKey() if sys.platform == "darwin" else event.nativeScanCode()
    return code == _SLASH_CODE


def all_alphabets(sequence: str) -> tuple[str, ...]:
    """The sequence, and what it is called where the same key writes a Cyrillic letter.

    Qt finds the Latin letter of a key by itself only where a Latin layout is installed beside.
    """
    modifiers, plus, letter = sequence.rpartition("+")
    twin = _SAME_KEY.get(letter) if plus else None
    return (sequence,) if twin is None else (sequence, f"{modifiers}+{twin}")


def shown_keys(key: Key) -> str:
    """The keys of a command as this system writes them."""
    names = [_shown(sequence) for sequence in key.sequences]
    return f"{names[0]} – {names[-1]}" if key.is_numbered else ", ".join(names)


def key_text(command: str) -> str:
    """What a command does, with its first key: for a tooltip."""
    key = KEYS[command]
    return f"{translate('Keys', key.text)} ({_shown(key.sequences[0])})"


def _shown(sequence: str) -> str:
    return QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)


def _listen(
    widget: QWidget,
    sequences: tuple[str, ...],
    act: Callable[[], object],
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
) -> None:
    shortcut = QShortcut(widget)
    shortcut.setContext(context)
    shortcut.setKeys([QKeySequence(twin) for sequence in sequences for twin in all_alphabets(sequence)])
    # A layout that writes both letters with one key makes Qt call its own twin ambiguous.
    shortcut.activated.connect(act)
    shortcut.activatedAmbiguously.connect(act)
