"""A route that answers in several forms gives the one that the caller likes best (RFC 9110 section 12.5.1)."""

import pytest

from shared.edge.accept import preferred
from shared.edge.http import http_handler
from shared.edge.openapi import openapi_document
from shared.edge.routes import JSON, Access, Answer, Call, Routes
from shared.edge.telemetry import Telemetry, json_logger
from tests.edge.sample import NoteView, Parts, authenticator, event

MARKDOWN, HTML = "text/markdown; charset=utf-8", "text/html; charset=utf-8"
routes: Routes[Parts] = Routes("Texts")


@routes.get("/v1/texts/{name}", answers=NoteView, renders=(MARKDOWN, HTML), access=Access.public())
def show_text(call: Call[Parts]) -> Answer:
    if call.form == JSON:
        return Answer(body=NoteView(id="1"))
    return Answer(body="# Text" if call.form == MARKDOWN else "<h1>Text</h1>", form=call.form)


HANDLER = http_handler(Parts(), [routes], authenticator(Parts()), Telemetry("texts", json_logger()))


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("not a media type", JSON),
        ("text/markdown", MARKDOWN),
        ("TEXT/HTML;level=1", HTML),
        ("text/*", MARKDOWN),
        ("text/*;q=0.5, text/markdown;q=0.1", HTML),
        ("text/html;q=0.8, text/markdown;q=0.9", MARKDOWN),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        ("application/json;q=0.2, text/html;q=0.2", JSON),
        ("application/json;q=0, */*;q=0.1", MARKDOWN),
        ("text/markdown;q=1.000, application/json;q=0.999", MARKDOWN),
    ],
)
def test_the_form_that_is_liked_best_is_given(accept: str | None, form: str) -> None:
    answer = HANDLER(event("GET", "/v1/texts/1", accept=accept), None)
    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (200, form)
    assert answer["headers"]["Vary"] == "Accept"


@pytest.mark.parametrize("accept", ["image/png", "text/*;q=0, application/json;q=0", "*/*;q=0", "text/plain"])
def test_a_form_that_there_is_not_is_refused(accept: str) -> None:
    answer = HANDLER(event("GET", "/v1/texts/1", accept=accept), None)
    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (406, "application/problem+json")
    assert "text/markdown" in answer["body"]


def test_of_two_that_are_liked_alike_the_first_offered_is_taken() -> None:
    assert preferred("b/b, a/a", ["a/a", "b/b"]) == "a/a"
    assert preferred("b/b;q=0.7, a/a;q=0.3", ["a/a", "b/b"]) == "b/b"
    assert preferred("c/c", ["a/a", "b/b"]) is None


def test_every_form_is_told_in_the_document() -> None:
    document = openapi_document([routes], version="1")
    content = document["paths"]["/v1/texts/{name}"]["get"]["responses"]["200"]["content"]
    assert list(content) == [JSON, MARKDOWN, HTML]
    assert content[MARKDOWN]["schema"]["type"] == "string"
