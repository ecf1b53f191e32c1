"""What the hosting screens say and ask."""

from pathlib import Path

import msgspec
import pytest

from desktop.models.hosting import HostingState, RunWithoutWindow, StartHosting


def test_a_request_with_a_password_doesn_t_show_it():
    asked = StartHosting(name="Acme", username="ada", password="correct horse battery")
    assert "horse" not in repr(asked)
    assert "ada" not in repr(asked)


def test_a_state_that_nobody_has_looked_at_claims_nothing():
    state = HostingState()
    assert (state.is_hosted, state.is_running, state.can_run_without_window) == (False, False, False)
    assert state.address == state.problem == ""


def test_two_looks_at_the_same_server_are_equal_and_can_t_be_changed():
    look = HostingState(name="Acme", folder=Path("/srv"), port=8001)
    assert look == HostingState(name="Acme", folder=Path("/srv"), port=8001)
    with pytest.raises(AttributeError):
        look.port = 1  # type: ignore[misc]
    assert RunWithoutWindow(is_on=True) != RunWithoutWindow(is_on=False)
    assert msgspec.structs.replace(look, port=8002).port == 8002
