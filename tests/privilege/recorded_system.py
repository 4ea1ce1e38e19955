"""`python -m tests.privilege.recorded_system FILE ...`: the local system, which writes what its functions ask of AWS.

Otherwise it is `python -m infra.local ...`. Its child process, where the functions run, is this module too.
"""

import importlib
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from infra.grants import statements
from infra.local import child, cli, process
from infra.topology import FUNCTIONS
from tests.privilege.policies import policy_of, refusals
from tests.privilege.recorder import recorded, within
from tests.privilege.requests import Asked

_FILE = "RECORDED_REQUESTS"


def main() -> int:
    if "--control" not in sys.argv:
        os.environ[_FILE] = sys.argv.pop(1)
        process.MODULE = "tests.privilege.recorded_system"
        return cli.main(sys.argv[1:])
    with Path(os.environ[_FILE]).open("a", buffering=1) as file, recorded(os.environ, file.write):
        for function in FUNCTIONS:
            _announce(function.name)
        return child.main()


def refused(file: Path) -> list[str]:
    """What functions asked and their roles would not have allowed."""
    policies = {function.name: policy_of(statements(function)) for function in FUNCTIONS}
    asked = [Asked.read(line) for line in file.read_text().splitlines()]
    return refusals(policies, ((one.function, one.request) for one in asked))


def _announce(function: str) -> None:
    """From here on, what the handler asks of AWS is asked by its function."""
    module: Any = importlib.import_module(f"functions.{function}.handler")
    module.handler = _named(function, module.handler)


def _named(function: str, handler: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(handler)
    def named(event: Any, context: Any) -> Any:
        with within(function):
            return handler(event, context)

    return named


if __name__ == "__main__":
    sys.exit(main())
