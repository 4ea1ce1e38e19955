"""What a handler is given, and what it gives back."""

from collections.abc import Mapping
from dataclasses import field
from typing import Generic, TypeVar

from pydantic import BaseModel
from typing_extensions import TypeVar as DefaultedTypeVar

from shared.edge.preconditions import IfMatch
from shared.edge.request import Request
from shared.kernel.dataclasses import dataclass
from shared.kernel.principal import Client, Principal

JSON = "application/json"
P = TypeVar("P")
Q = DefaultedTypeVar("Q", default=None)  # Call[Parts] is a call without query parameters; typing has defaults from 3.13


@dataclass(frozen=True)
class Call(Generic[P, Q]):
    """One request that passed every check; `parts` is what the function was built with.

    `form`: the media type that the caller likes best of those that the route offers.
    """

    parts: P
    request: Request
    caller: Principal | None
    path: Mapping[str, str]
    query: Q
    if_match: IfMatch | None
    idempotency_key: str | None
    body_digest: str
    form: str = JSON

    @property
    def principal(self) -> Principal:
        """The caller. Raises LookupError on a public route."""
        if self.caller is None:
            raise LookupError("a public route has no principal")
        return self.caller

    @property
    def client(self) -> Client:
        return self.request.client

    @property
    def correlation_id(self) -> str:
        return self.request.correlation_id


@dataclass(frozen=True)
class Answer:
    """`status` None is the route's own. A model with an integer `version` gets an ETag, unless `etag` is False.
    `form`: its media type, where it is not the route's first."""

    status: int | None = None
    body: BaseModel | str | bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: bool = True
    form: str | None = None
