"""What stands beside the reviews of a system: findings that its team lives with, and the source for the schedule."""

from functions.calls import context_of, identifier, next_cursor, repeatable, start_of
from functions.reviews.models import (
    OfferedSourceView,
    SourceBody,
    SourcesView,
    SourceView,
    SuppressionBody,
    SuppressionsView,
    SuppressionView,
    TicketView,
)
from functions.reviews.review_routes import READ, WRITE
from shared.architect.domain.records.review import KINDS
from shared.architect.domain.records.suppression import SuppressionWish
from shared.architect.use_cases.offer_source import SourceWish
from shared.bootstrap import Container
from shared.edge.bodies import Page
from shared.edge.routes import Answer, Call, Routes
from shared.kernel.errors import NotFound

routes: Routes[Container] = Routes("Systems under review")

SUPPRESSIONS = "/v1/reviews/systems/{system_id}/suppressions"
SOURCES = "/v1/reviews/systems/{system_id}/sources"


@routes.post(
    SUPPRESSIONS,
    body=SuppressionBody,
    answers=SuppressionView,
    status=201,
    access=WRITE,
    idempotency="required",
    errors=("not_found",),
)
def add_suppression(call: Call[Container], body: SuppressionBody) -> Answer:
    """Live with a finding, or with a rule: for a reason, and perhaps until a day. The caller owns it."""
    wish = SuppressionWish(body.reason, body.fingerprint, body.rule, body.path, body.expires_on)
    parts = call.parts
    added = parts.suppressions.add(identifier(call, "system_id"), wish, repeatable(call), context_of(call, "user"))
    return Answer(body=SuppressionView.of(added, parts.clock.now().date()))


@routes.get(SUPPRESSIONS, query=Page, answers=SuppressionsView, access=READ, errors=("not_found", "invalid_cursor"))
def list_suppressions(call: Call[Container, Page]) -> Answer:
    """What the team lives with, oldest first; also what has expired."""
    parts = call.parts
    page = parts.suppressions.list(identifier(call, "system_id"), start_of(call), call.query.limit)
    items = [SuppressionView.of(one, parts.clock.now().date()) for one in page.items]
    return Answer(body=SuppressionsView(items=items, next_cursor=next_cursor(call, page.after)))


@routes.delete(f"{SUPPRESSIONS}/{{suppression_id}}", access=WRITE, errors=("not_found", "version_conflict"))
def remove_suppression(call: Call[Container]) -> Answer:
    """Live with it no more: the next review tells it again."""
    ids = identifier(call, "system_id"), identifier(call, "suppression_id")
    call.parts.suppressions.remove(*ids, context_of(call, "user"))
    return Answer()


@routes.post(
    SOURCES,
    body=SourceBody,
    answers=OfferedSourceView,
    status=202,
    access=WRITE,
    idempotency="required",
    errors=("not_found", "version_conflict"),
)
def offer_source(call: Call[Container], body: SourceBody) -> Answer:
    """Register a source that is reviewed again whenever it or the rules change, or hand in a newer one."""
    wish = SourceWish(body.holds, body.profile, body.size_bytes, body.sha256)
    offered = call.parts.offer_source(identifier(call, "system_id"), wish, repeatable(call), context_of(call, "user"))
    return Answer(body=OfferedSourceView.of(offered.slot, upload=TicketView.of(offered.ticket)))


@routes.get(SOURCES, answers=SourcesView, access=READ, errors=("not_found",))
def list_sources(call: Call[Container]) -> Answer:
    """The registered sources of a system: at most one of code and one of a template."""
    slots = call.parts.offer_source.list(identifier(call, "system_id"))
    return Answer(body=SourcesView(items=[SourceView.of(slot) for slot in slots], next_cursor=None))


@routes.delete(
    f"{SOURCES}/{{kind}}",
    access=WRITE,
    path_rules={"kind": {"enum": list(KINDS)}},
    errors=("not_found", "version_conflict"),
)
def withdraw_source(call: Call[Container]) -> Answer:
    """Have the schedule leave it alone."""
    kind = call.path["kind"]
    if kind not in KINDS:
        raise NotFound
    call.parts.offer_source.withdraw(identifier(call, "system_id"), kind, context_of(call, "user"))
    return Answer()
