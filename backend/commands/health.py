"""What watches a server from beside it: containers, timers, scripts."""

import argparse
import hashlib
import http.client
import ssl
from urllib.parse import urlsplit

from backend.commands.shared import CommandRefused, Menu
from backend.reach import ServerFile, read_server_file
from backend.settings import Settings
from backend.wire.rest import CHECK_READY

PATIENCE_SECONDS = 4.0


def add_commands(menu: Menu) -> None:
    """Enter the command."""
    menu.add("health", check_health, "ask the server that works on the data folder whether all is well")


def check_health(settings: Settings, _typed: argparse.Namespace) -> None:
    """Whether the server is ready, as GET /health/ready says."""
    running = read_server_file(settings.data)
    if running is None:
        raise CommandRefused(f"no server works on {settings.data}")
    try:
        status = _ask(running)
    except (OSError, http.client.HTTPException) as error:
        raise CommandRefused(f"the server at {running.address} does not answer: {error}") from error
    if status != 200:
        raise CommandRefused(f"the server at {running.address} is not ready: it answers {status}")
    print(f"the server at {running.address} is ready")


def _ask(running: ServerFile) -> int:
    place = urlsplit(running.address)
    host = place.hostname or ""
    connection = http.client.HTTPConnection(host, place.port, timeout=PATIENCE_SECONDS)
    if place.scheme == "https":
        trust = ssl.create_default_context()
        trust.check_hostname = False
        trust.verify_mode = ssl.CERT_NONE  # no authority vouches for it: the fingerprint does
        connection = http.client.HTTPSConnection(host, place.port, timeout=PATIENCE_SECONDS, context=trust)
    try:
        connection.connect()
        if isinstance(connection.sock, ssl.SSLSocket):
            shown = connection.sock.getpeercert(binary_form=True) or b""
            if hashlib.sha256(shown).hexdigest() != running.fingerprint:
                raise CommandRefused(f"another server answers at {running.address}")
        connection.request("GET", CHECK_READY.path)
        return connection.getresponse().status
    finally:
        connection.close()
