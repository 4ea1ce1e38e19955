"""HTTP: discovery and documentation; and the answer to every path that nothing else has."""

from collections.abc import Mapping

from functions.wellknown.routes import routes
from shared.bootstrap import Container
from shared.edge.entry import lambda_entry, warm_on_lambda
from shared.edge.http import HttpHandler, http_handler


def build(environ: Mapping[str, str]) -> HttpHandler:
    container = Container.of(environ)
    warm_on_lambda(container.signing_keys.published)
    return http_handler(container, [routes], container.authenticate)


handler = lambda_entry(build)
