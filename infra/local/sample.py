"""`python -m infra.local.sample events/sessions/sign_in.json`: one function and one event, on an AWS of its own.

The folder of an event names its function. Nothing else runs: what is left behind (queues, mails) is told by its answer.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

from infra.local.console import admin, fail
from infra.local.emulator import Emulator
from infra.local.failures import LocalFailure
from infra.local.invoke import call_function, context_for
from infra.local.provision import provision
from infra.topology import FUNCTIONS


def main(arguments: list[str]) -> int:
    """Prints the answer. Exit code 1 with one sentence where the event or its function is not there."""
    event = Path(arguments[0]) if arguments else Path()
    function = next((each for each in FUNCTIONS if each.name == event.parent.name), None)
    if function is None or not event.is_file():
        fail("Name a sample event, as in make invoke EVENT=events/sessions/sign_in.json.")
        return 1
    try:
        with tempfile.TemporaryDirectory() as place, Emulator(log=Path(place) / "emulator.log") as emulator:
            region = _prepared(emulator.endpoint)
            answer = call_function(function.name, json.loads(event.read_text("utf-8")), context_for(function, region))
    except LocalFailure as failure:
        fail(str(failure))
        return 1
    print(json.dumps(answer, indent=2, ensure_ascii=False))
    return 0


def _prepared(endpoint: str) -> str:
    """An empty system with its administrator; answers its region."""
    from shared.bootstrap import prepare, seed_admin

    environ = provision(endpoint)
    os.environ.update(environ)
    prepare(environ)
    seed_admin(environ, *admin({}))
    return environ["AWS_REGION"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
