"""The pinned PySide6 eats no references: 6.12 on Python 3.11 takes one from None a call, and aborts."""

import sys


def test_none_keeps_its_references_over_many_calls(qapp):
    qapp.processEvents()
    before = sys.getrefcount(None)
    for _ in range(1_000):
        qapp.processEvents()
    assert abs(sys.getrefcount(None) - before) < 100
