"""Whoever hosts the server ends it: the others are told so, and go on by themselves once it is back."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.helpers.servers import ROOT, ServerProcess
from tests.helpers.windows import open_window


@contextmanager
def _hosted(server: ServerProcess) -> Iterator[subprocess.Popen[bytes]]:
    """The same server as the child of a program that hosts it."""
    command = [sys.executable, "-m", "backend", "serve", "--port", str(server.port)]
    with subprocess.Popen(
        [*command, "--data", str(server.folder), "--exit-with-parent"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        yield process


def test_a_server_that_its_host_stopped_says_so_until_it_is_back(run, qapp, tmp_path, server):
    async def journey():
        async with open_window(qapp, tmp_path / "a", server.address) as alice:
            await alice.register("alice", "Alice")
            server.stop()
            await alice.wait_for("connection_bar")
            assert "The server was stopped by its host." not in alice.words("connection_bar")
            with _hosted(server) as host:
                await alice.wait_until_gone("connection_bar")
                await asyncio.to_thread(host.communicate, b"stop\n")
            await alice.wait_for_words("connection_bar", "The server was stopped by its host.")
            assert alice.sees("try_now")
            assert not alice.sees("compare")
            alice.choices.update(language="ru")
            await alice.wait_for_words("connection_bar", "Хозяин сервера остановил его.")
            server.start()
            await alice.wait_until_gone("connection_bar")

    run(journey())
