"""Which files are installers: their names and what is in them have to say so together."""

import zipfile
from io import BytesIO

import pytest

from backend.installers import Kind, NoInstaller, identify, kind_of_name, read_architecture
from tests.helpers.installers import INSTALLERS, put

DEB = "minichat_1.4.0_amd64.deb"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "downloads"


@pytest.mark.parametrize("name", INSTALLERS)
def test_each_kind_is_known_by_name_and_content(folder, name):
    assert name.lower().endswith(identify(put(folder, name)).value)


@pytest.mark.parametrize("name", INSTALLERS)
def test_name_alone_makes_no_installer(folder, name):
    with pytest.raises(NoInstaller, match="is not what its name says"):
        identify(put(folder, name, b"just some text that somebody renamed " * 50))


@pytest.mark.parametrize("name", INSTALLERS)
def test_empty_file_is_none(folder, name):
    with pytest.raises(NoInstaller):
        identify(put(folder, name, b""))


@pytest.mark.parametrize(
    "name", [name for name in INSTALLERS if not name.endswith((".exe", ".rpm", ".AppImage"))]
)
def test_file_that_was_cut_off_is_none(folder, name):
    with pytest.raises(NoInstaller):
        identify(put(folder, name, INSTALLERS[name][:-40]))


def test_debian_package_with_something_behind_it_is_none(folder):
    with pytest.raises(NoInstaller):
        identify(put(folder, DEB, INSTALLERS[DEB] + b"more"))


@pytest.mark.parametrize(
    "name",
    [".hidden.deb", "a.deb.part", "README.txt", "x.sh", "../x.deb", "a/x.deb", "a\\x.deb", "x\n.deb"],
)
def test_names_that_no_installer_has(name):
    assert kind_of_name(name) is None


@pytest.mark.parametrize("name", ["\u202ex.deb", "-x.deb", "x.deb ", "", ".deb", "..deb", "x" * 200 + ".deb"])
def test_names_that_are_none(name):
    assert kind_of_name(name) is None


@pytest.mark.parametrize(
    ("name", "kind"), [("Мини чат (1).EXE", Kind.WINDOWS_SETUP), ("a+b~1.tar.XZ", Kind.LINUX_ARCHIVE)]
)
def test_names_in_any_script_and_case(name, kind):
    assert kind_of_name(name) is kind


@pytest.mark.parametrize(
    ("name", "architecture"),
    [
        (DEB, "x86_64"),
        ("MiniChat-x64.exe", "x86_64"),
        ("mini-aarch64.rpm", "arm64"),
        ("MiniChat-1.4-arm64.dmg", "arm64"),
        ("MiniChat.dmg", ""),
        ("box64chat.exe", ""),
    ],
)
def test_architecture_is_read_from_the_name(name, architecture):
    assert read_architecture(name) == architecture


def archive(*names):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as growing:
        for name in names:
            growing.writestr(name, b"content")
    return packed.getvalue()


@pytest.mark.parametrize(
    "names",
    [
        ("minichat.sqlite3", "secret.key", "certificate.pem", "certificate.key", "server.toml"),
        ("minichat/minichat.exe", "minichat/secret.key"),
        ("minichat/minichat.exe", "data\\MINICHAT.SQLITE3"),
        ("notes.txt",),
        ("minichat.exe.txt",),
        (),
    ],
)
def test_archive_of_something_else_is_none(folder, names):
    with pytest.raises(NoInstaller, match="is not what its name says"):
        identify(put(folder, "minichat-20261123-120000.zip", archive(*names)))


def test_archive_of_the_program_is_one_in_any_case(folder):
    packed = archive("MiniChat/MiniChat.exe", "MiniChat/_internal/base.dll")
    assert identify(put(folder, "a.zip", packed)) is Kind.WINDOWS_PORTABLE
