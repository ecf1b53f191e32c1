import pytest

from desktop.models.names import NO_FIT, fit, fit_letters

BOB = ("Bob Stone", "bstone")


@pytest.mark.parametrize(
    ("query", "names", "fits"),
    [
        ("bob", BOB, 0),
        ("Bob St", BOB, 0),
        ("@bst", BOB, 0),
        ("sto", BOB, 1),
        ("stone bob", BOB, 1),
        ("ton", BOB, 2),
        ("xyz", BOB, NO_FIT),
        ("bob xyz", BOB, NO_FIT),
        ("КАР", ("Анна Каренина",), 1),
        ("федор", ("Фёдор Достоевский",), 0),
        ("cafe", ("Café Noir",), 0),
        ("", BOB, 0),
    ],
)
def test_the_better_the_fit_the_smaller(query: str, names: tuple[str, ...], fits: int) -> None:
    assert fit(query, names) == fits


def test_first_letters_fit_at_last() -> None:
    assert fit("bs", ("Bob Stone",)) == NO_FIT
    assert fit_letters("bs", ("Bob Stone",)) == 3
    assert fit_letters("ак", ("Анна Каренина",)) == 3
    assert fit_letters("bob", ("Bob Stone",)) == 0
    assert fit_letters("x", ("Bob Xavier",)) == 1
    assert fit_letters("q", ("Bob Quist Q",)) == 1
    assert fit_letters("zz", ("Bob Stone",)) == NO_FIT
