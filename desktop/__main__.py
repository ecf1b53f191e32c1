"""Where the desktop starts: for a person (`minichat`, `python -m desktop`) and for the frozen program."""

import builtins
import gc
import os
import sys

from desktop.settings import LINK_VARIABLE, parse_options


def main() -> int:
    """Reads the command line, runs the window, answers with the exit code."""
    options = parse_options(sys.argv[1:], os.environ)
    os.environ.pop(LINK_VARIABLE, None)  # for this window, not for what it starts
    gc.disable()  # until the first picture: next to nothing of what a start makes is garbage
    import_qt()
    if options.selftest:
        from desktop.selftest import run_selftest  # noqa: PLC0415 - nobody else needs it

        return run_selftest(options)
    from desktop.program import run  # noqa: PLC0415 - --help and --version need no Qt

    return run(options)


def import_qt() -> None:
    """Import Qt, and not the hook that PySide puts in the way of every later import.

    For another spelling of Qt's names, which nothing here uses, it reads the source text of each module that
    is imported and keeps it: a fifth of a start, and megabytes.
    """
    plain_import = builtins.__import__
    import PySide6.QtCore  # noqa: F401, PLC0415 - the first import of Qt in the program

    builtins.__import__ = plain_import


if __name__ == "__main__":
    sys.exit(main())
