"""The desktop in a process of its own, so that it can be killed: `Hands` at the far end of two pipes.

As a module it is that process: the real program, with hands that do what comes in on standard input.
"""

import asyncio
import inspect
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

import msgspec


class DrivenWindow:
    """Started, told what to do, asked what is seen, killed."""

    def __init__(self, folder: Path, *options: str, **environment: str) -> None:
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.helpers.driven_window",
                "--data",
                str(folder),
                "--language",
                "en",
                *options,
            ],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "MINICHAT_BCRYPT_COST": "4"} | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def ask(self, name: str, *arguments: object) -> Any:
        """Have the hands do something; the answer is what they report."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode([name, *arguments]) + b"\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the window died at {name}{arguments}: exit code {self._process.wait()}"
        is_done, answer = msgspec.json.decode(line)
        assert is_done, answer
        return answer

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL, in the middle of whatever it does."""
        self._process.kill()
        self._reap()

    def close(self) -> int:
        """Closes the window as a person does; answers with the exit code."""
        self.ask("close")
        return self._reap()

    def wait(self) -> int:
        """Waits for an end that it comes to by itself; answers with the exit code."""
        return self._reap()

    def _reap(self) -> int:
        code = self._process.wait(timeout=20)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        return code


def _drive() -> int:
    """The far end: `desktop.program.run` with one task more, which obeys."""
    from desktop import program  # noqa: PLC0415 - the near end needs no Qt
    from desktop.settings import parse_options  # noqa: PLC0415
    from tests.helpers.hands import Hands  # noqa: PLC0415

    class DrivenDesktop(program.Desktop):
        """The program and its obedient hands."""

        async def run(self) -> int:
            async with asyncio.TaskGroup() as tasks:
                obeying = tasks.create_task(_obey(Hands(self.window, self.choices)))
                code = await super().run()
                obeying.cancel()
            return code

    program.Desktop = DrivenDesktop  # type: ignore[misc]
    return program.run(parse_options(sys.argv[1:], {}))


async def _obey(hands: Any) -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        name, *arguments = msgspec.json.decode(line)
        try:
            answer = getattr(hands, name)(*arguments)
            answer = await answer if inspect.isawaitable(answer) else answer
            report = [True, msgspec.to_builtins(answer)]
        except Exception as error:
            report = [False, repr(error)]
        sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(_drive())
