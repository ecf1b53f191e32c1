"""What went wrong between the client core, its server and its disk, in one sentence for the person."""

import sqlite3

from desktop.client import (
    ChatError,
    Incompatible,
    Locked,
    NotEncrypted,
    NotMiniChat,
    Refused,
    ServerFailed,
    Stopped,
    Unreachable,
    Untrusted,
    WrongScheme,
)
from desktop.models.words import translate


def explain(error: ChatError) -> str:
    """One sentence for the person; the server's own words where it said any."""
    match error:
        case Refused(text=text) | ServerFailed(text=text) if text:
            return text
        case Unreachable():
            return _explain_no_answer(error)
        case NotMiniChat():
            return translate("Conversation", "There is no Mini Chat server at this address.")
        case NotEncrypted():
            return translate(
                "Conversation",
                "This server does not encrypt: anybody on the way can read your password and all messages. "
                "Try again to go on all the same.",
            )
        case ServerFailed():
            return translate("Conversation", "The server can't do this right now. Try again in a moment.")
        case Refused():
            return translate("Conversation", "The server refused this.")
        case Incompatible():
            return translate(
                "Conversation", "This program and the server have different versions: update the older."
            )
        case _:
            return translate("Conversation", "You were signed out. Log in again to go on.")


def explain_disk() -> str:
    """What can't be written on this computer."""
    return translate("Conversation", "This could not be saved on this computer. Perhaps its disk is full.")


def lasting_reason(trouble: Exception | None) -> str:
    """Why there is no connection, where waiting alone won't help; else nothing."""
    match trouble:
        case Incompatible() | NotMiniChat() | Locked() | Untrusted() | WrongScheme() | Stopped():
            return explain(trouble)
        case sqlite3.Error():
            return explain_disk()
        case _:
            return ""


def _explain_no_answer(trouble: Unreachable) -> str:
    match trouble:
        case Locked(is_refused=False):
            return translate("Conversation", "Waiting for this computer's keyring…")
        case Locked():
            return translate(
                "Conversation", "Your login is in this computer's keyring, which could not be opened."
            )
        case Untrusted():
            return _explain_doubt(trouble)
        case WrongScheme(is_encrypted=True):
            return translate(
                "Conversation", "This server encrypts its connections: its address begins with https://."
            )
        case WrongScheme():
            return translate(
                "Conversation",
                "This server does not encrypt its connections: its address begins with http://.",
            )
        case Stopped():
            return translate("Conversation", "The server was stopped by its host.")
        case _:
            return translate("Conversation", "The server does not answer. Check the address and the network.")


def _explain_doubt(doubt: Untrusted) -> str:
    match doubt.reason:
        case "changed" if doubt.is_by_invite:
            return translate("Conversation", "This is not the server of the invite. Nothing was said to it.")
        case "changed":
            return translate(
                "Conversation", "The server's certificate has changed. Nothing is sent until you compare it."
            )
        case "wrong_name":
            return translate("Conversation", "The server's certificate is for another address.")
        case "expired":
            return translate("Conversation", "The server's certificate is out of date.")
        case "forgotten":
            return translate(
                "Conversation", "What this computer had noted about the server's certificate can't be read."
            )
        case _:
            return translate("Conversation", "Nobody vouches for this server: compare its certificate first.")
