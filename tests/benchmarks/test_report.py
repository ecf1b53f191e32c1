from benchmarks.closed_loop import Sample
from benchmarks.growth import Stage
from benchmarks.idle import IdleSockets, StartUp
from benchmarks.open_loop import Rung
from benchmarks.pages import PageSample
from benchmarks.report import Results, as_json
from benchmarks.samples import Percentiles, Shares

CALM = Shares(0.5, 0.25, 0.125)


def sample(rate, *, ack=None, others=0.125):
    return Sample(
        messages=rate * 2,
        total=rate * 3,
        seconds=2.0,
        latency=Percentiles(1.0, 2.0),
        ack=ack,
        cpu=Shares(0.5, 0.25, others),
    )


def page_sample(rate):
    return PageSample(answers=rate * 2, seconds=2.0, latency=Percentiles(0.5, 0.75), cpu=CALM)


RESULTS = Results(
    machine="a machine",
    w1={
        "echo": [sample(1000), sample(3000), sample(2000)],
        "mini-chat": [sample(500, ack=Percentiles(3.0, 4.5)), sample(100, ack=Percentiles(5.0, 6.0))],
    },
    w6={"mini-chat": StartUp(0.5, 0.25)},
    w7={"mini-chat": 40.4},
)


def test_json_has_every_round_and_ratio():
    found = as_json(RESULTS)
    assert found["w1"]["mini-chat"]["share_of"] == {"echo": 0.15}
    assert [one["rate"] for one in found["w1"]["echo"]["rounds"]] == [1000, 3000, 2000]
    assert found["w1"]["echo"]["rounds"][0]["cpu"] == {"server": 0.5, "client": 0.25, "others": 0.125}
    assert found["w6"] == {"mini-chat": {"first": 0.5, "again": 0.25}}
    assert found["w7"] == {"mini-chat": 40.4}


def test_json_has_what_is_derived():
    stage = Stage([sample(1000)], [page_sample(2000)], 50.0, 1.0)
    results = Results(
        machine="a machine",
        w2={"echo": [Rung(500.0, 9, Percentiles(1.0, 2.0), CALM), Rung(1000.0, 9, None, CALM)]},
        w4={"echo": IdleSockets(1024, 30.0, 40.0)},
        growth={"1,000": stage},
    )
    found = as_json(results)
    assert found["w2"]["echo"]["held"] == 500
    assert [rung["is_held"] for rung in found["w2"]["echo"]["rungs"]] == [True, False]
    assert found["w4"]["echo"]["kib_each"] == 10
    assert found["growth"]["1,000"]["w1_rate"] == 1000
    assert found["growth"]["1,000"]["w5"][0]["rate"] == 2000
