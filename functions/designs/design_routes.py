"""Designs: ask for one, answer its questions, read it in three forms, ask what would change."""

from functions.calls import context_of, identifier, next_cursor, repeatable, start_of, version_check
from functions.designs.design_models import (
    AnswerBody,
    DesignQuery,
    DesignSummaryView,
    DesignsView,
    DesignView,
    RequestDesignBody,
    WhatIfQuery,
)
from functions.designs.what_if_models import WhatIfView
from shared.architect.use_cases.answer_questions import Answers
from shared.architect.use_cases.request_design import wish_of
from shared.bootstrap import Container
from shared.edge.routes import JSON, Access, Answer, Call, Routes

routes: Routes[Container] = Routes("Designs")

READ = Access.permission("designs:read")
WRITE = Access.permission("designs:write", live=True)
MARKDOWN = "text/markdown; charset=utf-8"
HTML = "text/html; charset=utf-8"
# A page of ours has its style within and nothing else: whatever slipped into it could load and do nothing.
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


@routes.post(
    "/v1/designs",
    body=RequestDesignBody,
    answers=DesignView,
    status=202,
    access=WRITE,
    idempotency="required",
    located=True,
    errors=("version_conflict",),
)
def request_design(call: Call[Container], body: RequestDesignBody) -> Answer:
    """Ask for a design of a system.

    What contradicts itself, and what is worth asking, is told at once; the rest is drafted within seconds. A system
    that is named for the first time is registered, and yours.
    """
    wish = wish_of(body.language, body.requirements, body.brief)
    design = call.parts.request_design(body.system, wish, repeatable(call), context_of(call, "user"))
    return Answer(body=DesignView.of(design), headers={"Location": f"/v1/designs/{design.id}"})


@routes.get("/v1/designs", query=DesignQuery, answers=DesignsView, access=READ)
def list_designs(call: Call[Container, DesignQuery]) -> Answer:
    """Designs, newest first, of one system or of all."""
    page = call.parts.read_designs.list(call.query.system_id, start_of(call), call.query.limit)
    items = [DesignSummaryView.of(design) for design in page.items]
    return Answer(body=DesignsView(items=items, next_cursor=next_cursor(call, page.after)))


@routes.get(
    "/v1/designs/{design_id}",
    answers=DesignView,
    renders=(MARKDOWN, HTML),
    access=READ,
    errors=("not_found", "wrong_status"),
)
def show_design(call: Call[Container]) -> Answer:
    """One design, as data, as Markdown, or as a page; the last two once it is drafted."""
    reader = call.parts.read_designs
    design = reader.get(identifier(call, "design_id"))
    if call.form == JSON:
        return Answer(body=DesignView.of(design, reader.document(design)))
    tag = {"ETag": f'"{design.version}"'}
    if call.form == MARKDOWN:
        return Answer(body=reader.markdown(design), form=MARKDOWN, headers=tag)
    return Answer(body=reader.html(design), form=HTML, headers={**tag, "Content-Security-Policy": PAGE_POLICY})


@routes.post(
    "/v1/designs/{design_id}/answers",
    body=AnswerBody,
    answers=DesignView,
    status=202,
    access=WRITE,
    if_match="optional",
    idempotency="optional",
    errors=("not_found", "wrong_status", "version_conflict"),
)
def answer_questions(call: Call[Container], body: AnswerBody) -> Answer:
    """Answer questions of a design, resolve its contradictions, or go on with assumptions.

    What is still worth asking is asked again, ranked anew; an answer may also change what was given.
    """
    answers = Answers(body.answers, body.assume)
    told = identifier(call, "design_id"), answers, version_check(call), repeatable(call), context_of(call, "user")
    return Answer(body=DesignView.of(call.parts.answer_questions(*told)))


@routes.get(
    "/v1/designs/{design_id}/what-if", query=WhatIfQuery, answers=WhatIfView, access=READ, errors=("not_found",)
)
def show_what_if(call: Call[Container, WhatIfQuery]) -> Answer:
    """What would change if requirements were others, such as `?p99_ms=50&team_size=12`. Nothing is stored."""
    found = call.parts.show_what_if(identifier(call, "design_id"), call.query.texts())
    return Answer(body=WhatIfView.of(found))
