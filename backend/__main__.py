"""The command line of the server."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from backend.commands import add_commands
from backend.data_folder import CannotStart
from backend.logs import set_up_logging
from backend.settings import BadSettings, Settings, load_settings
from backend.store.migrate import DatabaseUnusable, NewerDatabase, OlderDatabase
from backend.wire import __version__

BAD_SETTINGS = 2
NEWER_DATABASE = 6
DATABASE_UNUSABLE = 7
OLDER_DATABASE = 8
INTERRUPTED = 130


def make_parser() -> argparse.ArgumentParser:
    """What the command line takes."""
    parser = argparse.ArgumentParser(prog="minichat-server", description="The server of Mini Chat.")
    parser.add_argument("--version", action="version", version=f"Mini Chat {__version__}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", type=Path, metavar="DIR", help="the folder of all data")
    common.add_argument(
        "--database", metavar="URL", help="sqlite:///PATH (default: a file in the data folder)"
    )
    common.add_argument(
        "--config", type=Path, metavar="FILE", help="a TOML file of settings (server.toml in the data folder)"
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    serve = commands.add_parser("serve", help="run the server", parents=[common])
    serve.set_defaults(run=_serve)
    serve.add_argument("--name", metavar="TEXT", help="what people know the server by (Mini Chat)")
    serve.add_argument("--host", help="the address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=int, help="the port to listen on (8001); 0: any free one")
    serve.add_argument("--tls", choices=["off", "self-signed"], help="self-signed: with an own certificate")
    serve.add_argument("--certificate", type=Path, metavar="FILE", help="a certificate and its chain, as PEM")
    serve.add_argument("--private-key", type=Path, metavar="FILE", help="the key of that certificate")
    serve.add_argument(
        "--registration",
        choices=["auto", "open", "invite", "closed"],
        help="who may make an account (auto: anybody of this machine alone, on a network who was invited)",
    )
    serve.add_argument(
        "--announce",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="tell the network that the server is here",
    )
    serve.add_argument("--limits", choices=["on", "off"], help="off lifts rates and counts, never sizes")
    serve.add_argument(
        "--exit-with-parent", action="store_true", default=None, help="end when standard input does"
    )
    add_commands(commands, common)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run a command; the exit code. What stands in its way is one line on standard error."""
    os.umask(0o077)  # whatever comes to lie in the data folder is nobody else's, however open that is
    typed = make_parser().parse_args(argv)
    try:
        settings = load_settings(
            {name: getattr(typed, name, None) for name in Settings.__struct_fields__}, config=typed.config
        )
        set_up_logging(settings)
        typed.run(settings, typed)
        sys.stdout.flush()
    except BadSettings as error:
        return _fail(error, BAD_SETTINGS)
    except CannotStart as error:
        return _fail(error, error.exit_code)
    except NewerDatabase as error:
        return _fail(error, NEWER_DATABASE)
    except DatabaseUnusable as error:
        return _fail(error, DATABASE_UNUSABLE)
    except OlderDatabase as error:
        return _fail(error, OLDER_DATABASE)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _fail(error: Exception, exit_code: int) -> int:
    print(f"minichat-server: {error}", file=sys.stderr)
    return exit_code


def _serve(settings: Settings, _typed: argparse.Namespace) -> None:
    from backend.app import serve  # noqa: PLC0415  the other commands needn't load the server

    _raise_descriptor_limit()
    with asyncio.Runner(loop_factory=_find_loop()) as runner:
        runner.run(serve(settings))


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
