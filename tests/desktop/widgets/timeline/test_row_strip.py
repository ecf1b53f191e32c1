from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop.widgets.timeline.row_strip import RowStrip

TOP, BOTTOM, SCREEN = 4, 12, 500


class World:
    """Rows with true heights, which the strip learns only by measuring."""

    def __init__(self, heights: list[int]) -> None:
        self.heights = list(heights)
        self.measured: list[int] = []
        self.strip = RowStrip(self.measure, top_space=TOP, bottom_space=BOTTOM)
        self.strip.resize(SCREEN)
        self.strip.reset(len(self.heights))

    def measure(self, row: int) -> int:
        self.measured.append(row)
        return self.heights[row]

    def tops(self) -> dict[int, int]:
        return {shown.row: shown.top for shown in self.strip.shown()}

    def last_bottom(self) -> int:
        last = self.strip.shown()[-1]
        return last.top + last.height

    def insert(self, first: int, heights: list[int]) -> None:
        self.heights[first:first] = heights
        self.strip.insert(first, len(heights))

    def change(self, row: int, height: int) -> None:
        self.heights[row] = height
        self.strip.change(row, row)

    def check(self) -> None:
        """What is on screen is without gaps, fills it, and keeps to the ends."""
        shown = self.strip.shown()
        if not self.heights:
            assert not shown
            return
        assert [row.height for row in shown] == [self.heights[row.row] for row in shown]
        for upper, lower in pairwise(shown):
            assert (lower.row, lower.top) == (upper.row + 1, upper.top + upper.height)
        content = sum(self.heights) + TOP + BOTTOM
        assert shown[0].row == 0 or shown[0].top <= 0
        assert shown[-1].row == len(self.heights) - 1 or self.last_bottom() >= SCREEN
        if content <= SCREEN:
            assert self.last_bottom() == SCREEN - BOTTOM
        elif shown[0].row == 0:
            assert shown[0].top <= TOP
        if self.strip.is_at_bottom:
            assert self.last_bottom() == SCREEN - BOTTOM
            assert self.strip.value == self.strip.maximum


def test_it_opens_at_the_end_and_measures_only_what_is_on_screen() -> None:
    world = World([50] * 100_000)
    assert world.strip.is_at_bottom
    assert world.last_bottom() == SCREEN - BOTTOM
    assert len(world.measured) <= 11
    assert world.strip.shown()[-1].row == 99_999


def test_few_rows_stand_at_the_bottom() -> None:
    world = World([50, 60])
    assert world.tops() == {0: SCREEN - BOTTOM - 110, 1: SCREEN - BOTTOM - 60}
    world.strip.scroll_by(-100)
    assert world.strip.is_at_bottom


def test_scrolling_moves_by_the_pixel_and_stops_at_the_ends() -> None:
    world = World([70] * 50)
    before = world.tops()
    world.strip.scroll_by(-33)
    after = world.tops()
    assert {after[row] - before[row] for row in before if row in after} == {33}
    world.strip.scroll_by(-1_000_000)
    assert world.tops()[0] == TOP
    assert world.strip.value == 0
    world.strip.scroll_by(1_000_000)
    assert world.strip.is_at_bottom


def test_wrong_estimates_above_never_move_what_is_on_screen() -> None:
    world = World([200] * 300)
    for _ in range(200):
        before = world.tops()
        world.strip.scroll_by(-37)
        after = world.tops()
        assert {after[row] - before[row] for row in before if row in after} <= {37}
        world.check()


def test_a_page_above_leaves_everything_in_place() -> None:
    world = World([60] * 40)
    world.strip.scroll_by(-800)
    before = world.tops()
    world.insert(0, [90] * 50)
    assert world.tops() == {row + 50: top for row, top in before.items()}


def test_a_page_above_the_very_top_leaves_everything_in_place_also_when_the_day_line_goes() -> None:
    world = World([100, *[60] * 40])
    world.strip.scroll_to(0)
    bottoms = {shown.row: shown.top + shown.height for shown in world.strip.shown()}
    world.insert(0, [90] * 50)
    world.change(50, 60)
    now = {shown.row: shown.top + shown.height for shown in world.strip.shown()}
    assert {row + 50: bottom for row, bottom in bottoms.items()}.items() <= now.items()


