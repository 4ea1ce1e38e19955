"""HTTP: sign-up and one's own account."""

from collections.abc import Mapping

from functions.accounts import own_routes, sign_up_routes
from shared.bootstrap import Container
from shared.edge.entry import lambda_entry, warm_on_lambda
from shared.edge.http import HttpHandler, http_handler


def build(environ: Mapping[str, str]) -> HttpHandler:
    container = Container.of(environ)
    warm_on_lambda(container.signing_keys.published)
    return http_handler(container, [sign_up_routes.routes, own_routes.routes], container.authenticate)


handler = lambda_entry(build)
