"""`/download/`: the installer for the visitor's system first, all others below, then the invite to open."""

import os
import re
import shlex
from collections.abc import Iterable, Sequence
from functools import partial
from html import escape
from pathlib import Path
from stat import S_ISREG
from urllib.parse import quote

from aiohttp import web

from backend.context import base_url_of, context_of
from backend.downloads import Download, Downloads
from backend.installers import Kind
from backend.rest.pages import Html, fill, lead_to, show_page, words_for
from backend.rest.visitors import System, Visitor, read_visitor

PATH = "/download/"

_ANY_LINUX = (Kind.APP_IMAGE, Kind.LINUX_ARCHIVE)
_FITTING: dict[System, tuple[tuple[Kind, ...], ...]] = {
    System.WINDOWS: ((Kind.WINDOWS_SETUP, Kind.WINDOWS_PORTABLE),),
    System.MACOS: ((Kind.MAC_IMAGE,),),
    System.DEBIAN: ((Kind.DEBIAN, *_ANY_LINUX),),
    System.FEDORA: ((Kind.FEDORA, *_ANY_LINUX),),
    System.LINUX: ((Kind.DEBIAN,), (Kind.FEDORA,), _ANY_LINUX),
}
"""What fits a system: of each group the first kind that there is."""
_NONE_FITS = {
    System.WINDOWS: "none_for_windows",
    System.MACOS: "none_for_macos",
    System.DEBIAN: "none_for_linux",
    System.FEDORA: "none_for_linux",
    System.LINUX: "none_for_linux",
    System.PHONE: "for_computers",
    System.UNKNOWN: "choose_file",
}
_COMMANDS = {Kind.DEBIAN: "sudo apt install ./{name}", Kind.FEDORA: "sudo dnf install ./{name}"}
_UNITS = {"en": ("KB", "MB", "."), "ru": ("КБ", "МБ", ",")}


def make_routes(downloads: Downloads) -> list[web.RouteDef]:
    """The page and the files that it offers."""
    return [
        web.get(PATH, partial(show_downloads, downloads)),
        web.get(PATH.rstrip("/"), lead_to_downloads),
        web.get(f"{PATH}files/{{name}}", partial(send_file, downloads)),
    ]


async def show_downloads(downloads: Downloads, request: web.Request) -> web.StreamResponse:
    """The page."""
    offered = await downloads.offered()
    visitor = read_visitor(request.headers)
    words = words_for(request)
    fitting = choose(offered, visitor)
    others = [download for download in offered if download not in fitting]
    pieces = _Pieces(words, offered)
    values = words | {
        "offers": pieces.fitting(fitting, visitor.system),
        "others": pieces.others(others),
        "address": context_of(request).settings.public_url or base_url_of(request),
    }
    return show_page(request, words["get_title"], fill("download.html", values))


async def lead_to_downloads(_request: web.Request) -> web.StreamResponse:
    """The address without its last stroke."""
    return lead_to(PATH.removeprefix("/"))


async def send_file(downloads: Downloads, request: web.Request) -> web.StreamResponse:
    """An installer, whole or in ranges; never anything else that lies beside it."""
    path = await downloads.find(request.match_info["name"])
    if path is None:
        words = words_for(request)
        body = Html(f'<p class="card"><a href="../">{escape(words["see_others"])}</a></p>')
        return show_page(request, words["no_such_file"], body, root="../../", status=404)
    return _Sent(
        path,
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": _to_be_kept_as(path.name),
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "no-cache",
        },
    )


def _to_be_kept_as(name: str) -> str:
    """The header by which a browser keeps a file under its own name, in whatever script (RFC 6266)."""
    plain = re.sub(r"[^ -~]", "_", name)  # no name of an installer holds a quote or a backslash
    encoded = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return f'attachment; filename="{plain}"{encoded}'


class _Sent(web.FileResponse):
    """The very file: aiohttp would rather send a packed one of nearly the same name, were there one."""

    def _get_file_path_stat_encoding(
        self,
        accept_encoding: str,  # noqa: ARG002  no matter what
    ) -> tuple[Path | None, os.stat_result, str | None]:
        found = self._path.stat()
        return self._path if S_ISREG(found.st_mode) else None, found, None