def test_at_the_end_a_new_row_is_followed() -> None:
    world = World([60] * 40)
    world.insert(40, [80])
    assert world.strip.is_at_bottom
    assert world.strip.shown()[-1].row == 40


def test_up_in_the_talk_a_new_row_moves_nothing() -> None:
    world = World([60] * 40)
    world.strip.scroll_by(-400)
    before = world.tops()
    world.insert(40, [80])
    assert world.tops() == before
    assert not world.strip.is_at_bottom


def test_a_message_away_from_the_end_still_counts_as_the_end() -> None:
    world = World([60] * 40)
    world.strip.scroll_by(-50)
    world.insert(40, [80])
    assert world.strip.is_at_bottom


def test_a_row_that_grows_keeps_its_lower_edge() -> None:
    world = World([60] * 40)
    world.strip.scroll_by(-400)
    shown = world.strip.shown()[3]
    world.change(shown.row, 100)
    now = next(row for row in world.strip.shown() if row.row == shown.row)
    assert now.top + now.height == shown.top + shown.height


def test_another_width_keeps_the_place() -> None:
    world = World([60] * 400)
    world.strip.scroll_by(-4010)
    held = next(row for row in world.strip.shown() if row.top > 0)
    world.heights = [75] * 400
    world.strip.change_all()
    assert world.tops()[held.row] == held.top
    world.check()


def test_a_place_on_one_giant_row_stays_on_it() -> None:
    world = World([60, 5000, 60])
    world.strip.show_row(1, -2000)
    world.strip.change_all()
    assert world.tops() == {1: -2000}


def test_a_place_chosen_before_there_is_a_screen_holds() -> None:
    world = World([120] * 150)
    world.strip.resize(0)
    world.strip.show_row(22, 8)
    world.heights = [34] * 150
    world.strip.change_all()
    world.strip.resize(SCREEN)
    assert world.tops()[22] == 8
    world.check()


def test_a_row_is_revealed_with_little_movement() -> None:
    world = World([60] * 100)
    world.strip.reveal(10)
    assert world.tops()[10] == 0
    world.strip.reveal(18)
    assert world.tops()[18] == SCREEN - BOTTOM - 60
    before = world.tops()
    world.strip.reveal(14)
    assert world.tops() == before


def test_a_scrollbar_leads_anywhere() -> None:
    world = World([52] * 1000)
    world.strip.scroll_to(26_000)
    assert world.strip.value == 26_000
    world.strip.scroll_to(world.strip.maximum)
    assert world.strip.is_at_bottom
    world.strip.scroll_to(0)
    assert world.tops()[0] == TOP


Height = st.integers(20, 900)
Action = st.one_of(
    st.tuples(st.just("scroll"), st.integers(-3000, 3000), st.just([])),
    st.tuples(st.just("to"), st.integers(0, 20_000), st.just([])),
    st.tuples(st.just("insert"), st.integers(0, 60), st.lists(Height, min_size=1, max_size=20)),
    st.tuples(st.just("remove"), st.integers(0, 60), st.just([])),
    st.tuples(st.just("change"), st.integers(0, 60), st.lists(Height, min_size=1, max_size=1)),
    st.tuples(st.just("bottom"), st.just(0), st.just([])),
)


@given(st.lists(Height, max_size=60), st.lists(Action, max_size=15))
def test_whatever_happens_the_screen_is_whole(heights: list[int], actions: list) -> None:
    world = World(heights)
    for action, number, more in actions:
        row = number % len(world.heights) if world.heights else 0
        match action:
            case "scroll":
                world.strip.scroll_by(number)
            case "to":
                world.strip.scroll_to(number)
            case "insert":
                world.insert(min(number, len(world.heights)), more)
            case "bottom":
                world.strip.show_bottom()
            case "remove" if world.heights:
                del world.heights[row]
                world.strip.remove(row, 1)
            case "change" if world.heights:
                world.change(row, more[0])
        world.check()
