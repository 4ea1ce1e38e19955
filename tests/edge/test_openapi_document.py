"""The committed document is what the functions' routes say: `python -m infra.openapi` writes it anew."""

import json

from infra.openapi import TARGET, document_text, main


def test_the_committed_document_is_current() -> None:
    assert TARGET.read_text("utf-8") == document_text(), "run: python -m infra.openapi"
    assert main(["--check"]) == 0


def test_it_tells_no_local_route() -> None:
    assert not [path for path in json.loads(document_text())["paths"] if "_local" in path]
