"""`python -m infra.local`: the command line of the local system."""

import argparse
from pathlib import Path

from infra.local import console
from infra.local.failures import LocalFailure
from infra.local.interrupts import Interrupts, StopAsked
from infra.local.launch import HOME, Launch


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 after a stop that was asked for, 1 with one sentence when it cannot start or go on."""
    options = _options(arguments)
    interrupts = Interrupts()
    try:
        with Launch(
            options.port, keep=options.keep, logs_here=options.logs, interrupts=interrupts, home=options.home
        ) as launch:
            launch.start()
            launch.serve()
    except StopAsked:
        return 0
    except LocalFailure as failure:
        console.fail(str(failure))
        return 1
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.local", description="Rollbook on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="the port of the API on 127.0.0.1 (default 8000)")
    parser.add_argument("--keep", action="store_true", help="go on with the state of the last run")
    parser.add_argument("--logs", action="store_true", help="log lines in this terminal, not in a file")
    parser.add_argument("--home", type=Path, default=HOME, help="where state and logs are kept (default .local)")
    return parser.parse_args(arguments)
