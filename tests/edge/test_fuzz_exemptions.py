"""What `make fuzz` lets pass names only what there is: an operation, one of its codes, a member of what it takes."""

import re
from pathlib import Path

import pytest

import infra.fuzz.exemptions as exemptions
from infra.fuzz.exemptions import READABLE_AFTER_ERASURE, REFUSALS, Refusal
from infra.openapi import all_routes
from shared.edge.openapi import error_codes
from shared.kernel.errors import ValidationFailed

ROUTES = {route.name: route for routes in all_routes() for route in routes}
FOLDER = Path(exemptions.__file__).parent


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda r: f"{r.operation} {r.code} {r.pointer} {r.fault}")
def test_a_refusal_that_is_let_pass_can_happen(refusal: Refusal) -> None:
    assert refusal.why
    route = ROUTES[refusal.operation]
    assert refusal.code in error_codes(route)
    if refusal.code == "validation_failed":
        source = route.query if refusal.pointer.startswith("?") else route.body
        assert source is not None
        parts = re.split("[/?]", refusal.pointer)
        whole = parts in ([""], ["", ""])
        assert whole or parts[1] in source.model_json_schema()["properties"]
        assert refusal.fault in ValidationFailed.field_codes


def test_what_stays_readable_after_an_erasure_is_an_operation() -> None:
    assert set(ROUTES) >= READABLE_AFTER_ERASURE


def test_no_check_is_switched_off() -> None:
    assert not re.search(r"enabled\s*=\s*false", _without_cache((FOLDER / "schemathesis.toml").read_text("utf-8")))


def test_the_lock_of_the_document_s_linter_names_no_host() -> None:
    lock = (FOLDER / "openapi" / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') == lock.count('"node_modules/')


def _without_cache(text: str) -> str:
    """Keeping nothing between runs is no check."""
    return text.replace("[cache]\nenabled = false", "")