def choose(offered: Iterable[Download], visitor: Visitor) -> list[Download]:
    """What suits the visitor, the best first: the newest of a kind, for each processor that it may have."""
    suitable = [
        download
        for download in offered
        if not visitor.architecture or download.architecture in {"", visitor.architecture}
    ]
    chosen = []
    for kinds in _FITTING.get(visitor.system, ()):
        groups = ([download for download in suitable if download.kind is kind] for kind in kinds)
        group = next((group for group in groups if group), [])
        newest = {download.architecture: download for download in reversed(group)}
        usual = "arm64" if visitor.system is System.MACOS else "x86_64"
        chosen += [newest[each] for each in sorted(newest, key=lambda each: (each != usual, each))]
    return chosen


# --- pieces of the page -------------------------------------------------------------------------------------


class _Pieces:
    """What the page is made of, in one language."""

    def __init__(self, words: dict[str, str], offered: Sequence[Download]) -> None:
        self._words = words
        self._offered = offered

    def fitting(self, fitting: Sequence[Download], system: System) -> Html:
        """What fits the visitor, or why nothing does."""
        if not self._offered:
            return Html(f"<p>{self._say('nothing_here')}</p>")
        if not fitting:
            return Html(f"<p>{self._say(_NONE_FITS[system])}</p>")
        return Html("".join(map(self._offer, fitting)))

    def others(self, others: Sequence[Download]) -> Html:
        """All others, by kind."""
        if not others:
            return Html("")
        title = self._say("all_files" if len(others) == len(self._offered) else "other_files")
        kinds = list(Kind)
        rows = "".join(map(self._row, sorted(others, key=lambda download: kinds.index(download.kind))))
        return Html(f'<section class="card"><h2>{title}</h2><ul class="files">{rows}</ul></section>')

    def _offer(self, download: Download) -> str:
        how = self._say(f"how_{download.kind.name.lower()}")
        command = _COMMANDS.get(download.kind)
        if command:
            how += f" <code>{escape(command.format(name=shlex.quote(download.name)))}</code>"
        link = f'<a class="button" href="{_address(download)}" download>{self._say("download")}</a>'
        return (
            f'<section class="offer"><h3>{self._title(download)}</h3><p class="buttons">{link}</p>'
            f'<p class="sum">{self._facts(download, escape(download.name))}</p><p>{how}</p></section>'
        )

    def _row(self, download: Download) -> str:
        link = f'<a class="file" href="{_address(download)}" download>{escape(download.name)}</a>'
        return f'<li><h3>{self._title(download)}</h3><p class="sum">{self._facts(download, link)}</p></li>'

    def _facts(self, download: Download, name: str) -> str:
        size = show_size(download.bytes, self._words["language"])
        return f"{name} · {size}<br>SHA-256 <code>{download.sha256}</code>"

    def _title(self, download: Download) -> str:
        """For whom a file is; its processor where that isn't the one that everybody has."""
        kind = self._say(f"kind_{download.kind.name.lower()}")
        if download.kind is Kind.MAC_IMAGE:
            names = {"arm64": self._say("apple_silicon"), "x86_64": self._say("apple_intel")}
        else:
            has_choice = any(
                other.architecture == "arm64" and other.kind is download.kind for other in self._offered
            )
            names = {"arm64": "ARM64"} | ({"x86_64": "x86-64"} if has_choice else {})
        processor = names.get(download.architecture)
        return f"{kind} · {processor}" if processor else kind

    def _say(self, key: str) -> str:
        return escape(self._words[key])


def _address(download: Download) -> str:
    return f"files/{quote(download.name)}"


def show_size(count: int, language: str) -> str:
    """Bytes as people read them, in the units that downloads are shown in everywhere: thousands."""
    small, large, point = _UNITS[language]
    if count < 999_500:
        return f"{max(1, round(count / 1_000))} {small}"
    return f"{count / 1_000_000:.1f} {large}".replace(".", point)
