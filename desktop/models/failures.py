"""Why a message was not sent, in one sentence; the menu and the screen reader's line ask here."""

from desktop.models.words import translate


def failure_text(code: str) -> str:
    """The sentence for the error of a failed entry: the server's code of a refusal or the outbox's own."""
    match code:
        case "expired_ask":
            return translate("Failures", "It has waited for more than a day. Send it now?")
        case "server_changed":
            return translate("Failures", "It was written for another server. Send it here?")
        case "client_id_conflict":
            return translate("Failures", "The server takes it for another message.")
        case "no_such_room":
            return translate("Failures", "The server knows no such chat, or you are no longer in it.")
        case "invalid" | "bad_request" | "too_large":
            return translate("Failures", "The server does not accept this text.")
        case _:
            return translate("Failures", "The server refused it.")
