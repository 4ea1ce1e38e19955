"""What a handler is given, and what it gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import BaseModel
from typing_extensions import TypeVar as DefaultedTypeVar

from shared.edge.preconditions import IfMatch
from shared.edge.request import Request
from shared.kernel.events import Context
from shared.kernel.idempotency import Repeatable
from shared.kernel.principal import Actor, Client, Principal

P = TypeVar("P")
Q = DefaultedTypeVar("Q", default=None)  # Call[Parts] is a call without query parameters; typing has defaults from 3.13
K = TypeVar("K", bound=Principal)


@dataclass(frozen=True)
class Call(Generic[P, Q]):
    """One request that passed every check; `parts` is what the function was built with."""

    parts: P
    request: Request
    caller: Principal | None
    path: Mapping[str, str]
    query: Q
    if_match: IfMatch | None
    idempotency_key: str | None
    body_digest: str

    @property
    def principal(self) -> Principal:
        return self.principal_as(Principal)

    def principal_as(self, kind: type[K]) -> K:
        """The caller as the authenticator made it: a live route's knows more. Raises LookupError on a public route."""
        if not isinstance(self.caller, kind):
            raise LookupError(f"this route has no {kind.__name__}")
        return self.caller

    @property
    def client(self) -> Client:
        return self.request.client

    @property
    def correlation_id(self) -> str:
        return self.request.correlation_id

    def context(self, actor: Actor | None = None) -> Context:
        """Who acts, for the events of this call; by default the caller, in their own name."""
        return Context(actor or Actor("user", self.principal.user_id), self.correlation_id, self.client)

    @property
    def repeatable(self) -> Repeatable | None:
        """None without an Idempotency-Key. The path is in the scope, so one key on two accounts is two requests."""
        if self.idempotency_key is None:
            return None
        place = f"{self.request.method} {self.request.path}"
        return Repeatable(f"{self.principal.user_id} {place} {self.idempotency_key}", self.body_digest)

    def expected_version(self, find: Callable[[], object]) -> int | None:
        """For a use case that takes a version; None accepts any, -1 is the version that nothing has.

        A missing If-Match is told only after existence: `find` looks the thing up then (and raises NotFound or Gone).
        """
        if self.if_match is None or self.if_match.state == "any":
            return None
        if self.if_match.state == "missing":
            find()
            self.if_match.check(-1)
        return -1 if self.if_match.version is None else self.if_match.version


@dataclass(frozen=True)
class Answer:
    """`status` None is the route's own. A model with an integer `version` gets an ETag, unless `etag` is False."""

    status: int | None = None
    body: BaseModel | str | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: bool = True
