"""Writes functions/wellknown/openapi.json from the routes of all HTTP functions: `python -m infra.openapi [--check]`.

A function declares its routes in modules whose names end in `routes`. `--check` only fails where the file is old.
"""

import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from infra.topology import FUNCTIONS, HttpTrigger
from shared.edge.openapi import openapi_document
from shared.edge.routes import Routes

FUNCTIONS_FOLDER = Path(__file__).parent.parent / "functions"
TARGET = FUNCTIONS_FOLDER / "wellknown" / "openapi.json"
DESCRIPTION = (
    "People and architecture. Accounts, sessions and the directory of people; designs of systems from their "
    "requirements, with decisions; reviews of code and templates, none of which is run. Errors are "
    "`application/problem+json` (RFC 9457) with a stable `code`. Changes take `If-Match` with the version you read; "
    "lists take `limit` and an opaque `cursor`. Where an answer is `202`, the rest happens a little later: look again."
)


def all_routes() -> Iterator[Routes[Any]]:
    """In the order of the table of functions."""
    for function in FUNCTIONS:
        if isinstance(function.trigger, HttpTrigger):
            for module in sorted((FUNCTIONS_FOLDER / function.name).glob("*routes.py")):
                yield import_module(f"functions.{function.name}.{module.stem}").routes


def document_text() -> str:
    document = openapi_document(list(all_routes()), version="1", description=DESCRIPTION)
    return json.dumps(document, indent=1) + "\n"


def main(arguments: list[str]) -> int:
    text = document_text()
    if "--check" in arguments:
        return 0 if TARGET.exists() and TARGET.read_text("utf-8") == text else 1
    TARGET.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
