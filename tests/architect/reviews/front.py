"""The HTTP function of reviews on twins: real API Gateway events in, answers out."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from functions.reviews.handler import build
from shared.bootstrap import Container
from tests.architect.reviews.studio import Studio
from tests.functions.office import sample
from tests.use_cases.world import by_staff


class Front:
    """Ada calls, who holds every permission."""

    def __init__(self, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
        self.studio = studio
        monkeypatch.setattr(Container, "of", lambda _environ: studio)
        self._handle = build({})
        self.token: str | None = None
        studio.by_ada()
        self.token = studio.signed_in("ada@example.org").access_token
        self._keys = 0

    def call(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None, **query: str
    ) -> dict[str, Any]:
        self._keys += 1
        event = sample("reviews/request_review")
        event |= {"rawPath": path, "rawQueryString": "&".join(f"{name}={value}" for name, value in query.items())}
        event["requestContext"]["http"] |= {"method": method, "path": path}
        event["headers"]["idempotency-key"] = f"key-{self._keys}"
        event["headers"] |= {"authorization": f"Bearer {self.token}", **(headers or {})}
        event["body"] = body if isinstance(body, str) else json.dumps(body) if body is not None else ""
        answer: dict[str, Any] = self._handle(event, None)
        return answer

    def get(self, path: str, accept: str = "application/json", **query: str) -> dict[str, Any]:
        return self.call("GET", path, None, {"accept": accept}, **query)

    def as_somebody(self, email: str, permissions: tuple[str, ...]) -> "Front":
        """Somebody who holds these."""
        boss = self.studio.staff("boss@example.org")
        name = "role-" + "-".join(permissions).replace(":", "-")
        self.studio.define_roles.define(boss, name, permissions, "", by_staff(boss))
        self.studio.staff(email, (name,))
        self.token = self.studio.signed_in(email).access_token
        return self


def body_of(answer: Mapping[str, Any]) -> Any:
    return json.loads(answer["body"])


def outcome(answer: Mapping[str, Any]) -> tuple[int, str | None]:
    problem = answer["headers"].get("Content-Type") == "application/problem+json"
    return answer["statusCode"], body_of(answer)["code"] if problem else None
