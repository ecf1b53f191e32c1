"""A chat client without Qt: the window, bots and load tests are three users of it.

`ChatClient` is the way in; its `store` holds what there is to show and tells each change of it. All other
modules of this package but `state` and `errors` are its own affair.
"""

from desktop.client.chat_client import ChatClient
from desktop.client.errors import (
    ChatError,
    Incompatible,
    Locked,
    NotEncrypted,
    NotMiniChat,
    Refused,
    ServerFailed,
    SessionExpired,
    Stopped,
    Unreachable,
    Untrusted,
    WrongScheme,
)
from desktop.client.schemes import is_exposed, keep_tls, prefer_tls
from desktop.client.scope import TaskScope
from desktop.client.search_index import FoundMessage
from desktop.client.session import FileVault, StoredSession, TokenVault
from desktop.client.state import changes
from desktop.client.state.badge import Badge
from desktop.client.state.changes import Connection
from desktop.client.state.entries import Draft

__all__ = [
    "Badge",
    "ChatClient",
    "ChatError",
    "Connection",
    "Draft",
    "FileVault",
    "FoundMessage",
    "Incompatible",
    "Locked",
    "NotEncrypted",
    "NotMiniChat",
    "Refused",
    "ServerFailed",
    "SessionExpired",
    "Stopped",
    "StoredSession",
    "TaskScope",
    "TokenVault",
    "Unreachable",
    "Untrusted",
    "WrongScheme",
    "changes",
    "is_exposed",
    "keep_tls",
    "prefer_tls",
]
