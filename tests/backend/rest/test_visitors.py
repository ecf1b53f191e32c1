"""Browsers as they introduce themselves, and what is made of it."""

import pytest
from multidict import CIMultiDict

from backend.rest.visitors import System, Visitor, read_visitor

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("agent", "visitor"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME}", Visitor(System.WINDOWS)),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {CHROME}", Visitor(System.MACOS)),
        (f"Mozilla/5.0 (X11; Linux x86_64) {CHROME}", Visitor(System.LINUX, "x86_64")),
        (f"Mozilla/5.0 (X11; Linux aarch64) {CHROME}", Visitor(System.LINUX, "arm64")),
        (
            "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
            Visitor(System.DEBIAN, "x86_64"),
        ),
        (
            "Mozilla/5.0 (X11; Fedora; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
            Visitor(System.FEDORA, "x86_64"),
        ),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {CHROME}", Visitor(System.LINUX, "x86_64")),
        (f"Mozilla/5.0 (Linux; Android 10; K) {CHROME}", Visitor(System.PHONE)),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
            Visitor(System.PHONE),
        ),
        ("curl/8.9.1", Visitor(System.UNKNOWN)),
        ("", Visitor(System.UNKNOWN)),
        ("x" * 100_000 + "Windows NT", Visitor(System.UNKNOWN)),
    ],
)
def test_old_text_tells_the_system(agent, visitor):
    assert read_visitor(CIMultiDict({"User-Agent": agent})) == visitor


@pytest.mark.parametrize(
    ("hint", "system"),
    [
        ('"Windows"', System.WINDOWS),
        ('"macOS"', System.MACOS),
        ('"Android"', System.PHONE),
        ("junk", System.LINUX),
    ],
)
def test_hint_is_believed_first(hint, system):
    headers = CIMultiDict({"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)", "Sec-CH-UA-Platform": hint})
    assert read_visitor(headers).system is system


def test_hint_of_linux_leaves_the_distribution_that_the_text_names():
    headers = {"User-Agent": "Mozilla/5.0 (X11; Ubuntu; Linux x86_64)", "Sec-CH-UA-Platform": '"Linux"'}
    assert read_visitor(CIMultiDict(headers)) == Visitor(System.DEBIAN, "x86_64")


def test_phone_that_asks_for_the_desktop_page_is_a_phone():
    headers = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)", "Sec-CH-UA-Mobile": "?1"}
    assert read_visitor(CIMultiDict(headers)) == Visitor(System.PHONE)


def test_nothing_said_is_nothing_known():
    assert read_visitor(CIMultiDict()) == Visitor(System.UNKNOWN)
