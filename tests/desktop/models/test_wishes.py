"""Whatever a screen may want, somebody does."""

from types import ModuleType

import pytest

from desktop.conversation import Conversation
from desktop.meeting import Meetings
from desktop.models import requests, wishes
from desktop.models.requests import Request
from desktop.models.wishes import Wish
from desktop.requests import Requests
from desktop.widgets.sheets import Sheets

FULFILLED = {
    name
    for make_acts in (Conversation._make_acts, Meetings.acts, Sheets.acts, Requests.acts)
    for name in make_acts.__code__.co_names
}


@pytest.mark.parametrize("module", [wishes, requests])
def test_each_wish_has_somebody_who_fulfils_it(module: ModuleType) -> None:
    kinds = {kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Wish)}
    assert {kind.__name__ for kind in kinds - {Wish, Request}} <= FULFILLED
