"""Routes that change something and ask nobody who they are."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, ProjectRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.entrances import MUTATING, Route, routes
from shared.architect.domain.rules.vocabulary.guards import is_guarded, project_is_guarded, router_is_guarded
from shared.architect.domain.rules.vocabulary.once import one_by_one

_BAD = """\
from typing import Annotated

from fastapi import Depends, FastAPI

from shop.auth import current_user
from shop.orders import Order, cancel, place

app = FastAPI()


@app.post("/orders")
def place_order(order: Order, user: Annotated[str, Depends(current_user)]) -> dict:
    return place(order, by=user)


@app.delete("/orders/{order_id}")
def cancel_order(order_id: str) -> None:
    cancel(order_id)
"""
_GOOD = """\
from typing import Annotated

from fastapi import Depends, FastAPI

from shop.auth import current_user
from shop.orders import Order, cancel, place

app = FastAPI()


@app.post("/orders")
def place_order(order: Order, user: Annotated[str, Depends(current_user)]) -> dict:
    return place(order, by=user)


@app.delete("/orders/{order_id}")
def cancel_order(order_id: str, user: Annotated[str, Depends(current_user)]) -> None:
    cancel(order_id, by=user)
"""
# Who signs in, or calls back with a signature, has no session yet.
_OPEN = ("login", "logout", "signin", "sign-in", "signup", "sign-up", "register", "token", "password", "webhook",
         "callback", "verify", "confirm", "health", "oauth", "subscribe", "contact", "csp-report", "track",
         "auth")  # fmt: skip


def check(project: Project) -> Iterator[Hit]:
    if project_is_guarded(project):
        return
    found = [
        None if _is_asked(file, route, project) else _told(file, route)
        for file in one_by_one(project.code())
        for route in routes(file)
        if route.methods & MUTATING
    ]
    open_ones = [hit for hit in found if hit is not None]
    if len(open_ones) == len(found) > 1:
        yield _none_asks(open_ones)
    else:
        yield from open_ones


def _told(file: SourceFile, route: Route) -> Hit:
    verb = "/".join(sorted(route.methods & MUTATING))
    return file.hit(route.function, f"`{route.function.name}` answers {verb} {route.path or '/'} and asks nobody who "
                    "they are, as far as its decorators and parameters tell.")  # fmt: skip


def _none_asks(hits: list[Hit]) -> Hit:
    """Where nothing asks, the guard may stand in front of the service: one question, not fifty."""
    first = hits[0]
    name = first.place.symbol.rpartition(".")[2]
    message = (
        f"None of {len(hits)} routes that change something asks who calls, `{name}` first: is there a guard in front "
        "of the service?"
    )
    return Hit(first.place, message, "routes without a guard", None, tuple(hit.place for hit in hits[1:]))


def _is_asked(file: SourceFile, route: Route, project: Project) -> bool:
    words = f"{route.path} {route.function.name}".lower()
    if any(one in words for one in _OPEN):
        return True
    return is_guarded(file, route, project) or router_is_guarded(file, route, project) or _checks_inside(route)


def _checks_inside(route: Route) -> bool:
    """`require_admin(request)`, `g.user`, `session["user"]` in its body."""
    names = {node.id for node in ast.walk(route.function) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(route.function) if isinstance(node, ast.Attribute)}
    told = ("authoriz", "authentic", "current_user", "permission", "require_", "principal", "jwt", "session_user",
            "get_user", "signature", "compare_digest", "api_key", "identity", "login")  # fmt: skip
    return any(one in name.lower() for name in names for one in told)


RULE = ProjectRule(
    About(
        id="SEC007",
        family="security",
        title="A route that changes something asks for no identity",
        severity=Severity.NOTE,
        confidence=Confidence.LOW,
        principle="Deny by default: a route is open because somebody decided it, not because somebody forgot.",
        why=(
            "Guards that are added route by route are forgotten on one of them, usually the newest. Nothing fails: the "
            "route works for everybody, signed in or not, until somebody scans for it."
        ),
        fix=(
            "Put the guard on the router (`APIRouter(dependencies=[Depends(current_user)])`, a `before_request`, a "
            "middleware) and let open routes be the exception that is named; test that each route answers 401."
        ),
        source="https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/",
        bad={"shop/api.py": _BAD},
        good={"shop/api.py": _GOOD},
    ),
    check,
)
