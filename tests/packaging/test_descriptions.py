"""What systems are told of the programs: readable as each reads it, and the same everywhere."""

import configparser
import importlib.util
import plistlib
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from backend.wire import __version__
from desktop.settings import parse_options
from desktop.system import service

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
NSI = (PACKAGING / "windows/minichat.nsi").read_text(encoding="utf-8")
NFPM = (PACKAGING / "linux/nfpm.yaml").read_text(encoding="utf-8")
SCHEME = "minichat"


def module(name):
    """A script of packaging/, which is no package: the name is another library's."""
    spec = importlib.util.spec_from_file_location(f"packaging_{name}", PACKAGING / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


build, icons = module("build"), module("icons")


def desktop_entry():
    parser = configparser.RawConfigParser(delimiters="=", interpolation=None)
    parser.optionxform = str
    parser.read(PACKAGING / "linux/minichat.desktop", encoding="utf-8")
    return dict(parser["Desktop Entry"])


def info():
    return plistlib.loads((PACKAGING / "macos/Info.plist").read_bytes())


def metainfo(homepage, monkeypatch):
    monkeypatch.setenv("MINICHAT_HOMEPAGE", homepage)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    return build.filled(PACKAGING / "linux/chat.mini.minichat.metainfo.xml")


def test_links_of_invites_open_the_program_on_each_system():
    entry = desktop_entry()
    assert entry["MimeType"] == f"x-scheme-handler/{SCHEME};"
    assert entry["Exec"] == "minichat -- %u"
    (kind,) = info()["CFBundleURLTypes"]
    assert kind["CFBundleURLSchemes"] == [SCHEME]
    assert f'!define SCHEME "Software\\Classes\\{SCHEME}"' in NSI
    assert """WriteRegStr HKCU "${SCHEME}\\shell\\open\\command" "" '${HANDLER}'""" in NSI


def test_no_word_of_a_link_is_an_option_on_windows():
    (handler,) = re.findall("^!define HANDLER '(.+)'$", NSI, re.MULTILINE)
    link = 'minichat://join/a" --minimized "b'  # whoever makes a page may write quotes into its links
    command = handler.replace("$INSTDIR\\${PROGRAM}", "minichat.exe").replace("%1", link)
    options = parse_options(shlex.split(command)[1:], {})
    assert not options.is_minimized
    assert options.link.startswith("minichat://join/a")


def test_uninstalling_on_windows_knows_the_task_that_the_window_makes():
    assert f'!define TASK "{service._TASK}"' in NSI
    told = re.findall(r'!insertmacro Tell "(.+)"', NSI.partition('Section "Uninstall"')[2])
    assert told == ["/Delete /F"]


def test_one_name_everywhere():
    assert desktop_entry()["Name"] == info()["CFBundleName"] == "Mini Chat"
    assert '!define NAME "Mini Chat"' in NSI
    assert f"{build.APPLICATION.stem}.app" == "Mini Chat.app"
    assert desktop_entry()["Icon"] == desktop_entry()["StartupWMClass"] == "minichat"


def test_network_of_macos_is_asked_for_what_servers_announce():
    assert info()["NSBonjourServices"] == ["_minichat._tcp"]
    assert info()["NSLocalNetworkUsageDescription"]
    entitlements = plistlib.loads((PACKAGING / "macos/entitlements.plist").read_bytes())
    assert set(entitlements) == {"com.apple.security.cs.disable-library-validation"}


def test_no_description_has_a_version_of_its_own():
    for path in PACKAGING.rglob("*"):
        if path.suffix in {".nsi", ".yaml", ".plist", ".xml", ".desktop", ".py"}:
            assert __version__ not in path.read_text(encoding="utf-8"), path


def test_metadata_of_this_version(monkeypatch):
    root = ET.fromstring(metainfo("https://example.org/minichat", monkeypatch))
    assert root.find("releases/release").attrib == {"version": __version__, "date": "1970-01-02"}
    assert root.find("url").text == "https://example.org/minichat"
    assert root.find("launchable").text == "minichat.desktop"
    assert [name.text for name in root.findall("provides/binary")] == ["minichat", "minichat-server"]
    assert "@" not in metainfo("", monkeypatch)
    assert ET.fromstring(metainfo("", monkeypatch)).find("url") is None


@pytest.mark.skipif(not shutil.which("appstreamcli"), reason="appstreamcli is not here")
def test_metadata_is_valid(monkeypatch, tmp_path):
    path = tmp_path / "chat.mini.minichat.metainfo.xml"
    path.write_text(metainfo("", monkeypatch), encoding="utf-8")
    done = subprocess.run(
        ["appstreamcli", "validate", "--no-net", path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="desktop-file-validate is not here")
def test_desktop_file_is_valid():
    path = PACKAGING / "linux/minichat.desktop"
    done = subprocess.run(["desktop-file-validate", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_both_kinds_of_package_ask_for_the_same_libraries():
    deb, rpm = NFPM.partition("overrides:")[2].split("  rpm:")[:2]
    for words in (
        ("libgl1", "libglvnd-glx"),
        ("libegl1", "libglvnd-egl"),
        ("libxcb1", "libxcb"),
        ("libx11-6", "libX11"),
    ):
        for text, name in zip((deb, rpm), words, strict=True):
            assert re.search(rf"^ +- {re.escape(name)}$", text, re.MULTILINE), name
    assert "${VERSION}" in NFPM


@pytest.mark.skipif(not shutil.which("makensis"), reason="makensis is not here")
def test_installer_compiles(tmp_path):
    payload = tmp_path / "payload"
    (payload / "_internal").mkdir(parents=True)
    for name in ("minichat.exe", "minichat-server.exe", "_internal/library"):
        (payload / name).write_bytes(b"stand-in")
    icons.write_containers(tmp_path)
    build.make_installer(
        shutil.which("makensis"), payload, tmp_path / "minichat.ico", tmp_path / "minichat.exe"
    )
    assert (tmp_path / "minichat.exe").read_bytes()[:2] == b"MZ"


def test_installer_needs_no_administrator_and_leaves_what_people_wrote():
    assert "RequestExecutionLevel user" in NSI
    assert "HKLM" not in NSI
    removed = re.findall(
        r"^ +(?:RMDir(?: /r)?|Delete) \"(.+)\"", NSI.partition('Section "Uninstall"')[2], re.MULTILINE
    )
    assert removed
    ours = ("$INSTDIR\\", "$SMPROGRAMS\\", "${NEW}", "${OLD}")
    assert [path for path in removed if not path.startswith(ours) and path != "$INSTDIR"] == []
    for name in ("NEW", "OLD"):
        assert f'!define {name} "$INSTDIR\\_{name.lower()}"' in NSI
    assert 'RMDir /r "$INSTDIR"' not in NSI


def test_icons_are_drawn_in_all_sizes(tmp_path):
    icons.write_hicolor(tmp_path / "hicolor")
    icons.write_containers(tmp_path)
    for size in icons.HICOLOR:
        with Image.open(tmp_path / f"hicolor/{size}x{size}/apps/minichat.png") as picture:
            assert picture.size == (size, size)
            assert picture.convert("RGBA").getpixel((size // 2, size // 10))[3] == 255
    with Image.open(tmp_path / "minichat.ico") as picture:
        assert picture.info["sizes"] == {(size, size) for size in icons.ICO}
    with Image.open(tmp_path / "minichat.icns") as picture:
        assert (512, 512, 2) in picture.info["sizes"]


def test_checksums_are_as_sha256sum_reads_them(tmp_path, capsys):
    (tmp_path / "minichat-1.tar.xz").write_bytes(b"abc")
    (tmp_path / "minichat_1_amd64.deb").write_bytes(b"")
    build.write_checksums(tmp_path)
    checked = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert checked.stdout == "minichat-1.tar.xz: OK\nminichat_1_amd64.deb: OK\n"


def test_packages_of_nothing_are_refused_in_words(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(build, "FROZEN", tmp_path / "nothing")
    assert build.main([str(tmp_path), "--pack"]) == 1
    assert capfd.readouterr().err == "build: FAILED: nothing is frozen yet: leave out --pack\n"
