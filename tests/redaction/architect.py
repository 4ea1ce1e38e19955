"""Calls routes of designs and reviews as staff, and waits for what workers make of it."""

import time
from collections.abc import Callable
from typing import Any

from tests.journeys.client import Answer
from tests.redaction.story import Story

_PATIENCE = 40.0
DESIGN, REVIEW = "GET /v1/designs/{design_id}", "GET /v1/reviews/{review_id}"


class Architect:
    """`system`: what the system is called that all of it is about."""

    def __init__(self, story: Story, system: str = "") -> None:
        self.story, self.canaries = story, story.canaries
        self.admin = story.admin()
        self.system = system or self.canaries.plant("system name")

    def ended(self, template: str, *statuses: str, **place: str) -> dict[str, Any]:
        """What is read there once a worker is done with it."""
        self.until(lambda: self.do(200, template, **place).body["status"] in statuses)
        return dict(self.do(200, template, **place).body)

    @staticmethod
    def until(done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not done():
            assert time.monotonic() < deadline, "no worker did it in time"
            time.sleep(0.1)

    def key(self) -> dict[str, str]:
        return {"Idempotency-Key": self.canaries.plant("key")}

    def do(self, status: int, template: str, body: object = None, **more: Any) -> Answer:
        answer = self.story.visitor.call(template, body, token=self.admin.token, **more)
        assert answer.status == status, f"{template}: {answer.status} {answer.content!r}"
        return answer
