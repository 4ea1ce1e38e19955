"""Every route of designs and reviews as it is meant to be used: whatever is said, named or handed in is a canary."""

from collections.abc import Callable
from typing import Any

from tests.journeys.client import Answer
from tests.redaction.architect import DESIGN, REVIEW, Architect
from tests.redaction.reviews_life import REVIEW_FORMS, ReviewsLife, template_with
from tests.redaction.story import Account
from tests.redaction.visitor import checks, requirements
from tests.redaction.wire import Trouble

_STRICT = {"If-Match": "*"}
_DESIGN_FORMS = ("application/json", "text/markdown", "text/html")
_OBJECTS_GONE: tuple[tuple[Trouble, int], ...] = (("refuses", 503), ("garbles", 500))


class ArchitectsLife(Architect):
    """`live` calls each so that it accepts, and reads what came of it, also while objects cannot be read."""

    def live(self) -> None:
        reviews = ReviewsLife(self.story, self.system)
        design = self._design(self.story.person())
        self._decide(design)
        self._knowledge()
        review = reviews.live(design["system_id"])
        self._lists(design["system_id"])
        self._troubled(design["id"], review)
        self._troubled_workers(reviews)

    def _design(self, owner: Account) -> dict[str, Any]:
        asked = self._ask().body
        place = {"design_id": asked["id"]}
        self.do(422, f"{DESIGN}/what-if", query={self.canaries.plant("query"): "1"}, **place)
        self.do(422, f"{DESIGN}/what-if", query={"p99_ms": self.canaries.plant("query")}, **place)
        hand_over = {"owner": owner.id}
        system = {"system_id": asked["system_id"]}
        self.do(200, "PATCH /v1/systems/{system_id}", hand_over, headers=_STRICT, **system)
        wrong = {"answers": {self.canaries.plant("path"): self.canaries.plant("brief")}}
        self.do(422, "POST /v1/designs/{design_id}/answers", wrong, **place)
        answer = {"answers": requirements(self.canaries), "assume": True}
        self.do(202, "POST /v1/designs/{design_id}/answers", answer, headers=self.key(), **place)
        ready = self.ended(DESIGN, "ready", **place)
        for form in _DESIGN_FORMS:
            self.do(200, DESIGN, headers={"Accept": form}, **place)
        self.do(406, DESIGN, headers={"Accept": f"image/{self.canaries.plant('header')}"}, **place)
        self.do(200, f"{DESIGN}/what-if", query={"p99_ms": "20"}, **place)
        self.do(409, "POST /v1/designs/{design_id}/answers", answer, **place)
        self.story.mailed(owner.email, "design_ready")
        return ready

    def _ask(self) -> Answer:
        wish = {
            "system": self.system,
            "language": "en",
            "brief": self.canaries.plant("brief"),
            "requirements": {"residency": [self.canaries.plant("brief")]},
        }
        key = self.key()
        self.do(202, "POST /v1/designs", wish, headers=key)
        self.do(422, "POST /v1/designs", {**wish, "brief": self.canaries.plant("brief")}, headers=key)
        strange = {**wish, "requirements": {self.canaries.plant("path"): self.canaries.plant("brief")}}
        self.do(422, "POST /v1/designs", strange, headers=self.key())
        return self.do(202, "POST /v1/designs", wish, headers=key)

    def _decide(self, design: dict[str, Any]) -> None:
        first, second, third = (self._decision(design["id"]) for _ in range(3))
        said = {"reason": self.canaries.plant("brief")}
        for decision in (first, second):
            self.do(200, "POST /v1/decisions/{decision_id}/accept", said, decision_id=decision)
        self.do(200, "POST /v1/decisions/{decision_id}/reject", said, decision_id=third)
        self.do(409, "POST /v1/decisions/{decision_id}/accept", said, decision_id=third)
        told = {"by": second, **said}
        self.do(200, "POST /v1/decisions/{decision_id}/supersede", told, decision_id=first)
        for form in ("application/json", "text/markdown"):
            headers = {"Accept": form}
            self.do(200, "GET /v1/decisions/{decision_id}", headers=headers, decision_id=second)
        wrong = {"option": self.canaries.plant("brief"), "dimension": "primary", **said}
        place = {"design_id": design["id"]}
        self.do(422, "POST /v1/designs/{design_id}/decisions", wrong, headers=self.key(), **place)

    def _decision(self, design_id: str) -> str:
        wish = {
            "option": 1,
            "title": self.canaries.plant("system name"),
            "reason": self.canaries.plant("brief"),
            "checks": checks(self.canaries),
        }
        template = "POST /v1/designs/{design_id}/decisions"
        return str(self.do(201, template, wish, headers=self.key(), design_id=design_id).body["id"])

    def _knowledge(self) -> None:
        for path in ("", "/fields", "/facts"):
            self.do(200, f"GET /v1/knowledge{path}")
        self.do(200, "GET /v1/knowledge/dimensions/{dimension}", dimension="primary")
        self.do(200, "GET /v1/house-rules")
        for rules in ({"forbidden": [self.canaries.plant("brief")]}, {"weights": {self.canaries.plant("path"): 1}}):
            self.do(422, "PUT /v1/house-rules", rules, headers=_STRICT)
        self.do(200, "PUT /v1/house-rules", {"weights": {"cost": 2}}, headers=_STRICT)
        self.do(412, "PUT /v1/house-rules", {}, headers={"If-Match": '"77"'})

    def _lists(self, system_id: str) -> None:
        for template in ("GET /v1/designs", "GET /v1/reviews"):
            for query in ({}, {"system_id": system_id}):
                assert self.do(200, template, query=query).body["items"]
        self.do(200, "GET /v1/systems")
        for template in ("GET /v1/systems/{system_id}", "GET /v1/systems/{system_id}/decisions"):
            self.do(200, template, system_id=system_id)

    def _troubled(self, design_id: str, review_id: str) -> None:
        """What is stored as an object, while S3 refuses, and while it sends the beginning only."""
        for kind, status in _OBJECTS_GONE:
            with self.story.outside.wire.trouble(kind, "s3"):
                for form in _DESIGN_FORMS:
                    self.do(status, DESIGN, headers={"Accept": form}, design_id=design_id)
                for form in REVIEW_FORMS:
                    self.do(status, REVIEW, headers={"Accept": form}, review_id=review_id)
                self.do(status, f"{REVIEW}/graph", review_id=review_id)
        with self.story.outside.wire.trouble("refuses", "s3"):
            wish = {"system": self.system, "source": {"kind": "template", "template": template_with(self.system)}}
            self.do(503, "POST /v1/reviews", wish, headers=self.key())

    def _troubled_workers(self, reviews: ReviewsLife) -> None:
        """Each meets S3 in trouble, once: a review is not tried often. Then it does its work after all."""
        template = template_with(self.canaries.plant("source text"))
        for ask in (lambda: reviews.started(reviews.code()), lambda: reviews.template(template)):
            self.ended(REVIEW, "completed", review_id=self._at_second_try(ask))
        self.ended(DESIGN, "ready", design_id=self._at_second_try(self._drafting))

    def _at_second_try(self, ask: Callable[[], str]) -> str:
        wire, retries = self.story.outside.wire, self._retries()
        with wire.trouble("refuses", "events"):  # no worker hears of it before S3 refuses
            asked = ask()
            wire.troubles["s3"] = "refuses once"
        self.until(lambda: self._retries() > retries)
        return asked

    def _drafting(self) -> str:
        wish = {"system": self.system, "language": "zh", "requirements": requirements(self.canaries)}
        design = self.do(202, "POST /v1/designs", wish, headers=self.key()).body
        if design["status"] == "questions":
            self.do(202, "POST /v1/designs/{design_id}/answers", {"assume": True}, design_id=design["id"])
        return str(design["id"])

    def _retries(self) -> int:
        return sum("message will be retried" in line for line in self.story.outside.lines)
