"""HTTP: designs, decisions, systems, house rules, and what the architect knows."""

from collections.abc import Mapping

from functions.designs import (
    decision_routes,
    design_routes,
    house_rule_routes,
    knowledge_routes,
    system_routes,
)
from shared.bootstrap import Container
from shared.edge.entry import lambda_entry, warm_on_lambda
from shared.edge.http import HttpHandler, http_handler

ROUTES = [
    design_routes.routes,
    decision_routes.routes,
    system_routes.routes,
    knowledge_routes.routes,
    house_rule_routes.routes,
]


def build(environ: Mapping[str, str]) -> HttpHandler:
    container = Container.of(environ)
    warm_on_lambda(container.signing_keys.published, lambda: container.browse_knowledge.knowledge)
    return http_handler(container, ROUTES, container.authenticate)


handler = lambda_entry(build)
