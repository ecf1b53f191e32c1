"""What the self-test says: a line for each check. For the self-test alone."""

import sys
import time
from pathlib import Path


class Report:
    """On standard output, and in a file where one is wanted."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._began = time.monotonic()
        self.has_failed = False
        if file is not None:
            file.write_text("", encoding="utf-8")

    def say(self, line: str) -> None:
        """A line as it is; a program without a console has nobody to print it to."""
        if sys.stdout is not None:
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as out:
                out.write(line + "\n")

    def passed(self, check: str, found: str) -> None:
        """A check that went well."""
        self._tell("ok", check, found)

    def noted(self, check: str, found: str) -> None:
        """Something that is good to know, and nobody's fault."""
        self._tell("note", check, found)

    def failed(self, check: str, reason: str) -> None:
        """A check that didn't go well."""
        self.has_failed = True
        self._tell("FAILED", check, reason)

    def _tell(self, verdict: str, check: str, words: str) -> None:
        self.say(f"{verdict:6}  {time.monotonic() - self._began:5.1f} s  {check}: {words}")
