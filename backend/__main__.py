"""The command line of the server."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from backend.logs import set_up_logging
from backend.settings import BadSettings, Settings, load_settings
from backend.wire import __version__

BAD_SETTINGS = 2
NEWER_DATABASE = 6
DATABASE_UNUSABLE = 7


def make_parser() -> argparse.ArgumentParser:
    """What the command line takes."""
    parser = argparse.ArgumentParser(prog="minichat-server", description="The server of Mini Chat.")
    parser.add_argument("--version", action="version", version=f"Mini Chat {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="run the server")
    serve.add_argument("--host", help="the address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=int, help="the port to listen on (8001); 0: any free one")
    serve.add_argument("--data", type=Path, metavar="DIR", help="the folder of all data")
    serve.add_argument(
        "--database", metavar="URL", help="sqlite:///PATH (default: a file in the data folder)"
    )
    serve.add_argument("--limits", choices=["on", "off"], help="off lifts rates and counts, never sizes")
    serve.add_argument("--config", type=Path, metavar="FILE", help="a TOML file of settings")
    serve.add_argument(
        "--exit-with-parent", action="store_true", default=None, help="end when standard input does"
    )
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run a command; the exit code."""
    arguments = vars(make_parser().parse_args(argv))
    arguments.pop("command")
    config = arguments.pop("config")
    try:
        settings = load_settings(arguments, config=config)
    except BadSettings as error:
        print(f"minichat-server: {error}", file=sys.stderr)
        return BAD_SETTINGS
    set_up_logging(settings)
    return _serve(settings)


def _serve(settings: Settings) -> int:
    from backend.app import CannotStart, serve  # noqa: PLC0415  --help and --version needn't load the server
    from backend.store.migrate import DatabaseUnusable, NewerDatabase  # noqa: PLC0415

    _raise_descriptor_limit()
    try:
        with asyncio.Runner(loop_factory=_find_loop()) as runner:
            runner.run(serve(settings))
    except CannotStart as error:
        print(f"minichat-server: {error}", file=sys.stderr)
        return error.exit_code
    except NewerDatabase as error:
        print(f"minichat-server: {error}", file=sys.stderr)
        return NEWER_DATABASE
    except DatabaseUnusable as error:
        print(f"minichat-server: {error}", file=sys.stderr)
        return DATABASE_UNUSABLE
    return 0


def _raise_descriptor_limit() -> None:
    """Each socket takes a descriptor, and what a system grants at first is often a tenth of what it may."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:  # Windows knows no such limit
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # some systems name a bound that they don't grant
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _find_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The faster loop, where its extra is installed."""
    try:
        import uvloop  # noqa: PLC0415
    except ImportError:
        return None
    return uvloop.new_event_loop


if __name__ == "__main__":
    sys.exit(main())
