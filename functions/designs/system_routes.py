"""Systems: the list, and one over time. A system is registered by the first design or review that names it."""

from functions.calls import context_of, identifier, next_cursor, start_of, version_check
from functions.designs.decision_models import DecisionSummaryView, DecisionsView
from functions.designs.system_models import SystemHistoryView, SystemPatchBody, SystemsView, SystemView
from shared.bootstrap import Container
from shared.edge.bodies import Page
from shared.edge.routes import Access, Answer, Call, Routes

routes: Routes[Container] = Routes("Systems")

READ = Access.permission("designs:read")


@routes.get("/v1/systems", query=Page, answers=SystemsView, access=READ)
def list_systems(call: Call[Container, Page]) -> Answer:
    """Systems by name."""
    page = call.parts.systems.list(start_of(call), call.query.limit)
    items = [SystemView.of(system) for system in page.items]
    return Answer(body=SystemsView(items=items, next_cursor=next_cursor(call, page.after)))


@routes.get("/v1/systems/{system_id}", answers=SystemHistoryView, access=READ, errors=("not_found",))
def show_system(call: Call[Container]) -> Answer:
    """One system over time: what was required of it, what was decided, how it was judged."""
    return Answer(body=SystemHistoryView.told(call.parts.read_system(identifier(call, "system_id"))))


@routes.patch(
    "/v1/systems/{system_id}",
    body=SystemPatchBody,
    answers=SystemView,
    access=Access.permission("designs:write", live=True),
    if_match="required",
    errors=("not_found", "version_conflict"),
)
def change_system(call: Call[Container], body: SystemPatchBody) -> Answer:
    """Hand a system to another owner."""
    told = identifier(call, "system_id"), body.owner, version_check(call), context_of(call, "user")
    return Answer(body=SystemView.of(call.parts.systems.hand_over(*told)))


@routes.get("/v1/systems/{system_id}/decisions", query=Page, answers=DecisionsView, access=READ, errors=("not_found",))
def list_decisions(call: Call[Container, Page]) -> Answer:
    """The decisions of a system, the youngest first."""
    page = call.parts.read_system.decisions(identifier(call, "system_id"), start_of(call), call.query.limit)
    items = [DecisionSummaryView.of(decision) for decision in page.items]
    return Answer(body=DecisionsView(items=items, next_cursor=next_cursor(call, page.after)))
