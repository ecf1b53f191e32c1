from collections import deque
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.code_colors import CodeKind, color_code


def colors(code: str, language: str) -> dict[str, CodeKind]:
    return {code[span.start : span.end]: span.kind for span in color_code(code, language)}


def test_python() -> None:
    code = 'def f(x=0x1F):  # says\n    return f"{x}\\"" + """a\n\'b\'""" if None else 1.5e3, defer2'
    assert colors(code, "Python") == {
        "def": CodeKind.KEYWORD,
        "0x1F": CodeKind.NUMBER,
        "# says": CodeKind.COMMENT,
        "return": CodeKind.KEYWORD,
        'f"{x}\\""': CodeKind.STRING,
        '"""a\n\'b\'"""': CodeKind.STRING,
        "if": CodeKind.KEYWORD,
        "None": CodeKind.KEYWORD,
        "else": CodeKind.KEYWORD,
        "1.5e3": CodeKind.NUMBER,
    }


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        ("js", "const a = `x${b}` // no", ["const", "`x${b}`", "// no"]),
        ("rust", "fn f<'a>(x: &'a str) /* y */", ["fn", "str", "/* y */"]),
        ("SQL", "select 'it''s' From t -- all", ["select", "'it''s'", "From", "-- all"]),
        ("sh", 'echo "$a#b" x#y # c', ["echo", '"$a#b"', "# c"]),
        ("yaml", "a: true # b", ["true", "# b"]),
        ("json", '{"a": 1, "b": null}', ['"a"', "1", '"b"', "null"]),
        ("html", '<a href="x"> <!-- c -->', ['"x"', "<!-- c -->"]),
    ],
)
def test_other_languages(language: str, code: str, expected: list[str]) -> None:
    assert [code[span.start : span.end] for span in color_code(code, language)] == expected


def test_of_a_language_that_is_not_known_nothing_is_said() -> None:
    assert colors("def f(): return 1", "") == {}
    assert colors("def f(): return 1", "klingon") == {}


LANGUAGES = ["python", "js", "c", "go", "rust", "sql", "sh", "yaml", "json", "html", "ruby", "lua"]


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_pieces_follow_each_other(code: str, language: str) -> None:
    at = 0
    for span in color_code(code, language):
        assert at <= span.start < span.end <= len(code)
        at = span.end


@pytest.mark.usefixtures("without_garbage")
@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_code_costs_no_more_than_its_length(language: str) -> None:
    for sign in ('"', "'", "/*", "1e", "`", "\\", "<!--", "-", '"""', "'\\"):
        begun = thread_time()
        # Nothing is kept: else garbage is looked for among all that other tests have left.
        deque(color_code(sign * (64_000 // len(sign)), language), maxlen=0)
        assert thread_time() - begun < 1
