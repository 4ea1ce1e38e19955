"""Declared routes: what a route takes, who may call it, what it answers. HTTP and OpenAPI are both read from them.

    routes: Routes[Accounts] = Routes("Own account")

    @routes.patch("/v1/me", body=ProfilePatch, answers=UserView, access=Access.own(), if_match="optional")
    def change_profile(call: Call[Accounts], body: ProfilePatch) -> Answer:
        '''Change your profile.'''
        return Answer(body=...)

The function's name is the operation's id and the first line of its docstring is its summary.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import Any, Generic, Literal, Required, TypedDict, TypeVar, Unpack, overload

from pydantic import BaseModel

from shared.edge.call import JSON, Answer, Call, P, Q
from shared.edge.metrics import Outcomes
from shared.edge.preconditions import Need
from shared.kernel.dataclasses import dataclass

__all__ = ["JSON", "Access", "Answer", "Call", "Route", "Routes"]

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]

B = TypeVar("B", bound=BaseModel)
F = TypeVar("F")


@dataclass(frozen=True)
class Access:
    """Who may call a route. `any_of`: one of these permissions; `live`: session and account are looked up."""

    signed_in: bool
    live: bool = False
    any_of: tuple[str, ...] = ()

    @classmethod
    def public(cls) -> "Access":
        return cls(signed_in=False)

    @classmethod
    def own(cls) -> "Access":
        """Anybody signed in, checked live."""
        return cls(signed_in=True, live=True)

    @classmethod
    def token(cls) -> "Access":
        """Anybody with a valid token; the use case itself reads session and state in its one batch read."""
        return cls(signed_in=True)

    @classmethod
    def permission(cls, *any_of: str, live: bool = False) -> "Access":
        return cls(signed_in=True, live=live, any_of=any_of)


class Options(TypedDict, total=False):
    """What can be said of any route.

    `errors`: codes beside those that follow from the rest. `body_optional`: no body at all counts as `{}`.
    `merge_patch`: also takes application/merge-patch+json. `produces`: the answer's media type where it is not JSON.
    `renders`: other media types that it answers in, by the caller's Accept; `Call.form` says which is wanted.
    `outcomes`: counts how its calls end.
    `located`: the answer names the new thing's Location. `path_rules`: what the document tells of a
    parameter (that names ending in `_id` are ids needs no word).
    """

    access: Required[Access]
    answers: type[BaseModel]
    status: int
    if_match: Need
    idempotency: Need
    merge_patch: bool
    body_optional: bool
    located: bool
    path_rules: Mapping[str, Mapping[str, Any]]
    errors: tuple[str, ...]
    produces: str
    renders: tuple[str, ...]
    outcomes: Outcomes


@dataclass(frozen=True)
class Route(Generic[P]):
    method: Method
    path: str
    tag: str
    handle: Callable[..., Answer]
    access: Access
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answers: type[BaseModel] | None = None
    status: int = 0
    if_match: Need | None = None
    idempotency: Need | None = None
    merge_patch: bool = False
    body_optional: bool = False
    located: bool = False
    path_rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    errors: tuple[str, ...] = ()
    produces: str = JSON
    renders: tuple[str, ...] = ()
    outcomes: Outcomes | None = None

    def __post_init__(self) -> None:
        if not self.status:
            object.__setattr__(self, "status", 200 if self.has_content else 204)

    @property
    def forms(self) -> tuple[str, ...]:
        """What it answers in; the first is what callers get who do not say."""
        return (self.produces, *self.renders)

    @property
    def has_content(self) -> bool:
        return self.answers is not None or self.produces != JSON

    @property
    def name(self) -> str:
        return self.handle.__name__

    @property
    def template(self) -> str:
        """What logs and metrics call it."""
        return f"{self.method} {self.path}"


Plain = Callable[[Call[P]], Answer]
WithBody = Callable[[Call[P], B], Answer]
Asking = Callable[[Call[P, Q]], Answer]


class Routes(Generic[P]):
    """The routes of one resource, in the order they were declared."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self._routes: list[Route[P]] = []

    def __iter__(self) -> Iterator[Route[P]]:
        return iter(self._routes)

    @overload
    def get(self, path: str, **options: Unpack[Options]) -> Callable[[Plain[P]], Plain[P]]: ...
    @overload
    def get(
        self, path: str, *, query: type[Q], **options: Unpack[Options]
    ) -> Callable[[Asking[P, Q]], Asking[P, Q]]: ...
    def get(self, path: str, **options: Any) -> Callable[[Any], Any]:
        return self._declare("GET", path, options)

    @overload
    def post(self, path: str, **options: Unpack[Options]) -> Callable[[Plain[P]], Plain[P]]: ...
    @overload
    def post(
        self, path: str, *, body: type[B], **options: Unpack[Options]
    ) -> Callable[[WithBody[P, B]], WithBody[P, B]]: ...
    def post(self, path: str, **options: Any) -> Callable[[Any], Any]:
        return self._declare("POST", path, options)

    def put(
        self, path: str, *, body: type[B], **options: Unpack[Options]
    ) -> Callable[[WithBody[P, B]], WithBody[P, B]]:
        return self._declare("PUT", path, {"body": body, **options})

    def patch(
        self, path: str, *, body: type[B], **options: Unpack[Options]
    ) -> Callable[[WithBody[P, B]], WithBody[P, B]]:
        """A PATCH is a merge patch (RFC 7396) whichever of the two media types it names."""
        return self._declare("PATCH", path, {"body": body, "merge_patch": True, **options})

    def delete(self, path: str, **options: Unpack[Options]) -> Callable[[Plain[P]], Plain[P]]:
        return self._declare("DELETE", path, dict(options))

    def _declare(self, method: Method, path: str, options: Mapping[str, Any]) -> Callable[[F], F]:
        def declared(handle: F) -> F:
            self._routes.append(Route(method, path, self.tag, handle, **options))  # type: ignore[arg-type]
            return handle

        return declared
