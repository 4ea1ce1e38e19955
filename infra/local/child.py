"""The process that runs the system itself, so that an edit of the code can replace it whole.

It loads all code, says so, and waits: only a version that loads replaces the one that runs. The parent speaks through
one socket; its end is the parent's end, and then this process stops too.
"""

import argparse
import importlib
import os
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

from infra.local.lifeline import end_with_parent

ROOT = Path(__file__).resolve().parents[2]
LOADED, PREPARED, FAILED = "loaded", "prepared", "failed"
GO, GO_FIRST = b"n", b"f"  # go on; or prepare the empty system first


def main() -> int:
    arguments = _arguments()
    control = socket.socket(fileno=arguments.control)
    try:
        system = _load()
        _tell(control, LOADED)
        order = control.recv(1)
        if not order:
            return 0
        end_with_parent(control.fileno())
        administrator = _admin()
        environ = dict(os.environ)
        if order == GO_FIRST:
            _prepare(environ, *administrator)
            _tell(control, PREPARED)
    except Exception as error:
        traceback.print_exc(file=sys.stdout)  # for the log; the terminal gets the sentence
        _tell(control, f"{FAILED} {describe(error)}")
        return 1
    system.run(environ, socket.socket(fileno=arguments.listener))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--control", type=int, required=True)
    parser.add_argument("--listener", type=int, required=True)
    return parser.parse_args()


def _load() -> Any:
    """Every module that a request may need: what is wrong with an edit shows here, not at the first request."""
    from infra.topology import FUNCTIONS

    for function in FUNCTIONS:
        importlib.import_module(function.handler.rpartition(".")[0])
    importlib.import_module("shared.bootstrap")
    return importlib.import_module("infra.local.system")


def _prepare(environ: dict[str, str], email: str, password: str) -> None:
    bootstrap = importlib.import_module("shared.bootstrap")
    bootstrap.prepare(environ)
    bootstrap.seed_admin(environ, email, password)


def _admin() -> tuple[str, str]:
    # Taken out of the environment, so that no function and no dump of one shows the password.
    return os.environ.pop("ROLLBOOK_ADMIN_EMAIL"), os.environ.pop("ROLLBOOK_ADMIN_PASSWORD")


def _tell(control: socket.socket, line: str) -> None:
    control.sendall(f"{line}\n".encode())


def describe(error: BaseException) -> str:
    """One line: the place in this project, and what is wrong there."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_short(error.filename)}, line {error.lineno}: {error.msg}"
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_ours(frame.filename)]
    place = f"{_short(ours[-1].filename)}, line {ours[-1].lineno}: " if ours else ""
    text = " ".join(str(error).split())
    return f"{place}{type(error).__name__}: {text}" if text else f"{place}{type(error).__name__}"


def _is_ours(filename: str) -> bool:
    path = Path(filename)
    return path.is_relative_to(ROOT) and ".venv" not in path.parts and ".tools" not in path.parts


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else filename


if __name__ == "__main__":
    sys.exit(main())
