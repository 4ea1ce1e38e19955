"""`python -m infra.load [--seconds 300] [--clients N]`: exit code 0 only if nothing failed, was lost or doubled."""

import argparse
import os
import sys
from urllib.parse import urlsplit

from infra.demo.client import Client
from infra.demo.running import CannotStart, own_system
from infra.load.memory import NotFound, megabytes_of, serving_process
from infra.load.run import SHORTEST, Run
from infra.local.console import admin


def main(arguments: list[str] | None = None) -> int:
    """0: everything holds. 1: something does not, and is named. 2: no system could be started."""
    options = _options(arguments)
    try:
        with own_system() as url:
            say("A system of its own runs for this load; it is stopped afterwards.")
            process = serving_process(urlsplit(url).port or 0)
            run = Run(Client(url), lambda: megabytes_of(process), admin(os.environ), say)
            return 0 if run.perform(options.seconds, options.clients) else 1
    except NotFound as error:
        say(f"{error}: it was replaced, because code was edited, or it ended. Nothing can be said.")
        return 1
    except CannotStart as error:
        say(f"The system could not be started. It said:\n{error}")
        return 2
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


def say(line: str) -> None:
    print(line, flush=True)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.load", description="Rollbook under load.")
    parser.add_argument("--seconds", type=float, default=300, help="how long (default %(default)s)")
    parser.add_argument("--clients", type=int, help="how many at once (default: as many as saturate it)")
    options = parser.parse_args(arguments)
    if options.seconds < SHORTEST:
        parser.error(f"at least {SHORTEST:.0f} seconds, else nothing can be said of memory")
    return options


if __name__ == "__main__":
    sys.exit(main())
