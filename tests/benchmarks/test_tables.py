from benchmarks.growth import Stage
from benchmarks.idle import IdleSockets
from benchmarks.open_loop import Rung
from benchmarks.report import Results
from benchmarks.samples import Percentiles
from benchmarks.searches import Search, Searches
from benchmarks.tables import as_text
from tests.benchmarks.test_report import CALM, RESULTS, page_sample, sample


def row_of(text, name):
    return next(line for line in text.splitlines() if line.startswith(name)).removeprefix(name).split()


def test_w1_has_medians_and_the_share_of_the_limit():
    text = as_text(RESULTS)
    assert "a machine" in text
    assert row_of(text, "echo")[0] == "2,000"
    # rate, p50, p99, p50 and p99 of acks, us of CPU per message, CPU, share of echo, rounds
    assert row_of(text, "mini-chat  ") == [
        *("300", "1.00", "2.00", "4.00", "5.25", "3000.0", "50/25/12", "0.15", "500", "100"),
    ]


def test_disturbed_rounds_are_named_as_such():
    disturbed = Results(machine="a machine", w1={"echo": [sample(9), sample(9, others=0.5)]})
    assert "Other programs" in as_text(disturbed)
    assert "Other programs" not in as_text(RESULTS)


def test_w2_names_the_highest_rate_held_and_every_rung():
    rungs = [
        Rung(500.0, 9, Percentiles(1.0, 2.0), CALM),
        Rung(1000.0, 9, Percentiles(2.0, 14.0), CALM),
        Rung(2000.0, 9, None, CALM),
    ]
    text = as_text(Results(machine="a machine", w2={"one": rungs, "none": rungs[2:]}))
    assert row_of(text, "one") == ["1,000", "2.00", "14.00", "500:2.0", "1000:14.0", "2000:behind"]
    assert row_of(text, "none") == ["0", "-", "-", "2000:behind"]


def test_w4_and_w5():
    results = Results(
        machine="a machine",
        w4={"echo": IdleSockets(1000, 30.0, 40.0)},
        w5={"group-commit": [page_sample(4000)], "mini-chat": [page_sample(1000)]},
    )
    text = as_text(results)
    assert row_of(text, "echo") == ["10.2", "1,000", "30.0", "40.0"]
    assert row_of(text, "mini-chat") == ["1,000", "0.50", "0.75", "500.0", "50/25/12", "0.25", "1000"]


def test_growth_compares_with_the_shortest_history():
    stages = {
        "1,000": Stage([sample(1000)], [page_sample(2000)], 50.0, 1.0),
        "10,000": Stage([sample(900)], [page_sample(1000)], 51.0, 4.5),
    }
    text = as_text(Results(machine="a machine", growth=stages))
    assert row_of(text, "10,000") == ["900", "2.00", "0.90", "1,000", "0.50", "0.50", "51", "4.5"]


def test_search_names_each_question():
    searches = Searches(60, 3.2, {"rare": Search("dubi", 4, page_sample(20))})
    text = as_text(Results(machine="a machine", search={"60": searches}))
    assert "60 messages, 3 s after" in text
    assert row_of(text, "rare") == ["dubi", "4", "0.50", "0.75", "40", "50/25/12"]
