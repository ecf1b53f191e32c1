from hypothesis import given
from hypothesis import strategies as st

from desktop.widgets.timeline.row_heights import RowHeights

Steps = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), st.integers(0, 700), st.integers(1, 400)),
        st.tuples(st.just("remove"), st.integers(0, 700), st.integers(1, 300)),
        st.tuples(st.just("set"), st.integers(0, 2000), st.integers(1, 900)),
        st.tuples(st.just("forget"), st.integers(0, 2000), st.just(0)),
    ),
    max_size=12,
)


@given(Steps, st.integers(0, 60_000))
def test_sums_are_those_of_a_plain_list(steps: list[tuple[str, int, int]], y: int) -> None:
    heights = RowHeights(50)
    plain: list[int] = []
    for step, place, value in steps:
        if step == "insert":
            first = min(place, len(plain))
            heights.insert(first, value)
            plain[first:first] = [50] * value
        elif plain:
            row = place % len(plain)
            if step == "remove":
                count = min(value, len(plain) - row)
                heights.remove(row, count)
                del plain[row : row + count]
            elif step == "set":
                heights.set(row, value)
                plain[row] = value
                assert heights.is_known(row)
            else:
                heights.forget(row)
                assert not heights.is_known(row)
    assert len(heights) == len(plain)
    assert heights.total() == sum(plain)
    for row in range(0, len(plain), 97):
        assert heights[row] == plain[row]
        assert heights.top(row) == sum(plain[:row])
    if plain:
        row = heights.row_at(y)
        assert sum(plain[:row]) <= y or row == 0
        assert y < sum(plain[: row + 1]) or row == len(plain) - 1


def test_a_hundred_thousand_rows_take_a_few_bytes_each() -> None:
    heights = RowHeights(50)
    heights.reset(100_000)
    assert heights.total() == 5_000_000
    heights.set(70_000, 80)
    assert heights.top(99_999) == 99_999 * 50 + 30
    assert not heights.is_known(99_999)
    heights.forget_all()
    assert not heights.is_known(70_000)
    assert heights[70_000] == 80
