"""Where the desktop starts: for a person (`minichat`, `python -m desktop`) and for the frozen program."""

import gc
import os
import sys

from desktop.settings import parse_options


def main() -> int:
    """Reads the command line, runs the window, answers with the exit code."""
    options = parse_options(sys.argv[1:], os.environ)
    gc.disable()  # until the first picture: next to nothing of what a start makes is garbage
    from desktop.program import run  # noqa: PLC0415 - --help and --version need no Qt

    return run(options)


if __name__ == "__main__":
    sys.exit(main())
