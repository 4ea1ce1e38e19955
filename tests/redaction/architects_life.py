"""Every route of designs and reviews as it is meant to be used: whatever is said, named or handed in is a canary."""

import io
import time
import zipfile
from collections.abc import Callable
from typing import Any

from shared.architect.ports import Ticket
from tests.contract.ports import send_to
from tests.journeys.client import Answer
from tests.redaction.story import FORGED, Account, Story
from tests.redaction.visitor import checks, requirements

_PATIENCE = 40.0
_STRICT = {"If-Match": "*"}
_DESIGN_FORMS = ("application/json", "text/markdown", "text/html")
_REVIEW_FORMS = ("application/json", "application/sarif+json", "text/markdown", "text/html")
_DESIGN, _REVIEW = "GET /v1/designs/{design_id}", "GET /v1/reviews/{review_id}"
_SUPPRESSIONS, _SOURCES = "/v1/reviews/systems/{system_id}/suppressions", "/v1/reviews/systems/{system_id}/sources"


class ArchitectsLife:
    """`live` calls each so that it accepts, and reads what came of it, also while objects cannot be read."""

    def __init__(self, story: Story) -> None:
        self._story, self._canaries = story, story.canaries
        self._admin = story.admin()
        self._system = self._canaries.plant("system name")

    def live(self) -> None:
        owner = self._story.person()
        design = self._design(owner)
        self._decide(design)
        self._knowledge()
        review = self._review(design["system_id"])
        self._fail()
        self._live_with(design["system_id"])
        self._offer(design["system_id"])
        self._lists(design["system_id"])
        self._troubled(design["id"], review)
        self._troubled_workers()

    # designs ---------------------------------------------------------------------------------------------------------

    def _design(self, owner: Account) -> dict[str, Any]:
        asked = self._ask().body
        place = {"design_id": asked["id"]}
        self._do(422, f"{_DESIGN}/what-if", query={self._canaries.plant("query"): "1"}, **place)
        self._do(422, f"{_DESIGN}/what-if", query={"p99_ms": self._canaries.plant("query")}, **place)
        hand_over = {"owner": owner.id}
        system = {"system_id": asked["system_id"]}
        self._do(200, "PATCH /v1/systems/{system_id}", hand_over, headers=_STRICT, **system)
        wrong = {"answers": {self._canaries.plant("path"): self._canaries.plant("brief")}}
        self._do(422, "POST /v1/designs/{design_id}/answers", wrong, **place)
        answer = {"answers": requirements(self._canaries), "assume": True}
        self._do(202, "POST /v1/designs/{design_id}/answers", answer, headers=self._key(), **place)
        ready = self._ended(_DESIGN, "ready", **place)
        for form in _DESIGN_FORMS:
            self._do(200, _DESIGN, headers={"Accept": form}, **place)
        self._do(406, _DESIGN, headers={"Accept": f"image/{self._canaries.plant('header')}"}, **place)
        self._do(200, f"{_DESIGN}/what-if", query={"p99_ms": "20"}, **place)
        self._do(409, "POST /v1/designs/{design_id}/answers", answer, **place)
        self._story.mailed(owner.email, "design_ready")
        return ready

    def _ask(self) -> Answer:
        wish = {
            "system": self._system,
            "language": "en",
            "brief": self._canaries.plant("brief"),
            "requirements": {"residency": [self._canaries.plant("brief")]},
        }
        key = self._key()
        self._do(202, "POST /v1/designs", wish, headers=key)
        self._do(422, "POST /v1/designs", {**wish, "brief": self._canaries.plant("brief")}, headers=key)
        strange = {**wish, "requirements": {self._canaries.plant("path"): self._canaries.plant("brief")}}
        self._do(422, "POST /v1/designs", strange, headers=self._key())
        return self._do(202, "POST /v1/designs", wish, headers=key)

    def _decide(self, design: dict[str, Any]) -> None:
        first, second, third = (self._decision(design["id"]) for _ in range(3))
        said = {"reason": self._canaries.plant("brief")}
        for decision in (first, second):
            self._do(200, "POST /v1/decisions/{decision_id}/accept", said, decision_id=decision)
        self._do(200, "POST /v1/decisions/{decision_id}/reject", said, decision_id=third)
        self._do(409, "POST /v1/decisions/{decision_id}/accept", said, decision_id=third)
        told = {"by": second, **said}
        self._do(200, "POST /v1/decisions/{decision_id}/supersede", told, decision_id=first)
        for form in ("application/json", "text/markdown"):
            headers = {"Accept": form}
            self._do(200, "GET /v1/decisions/{decision_id}", headers=headers, decision_id=second)
        wrong = {"option": self._canaries.plant("brief"), "dimension": "primary", **said}
        place = {"design_id": design["id"]}
        self._do(422, "POST /v1/designs/{design_id}/decisions", wrong, headers=self._key(), **place)

    def _decision(self, design_id: str) -> str:
        wish = {
            "option": 1,
            "title": self._canaries.plant("system name"),
            "reason": self._canaries.plant("brief"),
            "checks": checks(self._canaries),
        }
        template = "POST /v1/designs/{design_id}/decisions"
        return str(self._do(201, template, wish, headers=self._key(), design_id=design_id).body["id"])

    def _knowledge(self) -> None:
        for path in ("", "/fields", "/facts"):
            self._do(200, f"GET /v1/knowledge{path}")
        self._do(200, "GET /v1/knowledge/dimensions/{dimension}", dimension="primary")
        self._do(200, "GET /v1/house-rules")
        for rules in ({"forbidden": [self._canaries.plant("brief")]}, {"weights": {self._canaries.plant("path"): 1}}):
            self._do(422, "PUT /v1/house-rules", rules, headers=_STRICT)
        self._do(200, "PUT /v1/house-rules", {"weights": {"cost": 2}}, headers=_STRICT)
        self._do(412, "PUT /v1/house-rules", {}, headers={"If-Match": '"77"'})

    def _lists(self, system_id: str) -> None:
        for template in ("GET /v1/designs", "GET /v1/reviews"):
            for query in ({}, {"system_id": system_id}):
                assert self._do(200, template, query=query).body["items"]
        self._do(200, "GET /v1/systems")
        for template in ("GET /v1/systems/{system_id}", "GET /v1/systems/{system_id}/decisions"):
            self._do(200, template, system_id=system_id)

    # reviews ---------------------------------------------------------------------------------------------------------

    def _review(self, system_id: str) -> str:
        """Of code that holds canaries, whole files and broken ones; and of a template. The id of that of code."""
        code, template = self._started(self._code()), self._template(template_with(self._canaries.plant("source text")))
        for review in (code, template):
            self._ended(_REVIEW, "completed", review_id=review)
            for form in _REVIEW_FORMS:
                self._do(200, _REVIEW, headers={"Accept": form}, review_id=review)
        shown = self._do(200, _REVIEW, review_id=code).body
        assert shown["system_id"] == system_id
        assert shown["report"]["findings"]
        self._do(200, f"{_REVIEW}/graph", review_id=code)
        self._do(409, "POST /v1/reviews/{review_id}/start", review_id=code)
        return code

    def _fail(self) -> None:
        """Sources that nobody can look at: refusals say why, and name what they mean."""
        text, name = (lambda: self._canaries.plant("source text")), self._canaries.plant("name in a source")
        archives = [text().encode(), zipped({f"../../{name}.py": text()}), zipped({f"{name}{FORGED}.py": text()})]
        handed_in = [self._started(content) for content in archives]
        templates = [text(), f"a: !{name} {text()}", f"a: *{name}", f"Resources: [{text()}, {{", f'{{"{text()}": ']
        failed = [self._ended(_REVIEW, "failed", review_id=review) for review in handed_in[:2]]
        failed += [self._ended(_REVIEW, "failed", review_id=self._template(whole)) for whole in templates]
        assert {review["failure"]["code"] for review in failed} == {"not_a_zip", "unsafe_path", "not_a_template"}
        self._ended(_REVIEW, "completed", "failed", review_id=handed_in[2])

    def _live_with(self, system_id: str) -> None:
        place, plant = {"system_id": system_id}, self._canaries.plant
        path = f"{plant('name in a source')}/pay.py"
        wish = {"rule": "ASY001", "path": path, "reason": plant("brief")}
        added = self._do(201, f"POST {_SUPPRESSIONS}", wish, headers=self._key(), **place).body
        for member in ("rule", "fingerprint", "expires_on"):
            self._do(422, f"POST {_SUPPRESSIONS}", {**wish, member: plant("brief")}, headers=self._key(), **place)
        self._do(200, f"GET {_SUPPRESSIONS}", **place)
        self._ended(_REVIEW, "completed", review_id=self._started(self._code()))
        template = f"DELETE {_SUPPRESSIONS}/{{suppression_id}}"
        self._do(204, template, suppression_id=added["id"], **place)

    def _offer(self, system_id: str) -> None:
        """One is handed in for the schedule, and withdrawn once that has looked at it; one of a template stays."""
        place, content = {"system_id": system_id}, self._code()
        wish = {"size_bytes": len(content), "profile": "strict"}
        self._hand_in(self._do(202, f"POST {_SOURCES}", wish, headers=self._key(), **place), content)
        template = template_with(self._canaries.plant("source text")).encode()
        wish = {"size_bytes": len(template), "holds": "template"}
        self._hand_in(self._do(202, f"POST {_SOURCES}", wish, headers=self._key(), **place), template)
        self._story.visitor.call("POST /_local/schedules/{name}", name="review-again")
        self._until(lambda: all(one["digest"] for one in self._do(200, f"GET {_SOURCES}", **place).body["items"]))
        self._do(204, f"DELETE {_SOURCES}/{{kind}}", kind="code", **place)
        self._do(404, f"DELETE {_SOURCES}/{{kind}}", kind=self._canaries.plant("path"), **place)

    def _started(self, content: bytes) -> str:
        wish = {"system": self._system, "source": {"kind": "upload", "size_bytes": len(content)}}
        asked = self._do(202, "POST /v1/reviews", wish, headers=self._key())
        self._do(409, "POST /v1/reviews/{review_id}/start", review_id=asked.body["id"])
        self._hand_in(asked, content)
        self._do(202, "POST /v1/reviews/{review_id}/start", review_id=asked.body["id"])
        return str(asked.body["id"])

    def _template(self, text: str) -> str:
        wish = {"system": self._system, "source": {"kind": "template", "template": text}}
        return str(self._do(202, "POST /v1/reviews", wish, headers=self._key()).body["id"])

    def _code(self) -> bytes:
        name, text = self._canaries.plant("name in a source"), self._canaries.plant("source text")
        return zipped(
            {
                "pyproject.toml": f'[project]\nname = "{name}"\n',
                "shop/__init__.py": f'"""{text}."""\n',
                f"shop/{name}.py": f'import time\n\nTOKEN = "{text}"\n\n\nasync def {name}() -> None:\n'
                f'    time.sleep(1)\n    print("{text}")\n    raise RuntimeError("{text}")\n',
                f"shop/broken_{name}.py": f'def {text}(:\n    "{text}\n',
                "settings.toml": f"{text} = [",
            }
        )

    @staticmethod
    def _hand_in(asked: Answer, content: bytes) -> None:
        upload = asked.body["upload"]
        assert send_to(Ticket(upload["url"], upload["method"], upload["headers"], upload["expires_at"]), content) == 200

    # trouble ---------------------------------------------------------------------------------------------------------

    def _troubled(self, design_id: str, review_id: str) -> None:
        """What is stored as an object, while S3 refuses, and while it sends the beginning only."""
        for kind, status in (("refuses", 503), ("garbles", 500)):
            with self._story.outside.wire.trouble(kind, "s3"):
                for form in _DESIGN_FORMS:
                    self._do(status, _DESIGN, headers={"Accept": form}, design_id=design_id)
                for form in _REVIEW_FORMS:
                    self._do(status, _REVIEW, headers={"Accept": form}, review_id=review_id)
                self._do(status, f"{_REVIEW}/graph", review_id=review_id)
        with self._story.outside.wire.trouble("refuses", "s3"):
            wish = {"system": self._system, "source": {"kind": "template", "template": template_with(self._system)}}
            self._do(503, "POST /v1/reviews", wish, headers=self._key())

    def _troubled_workers(self) -> None:
        """They are told of work while nothing can be stored; then all of it ends after all."""
        wire, retries = self._story.outside.wire, self._retries()
        with wire.trouble("refuses", "events"):  # so that no worker hears of it before S3 refuses
            review, template = (
                self._started(self._code()),
                self._template(template_with(self._canaries.plant("source text"))),
            )
            wish = {"system": self._system, "language": "zh", "requirements": requirements(self._canaries)}
            design = self._do(202, "POST /v1/designs", wish, headers=self._key()).body
            if design["status"] == "questions":
                self._do(202, "POST /v1/designs/{design_id}/answers", {"assume": True}, design_id=design["id"])
            wire.troubles |= {"s3": "refuses"}
        with wire.trouble("refuses", "s3"):
            self._until(lambda: self._retries() >= retries + 3)
        for one in (review, template):
            self._ended(_REVIEW, "completed", review_id=one)
        self._ended(_DESIGN, "ready", design_id=design["id"])

    def _retries(self) -> int:
        return sum("message will be retried" in line for line in self._story.outside.lines)

    # calls -----------------------------------------------------------------------------------------------------------

    def _ended(self, template: str, *statuses: str, **place: str) -> dict[str, Any]:
        """What is read there once a worker is done with it."""
        self._until(lambda: self._do(200, template, **place).body["status"] in statuses)
        return dict(self._do(200, template, **place).body)

    @staticmethod
    def _until(done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not done():
            assert time.monotonic() < deadline, "no worker did it in time"
            time.sleep(0.1)

    def _key(self) -> dict[str, str]:
        return {"Idempotency-Key": self._canaries.plant("key")}

    def _do(self, status: int, template: str, body: object = None, **more: Any) -> Answer:
        answer = self._story.visitor.call(template, body, token=self._admin.token, **more)
        assert answer.status == status, f"{template}: {answer.status} {answer.content!r}"
        return answer


def zipped(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def template_with(value: str) -> str:
    return f"Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: {{QueueName: {value}, Wrong: {value}}}\n"
