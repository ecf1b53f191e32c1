"""What this computer is called in the list of a person's devices. For `signing_in`."""

import socket
import sys

from backend.wire.limits import Limits

_SYSTEMS = {"linux": "Linux", "win32": "Windows", "darwin": "macOS"}


def device_name(host: str | None = None, platform: str = sys.platform) -> str:
    """Its own name, and the system that it runs, as far as both are known."""
    own = (socket.gethostname() if host is None else host).partition(".")[0]
    parts = ("".join(filter(str.isprintable, own)).strip(), _SYSTEMS.get(platform, ""))
    name = " · ".join(filter(None, parts))
    return name[: Limits().device_name_length]
