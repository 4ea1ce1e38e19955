"""The document says what the routes do, and the page shows it without asking any other host."""

import json
import re

import pytest

from shared.edge.bodies import View
from shared.edge.docs_page import docs_page
from shared.edge.openapi import error_codes, openapi_document
from shared.edge.problems import TABLE
from shared.edge.routes import Access, Answer, Call, Routes
from tests.edge.sample import Parts, routes

DOCUMENT = openapi_document([routes], version="1")


def operation(method: str, path: str) -> dict[str, object]:
    found: dict[str, object] = DOCUMENT["paths"][path][method]
    return found


def test_every_route_is_an_operation() -> None:
    found = {(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods}
    assert found == {(route.method, route.path) for route in routes}


def test_every_reference_leads_somewhere() -> None:
    for reference in set(re.findall(r'"#/(components/[^"]+)"', json.dumps(DOCUMENT))):
        place = DOCUMENT
        for part in reference.split("/"):
            place = place[part]
        assert place


def test_an_operation_is_named_by_its_function_and_told_by_its_docstring() -> None:
    listing = operation("get", "/v1/notes")
    assert (listing["operationId"], listing["summary"]) == ("list_notes", "List notes")
    assert (listing["description"], listing["tags"]) == ("Newest first.", ["Notes"])


def test_parameters_are_told() -> None:
    told = [(p["in"], p["name"], p["required"]) for p in operation("get", "/v1/notes")["parameters"]]  # type: ignore[attr-defined]
    assert told == [("query", "limit", False), ("query", "cursor", False), ("query", "q", False)]
    told = [(p["in"], p["name"], p["required"]) for p in operation("patch", "/v1/notes/{note_id}")["parameters"]]  # type: ignore[attr-defined]
    assert told == [("path", "note_id", True), ("header", "If-Match", True)]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("show_note", {"unauthenticated", "not_acceptable", "malformed_request", "validation_failed"}),
        ("write_note", {"forbidden", "idempotency_key_missing", "malformed_json", "body_too_large"}),
        ("change_note", {"precondition_required", "stale_version", "invalid_if_match"}),
        ("list_notes", {"invalid_cursor", "uri_too_long"}),
        ("break_down", {"too_many_attempts"}),
    ],
)
def test_the_errors_that_follow_from_a_route_are_told(name: str, codes: set[str]) -> None:
    (route,) = [route for route in routes if route.name == name]
    assert codes <= set(error_codes(route))
    responses = operation(route.method.lower(), route.path)["responses"]
    assert {str(TABLE[code][0]) for code in codes} <= set(responses)  # type: ignore[call-overload]


def test_a_public_route_asks_for_no_token() -> None:
    assert operation("get", "/page")["security"] == [{}]
    assert operation("get", "/v1/notes")["security"] == [{"bearer": []}]


def test_two_models_of_one_name_are_refused() -> None:
    class NoteView(View):
        other: int

    others: Routes[Parts] = Routes("Others")

    @others.get("/v1/others", answers=NoteView, access=Access.public())
    def show_other(call: Call[Parts]) -> Answer:
        return Answer()

    with pytest.raises(ValueError, match="models share a name: NoteView"):
        openapi_document([routes, others], version="1")


def test_two_operations_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="operations share a name"):
        openapi_document([routes, routes], version="1")


def test_the_page_is_whole_and_asks_no_other_host() -> None:
    page = docs_page(json.dumps({"info": {"title": "</script><script>alert(1)</script>"}}))
    own = page.rsplit("<script>", 1)[1]
    assert "SwaggerUIBundle({" in own
    assert own.count("</script>") == 1
    assert not re.search(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=[\"']?(?:https?:)?//", page)
    assert "default-src 'none'" in page
    assert len(page) < 4_000_000
