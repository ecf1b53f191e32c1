"""A run of the server program, how it is told to end, and what its log says last."""

import asyncio
import sys

from desktop.system.server_child import ServerChild, last_line, read_tail

TELL = """
import sys
print("http://127.0.0.1:1", flush=True)
print("heard", repr(sys.stdin.read()), file=sys.stderr, flush=True)
"""


def test_a_child_hears_whether_it_ends_for_good(run, tmp_path):
    log = tmp_path / "log"

    async def end(*, for_good: bool) -> str:
        ended = asyncio.Event()
        child = ServerChild([sys.executable, "-c", TELL], log, lambda _child: ended.set())
        assert await child.ready == "http://127.0.0.1:1"
        await child.end(10, for_good=for_good)
        await ended.wait()
        assert child.exit_code == 0
        return last_line(log)

    assert run(end(for_good=True)) == r"heard 'stop\n'"
    assert run(end(for_good=False)) == "heard ''"


def test_the_end_of_a_log_is_read_however_long_it_is(tmp_path):
    log = tmp_path / "log"
    assert read_tail(log, 5) == []
    assert last_line(log) == ""
    log.write_text("".join(f"line {number} {'x' * 100}\n" for number in range(10_000)))
    tail = read_tail(log, 3)
    assert [line.split()[1] for line in tail] == ["9997", "9998", "9999"]
    assert len(read_tail(log, 100_000)) < 10_000
    assert all(line.startswith("line ") for line in read_tail(log, 100_000))
    assert read_tail(log, 0) == []


def test_last_words_are_without_the_program_s_name(tmp_path):
    log = tmp_path / "log"
    log.write_bytes(b"minichat-server: the port is taken\n\n \xff\n\n")
    assert read_tail(log, 9)[0] == "minichat-server: the port is taken"
    log.write_text("old\nminichat-server: the port is taken\n\n")
    assert last_line(log) == "the port is taken"


def test_last_words_are_those_about_a_trouble(tmp_path):
    log = tmp_path / "log"
    all_well = "2026-01-01 08:00:00 INFO    backend: listens\n2026-01-01 08:00:00 WARNING backend: is slow\n"
    as_json = '{"time": "2026-01-01T08:00:00", "level": "INFO", "logger": "backend", "message": "x"}\n'
    log.write_text(all_well + as_json)
    assert last_line(log) == ""
    for trouble in (
        "2026-01-01 08:00:00 ERROR   backend: the disk is full",
        '{"time": "2026-01-01T08:00:00", "level": "CRITICAL", "logger": "backend", "message": "x"}',
        "MemoryError",
    ):
        log.write_text(f"{all_well}{trouble}\n{all_well}{as_json}")
        assert last_line(log) == trouble
