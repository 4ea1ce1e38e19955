"""What routes of several functions read from a call."""

import re
from typing import Any, TypeVar

from pydantic import BaseModel

from shared.accounts.use_cases.authenticate import LiveCaller
from shared.accounts.use_cases.context import CheckVersion, any_version
from shared.bootstrap import Container
from shared.edge.bodies import Page as PageQuery
from shared.edge.cursors import scope_of
from shared.edge.routes import Call
from shared.kernel.errors import NotFound
from shared.kernel.events import Context
from shared.kernel.idempotency import Repeatable
from shared.kernel.principal import Actor, ActorType

AnyCall = Call[Container, Any]
V = TypeVar("V", bound=BaseModel)
_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def identifier(call: AnyCall, name: str) -> str:
    """An id from the path. What no id can look like names nothing. Raises NotFound."""
    text = call.path[name]
    if not _UUID7.fullmatch(text):
        raise NotFound
    return text


def live_caller(call: AnyCall) -> LiveCaller:
    """The caller of a route whose access is live."""
    caller = call.principal
    if not isinstance(caller, LiveCaller):
        raise TypeError("this route's access is not live")
    return caller


def context_of(call: AnyCall, actor: ActorType) -> Context:
    return Context(Actor(actor, call.principal.user_id), call.correlation_id, call.client)


def version_check(call: AnyCall) -> CheckVersion:
    return call.if_match.check if call.if_match else any_version


def repeatable(call: AnyCall) -> Repeatable | None:
    """A request with an Idempotency-Key: its scope is caller, route and key; keyed hashes of both tell nothing."""
    if call.idempotency_key is None:
        return None
    scope = "\0".join((call.principal.user_id, call.request.method, call.request.path, call.idempotency_key))
    digest = call.parts.seals.digest
    return Repeatable(digest("request", scope), digest("body", call.body_digest))


def start_of(call: Call[Container, Any]) -> str | None:
    """Where the asked page begins. Raises Malformed invalid_cursor."""
    query: PageQuery = call.query
    return None if query.cursor is None else call.parts.cursors.open(query.cursor, scope_of(call))


def next_cursor(call: Call[Container, Any], after: str | None) -> str | None:
    return None if after is None else call.parts.cursors.seal(after, scope_of(call))
