from argparse import Namespace
from dataclasses import dataclass

import pytest

from benchmarks import measurements
from benchmarks.measurements import in_rounds
from benchmarks.samples import Shares


@dataclass(frozen=True)
class Round:
    rate: float
    cpu: Shares


def scripted(others):
    """A run that gives these shares of others one after the other, and the order in which all were asked."""
    left = iter(others)
    return lambda: Round(1.0, Shares(0.5, 0.5, next(left)))


@pytest.fixture
def waits(monkeypatch):
    waits = []
    monkeypatch.setattr(measurements.time, "sleep", waits.append)
    return waits


def test_rounds_are_interleaved(waits):
    order = []

    def run(name):
        def one():
            order.append(name)
            return Round(len(order), Shares(0.5, 0.5, 0.0))

        return one

    found = in_rounds("W", {"a": run("a"), "b": run("b")}, Namespace(rounds=2, repeats=0))
    assert order == ["a", "b", "a", "b"]
    assert [one.rate for one in found["b"]] == [2, 4]
    assert waits == []


def test_a_disturbed_round_is_made_again_as_often_as_allowed(waits):
    runs = {"a": scripted([0.9, 0.8, 0.01]), "b": scripted([0.7, 0.6])}
    found = in_rounds("W", runs, Namespace(rounds=1, repeats=3))
    assert [found[name][0].cpu.others for name in runs] == [0.01, 0.6]
    assert len(waits) == 3
