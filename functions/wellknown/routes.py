"""Health, discovery, public keys and the documentation: for everybody and for machines."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from shared.bootstrap import Container
from shared.edge.bodies import View
from shared.edge.docs_page import docs_page
from shared.edge.routes import Access, Answer, Call, Routes
from shared.edge.told import Many, Slug, Told

routes: Routes[Container] = Routes("Discovery")

OPENAPI = Path(__file__).with_name("openapi.json")
# Verifiers may keep keys this long; a new key is published longer than that before it signs.
_KEEP = {"Cache-Control": "max-age=300"}


Uri = Annotated[str, Told(format="uri", maxLength=2048)]


class HealthView(View):
    status: Literal["ok"] = Field(default="ok", examples=["ok"])


class JwksView(View):
    """A JSON Web Key Set (RFC 7517): public keys only."""

    keys: Annotated[list[dict[str, Any]], Many]


class DiscoveryView(View):
    """What a verifier of access tokens needs (names of OpenID Connect Discovery 1.0)."""

    issuer: Uri
    jwks_uri: Uri
    id_token_signing_alg_values_supported: Annotated[tuple[Literal["RS256"], ...], Many] = ("RS256",)
    response_types_supported: Annotated[tuple[Slug, ...], Many] = ()
    subject_types_supported: Annotated[tuple[Literal["public"], ...], Many] = ("public",)


@routes.get("/healthz", answers=HealthView, access=Access.public())
def show_health(_call: Call[Container]) -> Answer:
    """Whether the service answers."""
    return Answer(body=HealthView())


@routes.get("/.well-known/jwks.json", answers=JwksView, access=Access.public())
def show_keys(call: Call[Container]) -> Answer:
    """The public keys that verify access tokens."""
    keys = [dict(key) for key in call.parts.signing_keys.published()]
    return Answer(body=JwksView(keys=keys), headers=_KEEP)


@routes.get("/.well-known/openid-configuration", answers=DiscoveryView, access=Access.public())
def show_discovery(call: Call[Container]) -> Answer:
    """Where the issuer's keys are."""
    issuer = call.parts.settings.issuer
    return Answer(body=DiscoveryView(issuer=issuer, jwks_uri=f"{issuer}/.well-known/jwks.json"), headers=_KEEP)


@routes.get("/openapi.json", access=Access.public(), produces="application/json; charset=utf-8")
def show_openapi(_call: Call[Container]) -> Answer:
    """This API, as OpenAPI 3.1."""
    return Answer(body=OPENAPI.read_text())


@routes.get("/docs", access=Access.public(), produces="text/html; charset=utf-8")
def show_docs(_call: Call[Container]) -> Answer:
    """This API, as a page that works offline."""
    return Answer(body=docs_page(OPENAPI.read_text()))
