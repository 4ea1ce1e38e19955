"""HTTP: sessions. It alone signs tokens."""

from collections.abc import Mapping

from functions.sessions.routes import routes
from shared.bootstrap import Container
from shared.edge.entry import lambda_entry, warm_on_lambda
from shared.edge.http import HttpHandler, http_handler


def build(environ: Mapping[str, str]) -> HttpHandler:
    container = Container.of(environ)
    warm_on_lambda(lambda: container.sign_in, container.signing_keys.signer)
    return http_handler(container, [routes], container.authenticate)


handler = lambda_entry(build)
