"""HTTP: reviews of code and templates, what a team lives with, and sources that are reviewed again."""

from collections.abc import Mapping

from functions.reviews import review_routes, system_routes
from shared.bootstrap import Container
from shared.edge.entry import lambda_entry, warm_on_lambda
from shared.edge.http import HttpHandler, http_handler


def build(environ: Mapping[str, str]) -> HttpHandler:
    container = Container.of(environ)
    warm_on_lambda(container.signing_keys.published)
    return http_handler(container, [review_routes.routes, system_routes.routes], container.authenticate)


handler = lambda_entry(build)
