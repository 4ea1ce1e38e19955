"""The knowledge, to look at: what is asked, what there is to choose from, on which facts, by which weights."""

from functions.calls import next_cursor, start_of
from functions.designs.knowledge_models import (
    DimensionView,
    FactQuery,
    FactsView,
    FactView,
    FieldsView,
    FieldView,
    KnowledgeView,
)
from shared.bootstrap import Container
from shared.edge.routes import Access, Answer, Call, Routes

routes: Routes[Container] = Routes("Knowledge")

READ = Access.permission("designs:read")
DIMENSION = {"minLength": 1, "maxLength": 64, "pattern": "^[a-z_]+$"}


@routes.get("/v1/knowledge", answers=KnowledgeView, access=READ)
def show_knowledge(call: Call[Container]) -> Answer:
    """What there is, in which version, and how criteria are weighted."""
    browse = call.parts.browse_knowledge
    return Answer(body=KnowledgeView.of(browse.knowledge, browse.stale_facts()))


@routes.get("/v1/knowledge/fields", answers=FieldsView, access=READ)
def list_fields(call: Call[Container]) -> Answer:
    """The requirement fields with their bounds and what is assumed."""
    knowledge = call.parts.browse_knowledge.knowledge
    items = [FieldView.of(field) for field in knowledge.schema.fields.values()]
    return Answer(body=FieldsView(kb_version=knowledge.version, items=items))


@routes.get(
    "/v1/knowledge/dimensions/{dimension}",
    answers=DimensionView,
    access=READ,
    path_rules={"dimension": DIMENSION},
    errors=("not_found",),
)
def show_dimension(call: Call[Container]) -> Answer:
    """One dimension with its options: when they are out, what speaks for them, how they are rated."""
    return Answer(body=DimensionView.of(call.parts.browse_knowledge.dimension(call.path["dimension"])))


@routes.get("/v1/knowledge/facts", query=FactQuery, answers=FactsView, access=READ)
def list_facts(call: Call[Container, FactQuery]) -> Answer:
    """Facts by key, each with its source, and why it is marked where it is."""
    query = call.query
    page = call.parts.browse_knowledge.facts(query.option, query.stale, start_of(call), query.limit)
    items = [FactView.of(fact) for fact in page.items]
    return Answer(body=FactsView(items=items, next_cursor=next_cursor(call, page.after)))
