"""`python -m infra.demo [--url http://127.0.0.1:8000] [--start]`: exit code 0 only if all counts reconcile."""

import argparse
import os
import secrets
import sys

from rich.console import Console

from infra.demo.client import NotRunning
from infra.demo.inbox import MailMissing
from infra.demo.people import read_people
from infra.demo.play import Play
from infra.demo.running import CannotStart, healthy, own_system
from infra.local.console import admin


def main(arguments: list[str] | None = None) -> int:
    """0: all counts reconcile. 1: some do not, each is named. 2: there was nothing to drive."""
    options = _options(arguments)
    console = Console()
    try:
        if healthy(options.url):
            console.print(f"Using the system that runs at {options.url}.")
            return _play(console, options.url)
        if not options.start:
            console.print(
                f"Nothing runs at {options.url}. Start it with `make dev`, or add --start to have one started."
            )
            return 2
        console.print(f"Nothing runs at {options.url}, so a system is started for this demo and stopped afterwards.")
        with own_system() as url:
            return _play(console, url)
    except CannotStart as error:
        console.print(f"The system could not be started. It said:\n{error}", markup=False)
        return 2
    except KeyboardInterrupt:
        console.print("\nStopped.")
        return 130


def _play(console: Console, url: str) -> int:
    # Digits only, and never those of an earlier run: whoever signed up then is still there.
    tag = str(secrets.randbelow(900_000) + 100_000)
    play = Play(console, url, read_people(tag), tag, admin(os.environ))
    try:
        return 0 if play.perform() else 1
    except (NotRunning, ConnectionError) as error:
        console.print(f"The system stopped answering in the middle of the demo: {error}", markup=False)
    except MailMissing as error:
        console.print(f"The demo cannot go on: {error}", markup=False)
        play.show_faults()
    return 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.demo", description="Five hundred people use Rollbook.")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="the running system (default %(default)s)")
    parser.add_argument("--start", action="store_true", help="start a system of its own if none runs at the URL")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
