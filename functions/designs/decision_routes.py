"""Decisions: recorded about a design, accepted, rejected, superseded; read as data or as a MADR document."""

from functions.calls import context_of, identifier, repeatable, version_check
from functions.designs.decision_models import DecisionView, RecordDecisionBody, SupersedeBody, VerdictBody
from shared.bootstrap import Container
from shared.edge.routes import JSON, Access, Answer, Call, Routes

routes: Routes[Container] = Routes("Decisions")

READ = Access.permission("designs:read")
WRITE = Access.permission("decisions:write", live=True)
MARKDOWN = "text/markdown; charset=utf-8"


@routes.post(
    "/v1/designs/{design_id}/decisions",
    body=RecordDecisionBody,
    answers=DecisionView,
    status=201,
    access=WRITE,
    idempotency="required",
    located=True,
    errors=("not_found", "wrong_status", "version_conflict"),
)
def record_decision(call: Call[Container], body: RecordDecisionBody) -> Answer:
    """Record what was decided about a design, with the next number of its system.

    A team may decide for another option than the recommended one; what the design said is kept beside the reason.
    """
    told = identifier(call, "design_id"), body.proposal(), repeatable(call), context_of(call, "user")
    decision = call.parts.record_decision(*told)
    return Answer(body=DecisionView.of(decision), headers={"Location": f"/v1/decisions/{decision.id}"})


@routes.get(
    "/v1/decisions/{decision_id}", answers=DecisionView, renders=(MARKDOWN,), access=READ, errors=("not_found",)
)
def show_decision(call: Call[Container]) -> Answer:
    """One decision, as data or as a MADR document to put beside the code."""
    reader = call.parts.read_decisions
    decision = reader.get(identifier(call, "decision_id"))
    if call.form == JSON:
        return Answer(body=DecisionView.of(decision))
    file = f'attachment; filename="{reader.file_name(decision)}"'
    headers = {"ETag": f'"{decision.version}"', "Content-Disposition": file}
    return Answer(body=reader.markdown(decision), form=MARKDOWN, headers=headers)


@routes.post(
    "/v1/decisions/{decision_id}/accept",
    body=VerdictBody,
    body_optional=True,
    answers=DecisionView,
    access=WRITE,
    if_match="optional",
    idempotency="optional",
    errors=("not_found", "wrong_status", "version_conflict"),
)
def accept_decision(call: Call[Container], body: VerdictBody) -> Answer:
    """Accept a proposed decision: from now on reviews hold the code against its checks."""
    told = identifier(call, "decision_id"), body.reason, version_check(call), repeatable(call), context_of(call, "user")
    return Answer(body=DecisionView.of(call.parts.decide_on_decision.accept(*told)))


@routes.post(
    "/v1/decisions/{decision_id}/reject",
    body=VerdictBody,
    body_optional=True,
    answers=DecisionView,
    access=WRITE,
    if_match="optional",
    idempotency="optional",
    errors=("not_found", "wrong_status", "version_conflict"),
)
def reject_decision(call: Call[Container], body: VerdictBody) -> Answer:
    """Reject a proposed decision."""
    told = identifier(call, "decision_id"), body.reason, version_check(call), repeatable(call), context_of(call, "user")
    return Answer(body=DecisionView.of(call.parts.decide_on_decision.reject(*told)))


@routes.post(
    "/v1/decisions/{decision_id}/supersede",
    body=SupersedeBody,
    answers=DecisionView,
    access=WRITE,
    if_match="optional",
    idempotency="optional",
    errors=("not_found", "wrong_status", "version_conflict"),
)
def supersede_decision(call: Call[Container], body: SupersedeBody) -> Answer:
    """Put another accepted decision of the same system in the place of an accepted one."""
    told = body.by, body.reason, version_check(call), repeatable(call), context_of(call, "user")
    return Answer(body=DecisionView.of(call.parts.decide_on_decision.supersede(identifier(call, "decision_id"), *told)))
