"""Back and forward through the visited chats."""

from backend.wire.types import RoomId
from desktop.models.visited import Visited


def walked(*rooms: int) -> Visited:
    visited = Visited()
    for room in rooms:
        visited.note(RoomId(room))
    return visited


def everywhere(_room: RoomId) -> bool:
    return True


def test_back_and_forward_again() -> None:
    visited = walked(1, 2, 3)
    assert [visited.step(-1, everywhere) for _ in range(3)] == [2, 1, None]
    assert [visited.step(1, everywhere) for _ in range(3)] == [2, 3, None]


def test_opening_where_one_went_back_to_is_no_new_visit() -> None:
    visited = walked(1, 2, 3)
    back = visited.step(-1, everywhere)
    assert back is not None
    visited.note(back)
    assert visited.step(1, everywhere) == 3


def test_a_new_way_forgets_the_old_one() -> None:
    visited = walked(1, 2, 3)
    visited.step(-1, everywhere)
    visited.note(RoomId(4))
    assert visited.step(1, everywhere) is None
    assert visited.step(-1, everywhere) == 2


def test_rooms_that_are_gone_are_passed_by() -> None:
    visited = walked(1, 2, 3)
    assert visited.step(-1, lambda room: room != 2) == 1
    visited = walked(1, 2, 1)
    assert visited.step(-1, lambda room: room != 2) is None


def test_a_long_day_is_bounded() -> None:
    visited = walked(*range(1, 200))
    steps = 0
    while visited.step(-1, everywhere) is not None:
        steps += 1
    assert steps == 49
