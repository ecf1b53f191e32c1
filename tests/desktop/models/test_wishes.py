"""Whatever a screen may want, somebody does."""

from desktop.conversation import Conversation
from desktop.models import wishes
from desktop.models.wishes import Wish


def test_each_wish_has_somebody_who_fulfils_it() -> None:
    kinds = {kind for kind in vars(wishes).values() if isinstance(kind, type) and issubclass(kind, Wish)}
    names = {kind.__name__ for kind in kinds - {Wish}}
    assert names <= set(Conversation._make_acts.__code__.co_names)
