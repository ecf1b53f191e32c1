import pytest

from desktop.models.markup_words import Style, parse_words

BOLD, ITALIC, STRIKE, CODE = Style.BOLD, Style.ITALIC, Style.STRIKE, Style.CODE
LINK, NAME, MY_NAME = Style.LINK, Style.MENTION, Style.MENTION_OF_ME


def read(line: str) -> tuple[str, list[tuple[str, Style]]]:
    plain, spans = parse_words(line, {"bob", "me", "a.b"}, "me")
    return plain, [(plain[span.start : span.end], span.style) for span in spans]


@pytest.mark.parametrize(
    ("line", "plain", "spans"),
    [
        ("**bold** words", "bold words", [("bold", BOLD)]),
        ("*it* and _it_", "it and it", [("it", ITALIC), ("it", ITALIC)]),
        ("~~gone~~!", "gone!", [("gone", STRIKE)]),
        ("(*in brackets*)", "(in brackets)", [("in brackets", ITALIC)]),
        ("***both***", "both", [("both", BOLD), ("both", ITALIC)]),
        ("**b *and i***", "b and i", [("and i", ITALIC), ("b and i", BOLD)]),
        ("*i **and b***", "i and b", [("i and b", ITALIC), ("and b", BOLD)]),
        ("**a** b **c**", "a b c", [("a", BOLD), ("c", BOLD)]),
        ("_snake_case_", "snake_case", [("snake_case", ITALIC)]),
        ("`co*de*` x", "co*de* x", [("co*de*", CODE)]),
        ("``a`b`` c", "a`b c", [("a`b", CODE)]),
        ("*a *b*", "*a b", [("b", ITALIC)]),
        ("**👍**", "👍", [("👍", BOLD)]),
        ("«*так*»", "«так»", [("так", ITALIC)]),
    ],
)
def test_signs_at_the_edges_of_words_mean_something(
    line: str, plain: str, spans: list[tuple[str, Style]]
) -> None:
    assert read(line) == (plain, spans)


@pytest.mark.parametrize(
    "line",
    [
        "snake_case_words", "2*3*4", "2 * 3 * 4", "2**10**2", "__init__", "*_*", "** **", "~5~", "~~~~",
        "C:\\_dir_", "¯\\_(ツ)_/¯", "/*c*/", "foo.*bar.*", "'*' and '*'", "f(*args, **kw)", "*.py and *.txt",
        "a*", "*a", "* a *", "** a **", "`", "``", "` `", "a ` b", "````x````", "****x****", "5 > 3",
        "<b>x</b>",
    ],
)  # fmt: skip
def test_all_else_is_shown_as_it_was_written(line: str) -> None:
    assert read(line) == (line, [])


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("see https://example.org.", ["https://example.org"]),
        ("(http://a.b/c)", ["http://a.b/c"]),
        ("https://en.wikipedia.org/wiki/Qt_(software)", ["https://en.wikipedia.org/wiki/Qt_(software)"]),
        ("https://a.b, https://c.d!", ["https://a.b", "https://c.d"]),
        ("https://пример.рф/путь", ["https://пример.рф/путь"]),
        ("https://a.b/x_y_z_*q*/", ["https://a.b/x_y_z_*q*/"]),
        ("file:///etc/passwd javascript://x ftp://a.b", []),
        ("https:// http://", []),
        ("join minichat://join/10.0.0.5:8001/1-x/_a_, ok?", ["minichat://join/10.0.0.5:8001/1-x/_a_"]),
    ],
)
def test_links(text: str, addresses: list[str]) -> None:
    plain, spans = read(text)
    assert plain == text
    assert spans == [(address, LINK) for address in addresses]


def test_a_link_may_be_bold() -> None:
    plain, spans = read("**https://a.b/c**")
    assert plain == "https://a.b/c"
    assert {style for _, style in spans} == {BOLD, LINK}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@bob", [("@bob", NAME)]),
        ("hi @Bob, and @me!", [("@Bob", NAME), ("@me", MY_NAME)]),
        ("@bob. @bob-", [("@bob", NAME), ("@bob", NAME)]),
        ("@a.b.", [("@a.b", NAME)]),
        ("*@bob*", [("@bob", NAME), ("@bob", ITALIC)]),
        ("`@bob`", [("@bob", CODE)]),
        ("x@bob @bobby @ bob @@bob", []),
    ],
)
def test_members_are_named_as_the_server_finds_them(text: str, names: list[tuple[str, Style]]) -> None:
    assert read(text)[1] == names


def test_without_members_nobody_is_named() -> None:
    assert parse_words("@bob") == ("@bob", [])


def test_far_too_many_signs_are_shown() -> None:
    plain, spans = parse_words("*a* " * 2000)
    assert len(spans) == 200
    assert plain.endswith("*a* ")
