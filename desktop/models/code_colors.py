"""Which words of a program's text are what: comments, strings, numbers and keywords of the usual languages.

One pass of one expression, so that any code is coloured within a millisecond; a grammar for each language
(Pygments) takes 50 ms to load and 14 ms for a long message, on the thread that paints.
"""

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import NamedTuple


class CodeKind(Enum):
    """What is told apart; the value names the group of the expression."""

    COMMENT = "comment"
    STRING = "string"
    NUMBER = "number"
    KEYWORD = "keyword"


class CodeSpan(NamedTuple):
    """A piece of the code."""

    start: int
    end: int
    kind: CodeKind


class _Family(NamedTuple):
    comments: str
    strings: str
    keywords: str
    ignores_case: bool = False


_HASH, _SLASHES, _BLOCK, _DASHES = r"#[^\n]*", r"//[^\n]*", r"/\*(?:[^*]|\*(?!/))*+(?:\*/)?", r"--[^\n]*"
_TRIPLE = r'"""(?:[^"\\]|\\.|"(?!""))*+(?:""")?|' + r"'''(?:[^'\\]|\\.|'(?!''))*+(?:''')?"
_QUOTED = r'"(?:[^"\\\n]|\\.)*+"?|' + r"'(?:[^'\\\n]|\\.)*+'?"
_BACKTICKED = r"`(?:[^`\\]|\\.)*+`?"
_C_WORDS = """auto bool break case catch char class const constexpr continue default delete do double else
enum extends extern false final finally float for friend goto if implements import include inline int
interface long namespace new null nullptr operator override package private protected public return short
signed sizeof static struct super switch template this throw throws true try typedef typename union
unsigned using virtual void volatile while define foreach in is var string object async await get set
readonly record sealed abstract boolean byte"""
_JS_WORDS = """abstract any as async await boolean break case catch class const constructor continue
debugger declare default delete do else enum export extends false finally for from function get if
implements import in instanceof interface keyof let namespace never new null number of private protected
public readonly return set static string super switch this throw true try type typeof undefined unknown
var void while with yield"""
_FAMILIES = {
    "python py python3 pycon": _Family(
        _HASH,
        f"[rbfuRBFU]{{0,2}}(?:{_TRIPLE}|{_QUOTED})",
        """and as assert async await break case class continue def del elif else except False finally for
        from global if import in is lambda match None nonlocal not or pass raise return self True try type
        while with yield""",
    ),
    "javascript js jsx typescript ts tsx mjs": _Family(
        f"{_SLASHES}|{_BLOCK}", f"{_QUOTED}|{_BACKTICKED}", _JS_WORDS
    ),
    "c h cpp c++ hpp cc csharp cs c# java kotlin kt scala swift dart objc php": _Family(
        f"{_SLASHES}|{_BLOCK}",
        _QUOTED,
        _C_WORDS + " fun val func let guard nil self fn extension function echo use",
    ),
    "go golang": _Family(
        f"{_SLASHES}|{_BLOCK}",
        f"{_QUOTED}|{_BACKTICKED}",
        """any bool break byte case chan const continue default defer else error fallthrough false for func
        go goto if import int interface iota map nil package range return rune select string struct switch
        true type uint var""",
    ),
    "rust rs": _Family(
        f"{_SLASHES}|{_BLOCK}",
        r'"(?:[^"\\]|\\.)*+"?|' + r"'(?:[^'\\\n]|\\.)'",
        """as async await bool break char const continue crate dyn else enum extern f32 f64 false fn for i32
        i64 if impl in let loop match mod move mut pub ref return self Self static str struct super trait
        true type u32 u64 u8 unsafe use usize where while""",
    ),
    "sql sqlite postgres postgresql mysql": _Family(
        f"{_DASHES}|{_BLOCK}",
        r"'(?:[^']|'')*+'?|" + r'"[^"\n]*+"?',
        """add all alter and as asc begin between by case check column commit constraint create cross default
        delete desc distinct drop else end exists foreign from full group having if in index inner insert
        into is join key left like limit not null offset on or order outer primary references returning
        right rollback select set table then transaction union unique update using values view when where
        with""",
        ignores_case=True,
    ),
    "bash sh shell zsh console dockerfile docker makefile make": _Family(
        r"(?<![^\s;])#[^\n]*",
        _QUOTED,
        """case cd do done echo elif else esac exit export fi for function if in local return set shift sudo
        then until while FROM RUN COPY CMD ENV WORKDIR ENTRYPOINT EXPOSE ARG""",
    ),
    "yaml yml toml ini conf cfg": _Family(r"(?<!\S)[#;][^\n]*", _QUOTED, "true false null yes no on off"),
    "json": _Family(r"(?!)", _QUOTED, "true false null"),
    "html xml svg css scss": _Family(
        rf"<!--(?:[^-]|-(?!->))*+(?:-->)?|{_BLOCK}", _QUOTED, "important media import from to"
    ),
    "ruby rb": _Family(
        _HASH,
        _QUOTED,
        """alias and begin break case class def do else elsif end ensure false for if in module next nil not
        or redo require rescue retry return self super then true undef unless until when while yield""",
    ),
    "lua": _Family(
        _DASHES,
        _QUOTED,
        """and break do else elseif end false for function goto if in local nil not or repeat return then
        true until while""",
    ),
}
_BY_NAME = {name: family for names, family in _FAMILIES.items() for name in names.split()}
_NUMBER = r"(?<![\w.])(?:0[xX][\da-fA-F_]+|\d[\d_]*+(?:\.\d+)?(?:[eE][+-]?\d+)?)\w*"


def color_code(code: str, language: str) -> Iterator[CodeSpan]:
    """The words that are something, in their order; nothing of a language that isn't known."""
    family = _BY_NAME.get(language.lower())
    if family is None:
        return
    for match in _expression(family).finditer(code):
        if match.lastgroup is not None:
            yield CodeSpan(match.start(), match.end(), CodeKind(match.lastgroup))


@cache
def _expression(family: _Family) -> re.Pattern[str]:
    words = "|".join(sorted(set(family.keywords.split()), key=len, reverse=True))
    return re.compile(
        rf"(?P<comment>{family.comments})|(?P<string>{family.strings})|(?P<number>{_NUMBER})"
        rf"|(?P<keyword>\b(?:{words})\b)|\w+",
        re.DOTALL | (re.IGNORECASE if family.ignores_case else re.NOFLAG),
    )
