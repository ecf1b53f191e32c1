import pytest
from PySide6.QtCore import Qt

from desktop.models.nearby import NearbyRows, NearbyServer, read_announcement

OFFICE = {"v": "1", "id": "s1", "name": "Office", "fp": "AB" * 32, "tls": "1"}


def server(name: str, port: int = 1) -> NearbyServer:
    return NearbyServer(name=name, address=f"https://10.0.0.1:{port}")


@pytest.mark.parametrize(
    ("addresses", "address"),
    [
        (["10.0.0.5"], "https://10.0.0.5:8001"),
        (["fe80::1", "fd00::2", "192.168.1.9"], "https://192.168.1.9:8001"),
        (["fe80::1%eth0", "fd00::2"], "https://[fd00::2]:8001"),
    ],
)
def test_the_address_that_leads_there_is_taken(addresses: list[str], address: str) -> None:
    found = read_announcement(addresses, 8001, OFFICE)
    assert found is not None
    assert (found.address, found.fingerprint, found.server_id) == (address, "ab" * 32, "s1")


@pytest.mark.parametrize(
    ("addresses", "port", "changes"),
    [
        ([], 8001, {}),
        (["fe80::1"], 8001, {}),
        (["0.0.0.0"], 8001, {}),
        (["no address"], 8001, {}),
        (["10.0.0.5"], None, {}),
        (["10.0.0.5"], 8001, {"v": "2"}),
        (["10.0.0.5"], 8001, {"name": "\u200b \n"}),
    ],
)
def test_what_leads_nowhere_is_no_server(
    addresses: list[str], port: int | None, changes: dict[str, str]
) -> None:
    assert read_announcement(addresses, port, OFFICE | changes) is None


def test_a_name_is_one_line_however_it_was_announced() -> None:
    found = read_announcement(
        ["10.0.0.5"], 1, OFFICE | {"name": "Of\u202efice\n" + "x" * 1_000, "id": "i" * 999}
    )
    assert found is not None
    assert found.name.startswith("Office xxx")
    assert len(found.name) == 200
    assert len(found.server_id) == 64


def test_without_encryption_there_is_no_fingerprint() -> None:
    found = read_announcement(["10.0.0.5"], 8001, OFFICE | {"tls": "0"})
    assert found is not None
    assert (found.address, found.fingerprint, found.short_fingerprint) == ("http://10.0.0.5:8001", "", "")


def test_rows_stay_where_they_are_and_new_ones_stand_below() -> None:
    rows = NearbyRows()
    told = []
    rows.rowsInserted.connect(lambda _parent, first, _last: told.append(("in", first)))
    rows.rowsRemoved.connect(lambda _parent, first, _last: told.append(("out", first)))
    rows.show([server("office"), server("Garage")])
    rows.show([server("office"), server("Attic"), server("Garage")])
    rows.show([server("office"), server("Attic")])
    assert told == [("in", 0), ("in", 2), ("out", 0)]
    assert [rows.index(row).data() for row in range(rows.rowCount())] == ["office", "Attic"]
    assert rows.server(7) is None


def test_the_whole_fingerprint_is_shown_where_one_asks() -> None:
    rows = NearbyRows()
    rows.show([NearbyServer(name="Office", address="https://10.0.0.5:1", fingerprint="ab" * 32)])
    index = rows.index(0)
    assert rows.server(0) is not None
    assert index.data(Qt.ItemDataRole.UserRole).short_fingerprint == "AB:AB:AB:AB…"
    assert index.data(Qt.ItemDataRole.ToolTipRole).count("AB") == 32
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Office, 10.0.0.5:1"
    assert rows.data(index, Qt.ItemDataRole.DecorationRole) is None
