import pytest

from desktop.client.trust import Trust, was_encrypted

ONE, OTHER = "a1" * 32, "b2" * 32
ADDRESS = "https://host:8001"


def _again(folder) -> Trust:
    trust = Trust(folder)
    trust.load()
    return trust


def test_who_was_never_met_has_no_pin(tmp_path):
    trust = _again(tmp_path)
    assert trust.pin == ""
    assert not trust.needs_person
    assert not was_encrypted(tmp_path)
    doubt = trust.doubt(ADDRESS, OTHER, "unknown")
    assert (doubt.address, doubt.fingerprint, doubt.known, doubt.reason) == (ADDRESS, OTHER, "", "unknown")


def test_what_the_person_accepts_outlives_the_program(tmp_path):
    _again(tmp_path).accept(ONE)
    trust = _again(tmp_path)
    assert trust.pin == ONE
    assert was_encrypted(tmp_path)
    doubt = trust.doubt(ADDRESS, OTHER, "changed")
    assert (doubt.known, doubt.reason, doubt.is_by_invite) == (ONE, "changed", False)


def test_what_the_host_says_goes_before_what_is_kept_and_is_kept_nowhere(tmp_path):
    trust = _again(tmp_path)
    trust.accept(ONE)
    trust.expect(OTHER)
    assert trust.pin == OTHER
    trust.note_reached()
    assert _again(tmp_path).pin == ONE
    trust.expect("")
    assert trust.pin == ONE


def test_an_invite_is_believed_where_nothing_is_known_and_kept_once_its_server_answers(tmp_path):
    trust = _again(tmp_path)
    trust.invite(ONE)
    assert trust.pin == ONE
    assert not was_encrypted(tmp_path)
    assert trust.doubt(ADDRESS, OTHER, "changed").is_by_invite
    trust.note_reached()
    assert _again(tmp_path).pin == ONE


def test_an_invite_never_takes_the_place_of_what_is_known(tmp_path):
    _again(tmp_path).accept(ONE)
    trust = _again(tmp_path)
    trust.invite(ONE)
    assert not trust.is_contradicted
    assert not trust.doubt(ADDRESS, OTHER, "changed").is_by_invite
    trust.invite(OTHER)
    assert trust.pin == ONE
    assert trust.is_contradicted
    renewed = trust.doubt(ADDRESS, OTHER, "unknown")
    assert (renewed.fingerprint, renewed.known, renewed.is_by_invite) == (OTHER, ONE, False)
    foreign = trust.doubt(ADDRESS, ONE, "unknown")
    assert (foreign.fingerprint, foreign.known, foreign.is_by_invite) == (ONE, OTHER, True)
    assert {renewed.reason, foreign.reason} == {"changed"}
    trust.accept(OTHER)
    assert not trust.is_contradicted


def test_an_invite_does_not_replace_authorities_that_vouched_so_far(tmp_path):
    _again(tmp_path).note_reached()
    trust = _again(tmp_path)
    trust.invite(OTHER)
    assert trust.pin == ""


def test_a_server_that_no_authority_vouches_for_any_more_has_changed(tmp_path):
    _again(tmp_path).note_reached()
    trust = _again(tmp_path)
    doubt = trust.doubt(ADDRESS, OTHER, "unknown")
    assert (doubt.reason, doubt.known) == ("changed", "")
    assert trust.doubt(ADDRESS, OTHER, "expired").reason == "expired"


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"{", b"[]", b'{"fingerprint": 7}', b'{"fingerprint": "a1b2"}']
)
def test_a_file_that_can_not_be_read_is_the_persons_to_decide_about_and_stays(tmp_path, content):
    (tmp_path / "trust.json").write_bytes(content)
    trust = _again(tmp_path)
    assert trust.needs_person
    assert was_encrypted(tmp_path)
    assert trust.doubt(ADDRESS, ONE, "unknown").reason == "forgotten"
    trust.invite(ONE)
    trust.note_reached()
    assert trust.needs_person
    assert (tmp_path / "trust.json").read_bytes() == content
    trust.accept(ONE)
    assert not trust.needs_person
    assert _again(tmp_path).pin == ONE


def test_a_folder_in_the_files_place_is_no_reason_to_trust_anybody(tmp_path):
    (tmp_path / "trust.json").mkdir()
    trust = _again(tmp_path)
    assert trust.needs_person
    with pytest.raises(OSError, match="trust"):
        trust.accept(ONE)
    assert trust.needs_person
    assert trust.pin == ""


def test_the_host_of_this_computer_needs_no_file(tmp_path):
    (tmp_path / "trust.json").write_bytes(b"junk")
    trust = _again(tmp_path)
    trust.expect(ONE)
    assert not trust.needs_person
    assert trust.doubt(ADDRESS, OTHER, "changed").reason == "changed"


@pytest.mark.parametrize("junk", ["a1", "A1" * 32, "a1:" * 32, "zz" * 32])
def test_junk_is_no_fingerprint(tmp_path, junk):
    trust = _again(tmp_path)
    for take in (trust.accept, trust.expect, trust.invite):
        with pytest.raises(ValueError, match="SHA-256"):
            take(junk)
    assert trust.pin == ""
    assert not was_encrypted(tmp_path)
