"""The architect on in-memory twins, with the worker that drafts: no mocks, no network."""

import json
from functools import cached_property
from typing import Any

from functions.designs.handler import ROUTES
from infra.local.invoke import context_for
from infra.topology import FUNCTIONS, RULES
from shared.adapters.memory.objects import MemoryObjects
from shared.architect.domain.records.decision import Decision
from shared.architect.domain.records.design import Design
from shared.architect.domain.records.proposals import Proposal
from shared.architect.use_cases.answer_questions import Answers
from shared.architect.use_cases.request_design import wish_of
from shared.architect.use_cases.versions import any_version
from shared.bootstrap import Container
from shared.edge.batch import Message
from shared.edge.http import HttpHandler, http_handler
from shared.kernel.events import Context
from shared.kernel.principal import Actor, Client, Principal
from tests.use_cases.world import World

ADA = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c11"
BY_ADA = Context(Actor("user", ADA), "correlation", Client("192.0.2.7", "Browser 1.0"))
# A small web shop; all that decides is told, so nothing is left to ask.
SHOP: dict[str, Any] = {
    "team_size": 3, "teams": 1, "ops_skill": "none", "kind": ["crud", "api"], "read_rps": 15, "write_rps": 3,
    "idle_fraction": 0.6, "model": "relational", "multi_entity_tx": True, "level": "strong", "p99_ms": 600,
    "usd_month": 200, "clients": ["web", "mobile"], "auth_users": ["consumers"], "deadline_weeks": 10,
    "target": 0.999,
}  # fmt: skip
# No network is that fast: strong consistency in several regions at once, within 20 ms.
TORN: dict[str, Any] = {**SHOP, "multi_region": "active_active", "regions": 3, "p99_ms": 20}
_DRAFTED_BY = next(frozenset(rule.event_types) for rule in RULES if rule.queue == "drafts")
_DESIGNS = next(function for function in FUNCTIONS if function.name == "designs")


class Studio(World):
    def __init__(self) -> None:
        super().__init__()
        self._read = 0
        self.drafts: list[dict[str, Any]] = []

    @cached_property
    def records(self) -> MemoryObjects:
        return MemoryObjects(self.clock)

    def relay(self) -> None:
        super().relay()
        self.drafts += [notice for notice in self.bus.published[self._read :] if notice["type"] in _DRAFTED_BY]
        self._read = len(self.bus.published)

    def work(self) -> "Studio":
        """The worker gets every message that waits, once."""
        self.relay()
        for notice in self.drafts:
            self.draft_design(notice["stream_id"].removeprefix("design:"), notice["correlation_id"])
        self.drafts = []
        return self

    def asked_for(self, requirements: dict[str, Any] | None = None, system: str = "orders") -> Design:
        wish = wish_of("en", SHOP if requirements is None else requirements, "A shop for tea.")
        return self.request_design(system, wish, None, BY_ADA)

    def waiting(self, requirements: dict[str, Any] | None = None, system: str = "orders") -> Design:
        """Its questions, if there are any, are left to assumptions."""
        design = self.asked_for(requirements, system)
        if design.status != "questions":
            return design
        return self.answer_questions(design.id, Answers({}, assume=True), any_version, None, BY_ADA)

    def ready(self, requirements: dict[str, Any] | None = None, system: str = "orders") -> Design:
        """Or contradictory, with its document."""
        design = self.waiting(requirements, system)
        return self.work().designs.get(design.id)

    def decided(self, design: Design, **wish: Any) -> Decision:
        proposal = Proposal(**{"option": "1", "reason": "the simplest that does it", **wish})
        return self.record_decision(design.id, proposal, None, BY_ADA)


class Desk:
    """The function `designs` over HTTP, for somebody who holds `permissions`; nobody signs in here."""

    def __init__(self, studio: Studio, *permissions: str) -> None:
        self.studio = studio
        self._permissions = frozenset(permissions)
        container: Container = studio
        self._handle: HttpHandler = http_handler(container, ROUTES, self._authenticate)

    def _authenticate(self, token: str, live: bool) -> Principal:
        return Principal(ADA, "session", self._permissions)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> "Reply":
        path, _, query = path.partition("?")
        event = {
            "rawPath": path,
            "rawQueryString": query,
            "headers": {
                "authorization": "Bearer token",
                **({"content-type": "application/json"} if body is not None else {}),
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
            "requestContext": {"http": {"method": method, "path": path, "sourceIp": "192.0.2.7"}, "requestId": "r-1"},
            "body": None if body is None else body if isinstance(body, str) else json.dumps(body),
            "isBase64Encoded": False,
        }
        return Reply(self._handle(event, context_for(_DESIGNS, "eu-central-1")))

    def get(self, path: str, **headers: str) -> "Reply":
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> "Reply":
        return self.call("POST", path, body, **headers)


class Parked:
    """The retry queue of a worker: what it was told to do."""

    def __init__(self) -> None:
        self.reasons: list[str] = []
        self.delayed = 0

    def retry_after(self, message: Message, seconds: int) -> None:
        self.delayed += 1

    def park(self, message: Message, reason: str) -> None:
        self.reasons.append(reason)


class Reply:
    def __init__(self, answer: dict[str, Any]) -> None:
        self.status: int = answer["statusCode"]
        self.headers: dict[str, str] = answer["headers"]
        self.text: str = answer["body"]

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    @property
    def outcome(self) -> tuple[int, str]:
        return self.status, self.body["code"]

    @property
    def faults(self) -> list[tuple[str, str]]:
        return [(fault["pointer"], fault["code"]) for fault in self.body["errors"]]
