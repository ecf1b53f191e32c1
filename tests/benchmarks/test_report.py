from benchmarks.load import Percentiles, Sample
from benchmarks.report import Results, StartUp, as_json, as_text


def sample(rate, *, ack=None, others=0.125):
    return Sample(
        messages=rate * 2,
        total=rate * 3,
        seconds=2.0,
        latency=Percentiles(1.0, 2.0),
        ack=ack,
        server_cpu_share=0.5,
        client_cpu_share=0.25,
        others_cpu_share=others,
    )


RESULTS = Results(
    machine="a machine",
    w1={
        "echo": [sample(1000), sample(3000), sample(2000)],
        "mini-chat": [sample(500, ack=Percentiles(3.0, 4.5)), sample(100, ack=Percentiles(5.0, 6.0))],
    },
    w6={"mini-chat": StartUp(0.5, 0.25)},
    w7={"mini-chat": 40.4},
)


def test_table_has_medians_and_the_share_of_the_limit():
    lines = {line.split()[0]: line.split() for line in as_text(RESULTS).splitlines() if line}
    assert lines["echo"][1] == "2,000"
    assert "a machine" in as_text(RESULTS)
    row = next(line.split() for line in as_text(RESULTS).splitlines() if line.startswith("mini-chat  "))
    # rate, p50, p99, p50 and p99 of acks, us of CPU per message, CPU, share of echo, rounds
    assert row[1:] == ["300", "1.00", "2.00", "4.00", "5.25", "3000.0", "50/25/12", "0.15", "500", "100"]


def test_json_has_every_round_and_ratio():
    found = as_json(RESULTS)
    assert found["w1"]["mini-chat"]["share_of"] == {"echo": 0.15}
    assert [one["rate"] for one in found["w1"]["echo"]["rounds"]] == [1000, 3000, 2000]
    assert found["w6"] == {"mini-chat": {"first": 0.5, "again": 0.25}}
    assert found["w7"] == {"mini-chat": 40.4}


def test_disturbed_rounds_are_named_as_such():
    disturbed = Results(machine="a machine", w1={"echo": [sample(9), sample(9, others=0.5)]}, w6={}, w7={})
    assert "Other programs" in as_text(disturbed)
    assert "Other programs" not in as_text(RESULTS)
