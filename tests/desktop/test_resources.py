"""The locator of packaged files."""

import pytest

from desktop.resources import resource


def test_a_packaged_file_is_found_as_a_real_path():
    assert resource("__init__.py").is_file()


def test_a_name_that_is_not_there_says_which():
    with pytest.raises(FileNotFoundError, match=r"icons/no-such-icon\.svg"):
        resource("icons", "no-such-icon.svg")
