"""What went wrong between the client core, its server and its disk, in one sentence for the person."""

import sqlite3

from desktop.client import ChatError, Incompatible, Locked, NotMiniChat, Refused, ServerFailed, Unreachable
from desktop.models.words import translate


def explain(error: ChatError) -> str:
    """One sentence for the person; the server's own words where it said any."""
    match error:
        case Refused(text=text) | ServerFailed(text=text) if text:
            return text
        case Locked(is_refused=False):
            return translate("Conversation", "Waiting for this computer's keyring…")
        case Locked():
            return translate(
                "Conversation", "Your login is in this computer's keyring, which could not be opened."
            )
        case Unreachable():
            return translate("Conversation", "The server does not answer. Check the address and the network.")
        case NotMiniChat():
            return translate("Conversation", "There is no Mini Chat server at this address.")
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
        case Incompatible() | NotMiniChat() | Locked():
            return explain(trouble)
        case sqlite3.Error():
            return explain_disk()
        case _:
            return ""
