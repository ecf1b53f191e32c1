import re
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.markup import Kind, Markup, in_one_line, parse


def blocks(text: str) -> list[tuple[Kind, str]]:
    markup = parse(text)
    return [(block.kind, markup.plain[block.start : block.end]) for block in markup.blocks]


def test_a_text_without_signs_is_itself() -> None:
    text = "Nothing here.\nNot even there - 5 > 3."
    assert parse(text) == Markup(text)
    assert parse(text).plain is text


def test_code_keeps_its_lines_and_says_its_language() -> None:
    markup = parse("look:\n```py\nif x:\n    *y*\n\n```\ndone")
    assert markup.plain == "look:\nif x:\n    *y*\ndone"
    [block] = markup.blocks
    assert (block.kind, block.language) == (Kind.CODE, "py")
    assert markup.plain[block.start : block.end] == "if x:\n    *y*"
    assert markup.spans == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("```one line```", "one line"),
        ("```\na\n```", "a"),
        ("```a b\nc```", "a b\nc"),
        ("  ```c++\nx\n```  ", "x"),
        ("```\n\n\na\n\n```", "a"),
    ],
)
def test_fences_stand_where_people_put_them(text: str, code: str) -> None:
    assert blocks(text) == [(Kind.CODE, code)]


@pytest.mark.parametrize("text", ["```", "```py\nnever closed", "```\n```", "``````", "```\n \n```", "a ```"])
def test_fences_around_nothing_are_shown(text: str) -> None:
    assert parse(text).plain == text
    assert blocks(text) == []


def test_quoted_lines_stand_together() -> None:
    markup = parse("> one *x*\n>\n> two\n> \nanswer")
    assert markup.plain == "one x\n\ntwo\nanswer"
    assert blocks("> one\n>\n> two\n> \nanswer") == [(Kind.QUOTE, "one\n\ntwo")]
    assert len(markup.spans) == 1


@pytest.mark.parametrize("text", [">", "> ", ">\n>", ">_<", ">5", " > x"])
def test_what_is_no_quote_is_shown(text: str) -> None:
    assert parse(text) == Markup(text)


def test_items_of_a_list_get_their_points() -> None:
    markup = parse("* one\n  - **two**\n10. three")
    assert markup.plain == "• one\n  • two\n10. three"
    assert [block.marker for block in markup.blocks] == [2, 4, 4]
    assert [markup.plain[span.start : span.end] for span in markup.spans] == ["two"]


@pytest.mark.parametrize("text", ["- said he", "1. Хорошо", "- \n- ", "-a\n-b", "2026. a\n2027. b"])
def test_one_line_is_no_list(text: str) -> None:
    assert parse(text) == Markup(text)


def test_signs_may_embrace_the_lines_of_a_paragraph_and_no_more() -> None:
    markup = parse("so **one\ntwo** `x`\n\n*three\n\nfour* `a\nb` *five\n> six*")
    assert markup.plain == "so one\ntwo x\n\n*three\n\nfour* `a\nb` *five\nsix*"
    assert [markup.plain[span.start : span.end] for span in markup.spans] == ["one\ntwo", "x"]


def test_spans_count_from_the_beginning_of_the_whole_text() -> None:
    markup = parse("первая 👍\n\n*вторая* and\n- a `b`\n- @bob", {"bob"})
    assert [markup.plain[span.start : span.end] for span in markup.spans] == ["вторая", "b", "@bob"]


def test_a_row_shows_the_beginning_in_one_line() -> None:
    assert in_one_line("**So:**\n```py\nx = 1\n```\n\n> y  z") == "So: x = 1 y z"
    assert len(in_one_line("word " * 4000)) < 400


signs = st.text(st.sampled_from("*_~`>-.1@ab\n ()[]'\"/\\:h"), max_size=80)


@given(st.one_of(signs, st.text(max_size=200)))
def test_nothing_that_was_written_is_lost(text: str) -> None:
    markup = parse(text, {"a", "ab"}, "a")

    def bare(words: str) -> str:
        return re.sub(r"[\s*_~`>•-]", "", words)

    languages = "".join(block.language for block in markup.blocks)
    assert sorted(bare(markup.plain) + bare(languages)) == sorted(bare(text))
    assert [block for block in markup.blocks if not 0 <= block.start < block.end <= len(markup.plain)] == []
    assert [span for span in markup.spans if not 0 <= span.start < span.end <= len(markup.plain)] == []
    assert list(markup.blocks) == sorted(markup.blocks, key=lambda block: block.start)


@pytest.mark.parametrize(
    "sign",
    ["*", "*a ", "*a* ", "[`", "`a", "` ", "*_", "*_* _* ", "> ", ">\n", "```\n", "- \n", "- a\n", "@a ",
     "@.",     "http://)", "https://a( ", "~~", "_a_ ", "`a``b", "```x\n", "`", "***a**b*"],
)  # fmt: skip
@pytest.mark.usefixtures("without_garbage")
def test_the_cost_grows_no_faster_than_the_text(sign: str) -> None:
    def cost(length: int) -> float:
        text = sign * (length // len(sign))
        best = float("inf")
        for _ in range(5):
            begun = thread_time()
            parse(text, {"bob"})
            best = min(best, thread_time() - begun)
        return best

    assert cost(64_000) < 80 * max(cost(4_000), 0.0005)  # 16 would be straight, 256 a square
