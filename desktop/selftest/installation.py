"""What an installation has to bring along: files, fonts, libraries, the server. For the self-test alone.

Each check answers with a few words about what it found, or raises whatever stands in its way.
"""

import asyncio
import importlib
import ssl
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import msgspec
from PySide6.QtCore import QBuffer, QIODevice, Qt, QTranslator
from PySide6.QtGui import QColor, QImage, QImageReader

from backend.wire import answers, bodies, rest
from desktop.i18n import LANGUAGES
from desktop.resources import resource
from desktop.selftest.person import PASSWORD, Missing
from desktop.system.local_server import ServerFile, server_program
from desktop.theme.emoji_font import install_emoji_font
from desktop.theme.icons import application_icon

_KEYRINGS = {"win32": "keyring.backends.Windows", "darwin": "keyring.backends.macOS"}
_PICTURE_KINDS = {"jpeg", "png", "webp", "gif", "svg", "ico"}


def translations() -> str:
    """Each language can be loaded."""
    for language in LANGUAGES:
        if not QTranslator().load(str(resource("translations", f"minichat_{language}.qm"))):
            raise Missing(f"the translation {language}")
    return ", ".join(LANGUAGES)


def emoji_font() -> str:
    """Our own font is taken by Qt."""
    return install_emoji_font() or _missing("the emoji font")


def pictures() -> str:
    """Qt draws the application's icon from its outlines, and reads what people upload."""
    kinds = {bytes(kind.data()).decode() for kind in QImageReader.supportedImageFormats()}
    if lacking := _PICTURE_KINDS - kinds:
        raise Missing(f"pictures of the kinds {', '.join(sorted(lacking))}")
    drawn = application_icon().pixmap(64, 64).toImage()
    if drawn.pixelColor(32, 4).alpha() == 0:
        raise Missing("the application's icon")
    return ", ".join(sorted(_PICTURE_KINDS))


def keyring() -> str:
    """The library of this system's keyring is there, be there a keyring or not."""
    import keyring.backend  # noqa: PLC0415 - as the program does, only where it is needed

    importlib.import_module(_KEYRINGS.get(sys.platform, "secretstorage"))
    kinds = {type(found).__module__.rpartition(".")[2] for found in keyring.backend.get_all_keyring()}
    return ", ".join(sorted(kinds))


def certificates() -> str:
    """Keys can be made and certificates be verified as the system does."""
    import truststore  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return f"{key.curve.name}, {type(context).__module__.partition('.')[0]}"


def discovery() -> str:
    """Servers nearby can be looked for."""
    import zeroconf  # noqa: PLC0415
    import zeroconf.asyncio  # noqa: PLC0415

    return f"zeroconf {zeroconf.__version__}"


def qr_codes() -> str:
    """An invite can be drawn."""
    import segno  # noqa: PLC0415

    drawn = BytesIO()
    segno.make("minichat://join/").save(drawn, kind="svg")
    return f"{len(drawn.getvalue())} bytes"


async def encrypted_server(folder: Path) -> str:
    """The server program makes a certificate of its own, and shows that one."""
    return await asyncio.to_thread(_run_encrypted_server, folder)


async def uploaded_picture(folder: Path) -> str:
    """The server program reads a picture and makes it small."""
    import aiohttp  # noqa: PLC0415

    address = msgspec.json.decode((folder / "server.json").read_bytes(), type=ServerFile).address
    account = bodies.Register(username="selftest-picture", password=PASSWORD, password_confirm=PASSWORD)
    async with aiohttp.ClientSession(address, raise_for_status=True) as http:
        async with http.post(rest.REGISTER.path, data=msgspec.json.encode(account)) as answer:
            access = msgspec.json.decode(await answer.read(), type=answers.Authenticated).tokens.access
        sent = {"Authorization": f"Bearer {access}", "Content-Type": "image/png"}
        async with http.post(rest.POST_AVATAR.path, data=_png(), headers=sent) as answer:
            picture = msgspec.json.decode(await answer.read(), type=answers.EditedProfile).user.profile.avatar
        async with http.get(picture) as answer:
            kept = QImage.fromData(await answer.read())
    if kept.isNull() or QColor(kept.pixel(kept.rect().center())).red() < 150:
        raise Missing("the picture that was uploaded")
    return f"{kept.width()} x {kept.height()}"


def _run_encrypted_server(folder: Path) -> str:
    command = [*server_program(), "serve", "--data", str(folder), "--exit-with-parent", "--host", "127.0.0.1"]
    command += ["--port", "0", "--tls", "self-signed"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as server:  # noqa: S603
        if server.stdout is None or "https://" not in server.stdout.readline():
            server.kill()
            raise Missing(f"a server: {server.communicate()[1].strip()[-300:]}")
        told = msgspec.json.decode((folder / "server.json").read_bytes(), type=ServerFile)
        shown = _certificate_shown(told.address)
        server.communicate()  # the end of its input ends it
    if not told.fingerprint or shown != told.fingerprint:
        raise Missing(f"the certificate {told.fingerprint or '(none)'}: {shown} is shown")
    return f"SHA-256 {shown[:16]}…"


def _certificate_shown(address: str) -> str:
    import hashlib  # noqa: PLC0415
    from urllib.parse import urlsplit  # noqa: PLC0415

    where = urlsplit(address)
    text = ssl.get_server_certificate((where.hostname or "", where.port or 443), timeout=5)
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(text)).hexdigest()


def _png() -> bytes:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _missing(what: str) -> str:
    raise Missing(what)
