"""Every route of reviews as it is meant to be used, with code and templates that hold canaries wherever they can."""

import io
import zipfile

from shared.architect.ports import Ticket
from tests.contract.ports import send_to
from tests.journeys.client import Answer
from tests.redaction.architect import REVIEW, Architect
from tests.redaction.story import FORGED

REVIEW_FORMS = ("application/json", "application/sarif+json", "text/markdown", "text/html")
_SUPPRESSIONS, _SOURCES = "/v1/reviews/systems/{system_id}/suppressions", "/v1/reviews/systems/{system_id}/sources"


class ReviewsLife(Architect):
    def live(self, system_id: str) -> str:
        """The id of a review of code."""
        review = self._review(system_id)
        self._fail()
        self._live_with(system_id)
        self._offer(system_id)
        return review

    def _review(self, system_id: str) -> str:
        """Of code that holds canaries, whole files and broken ones; and of a template. The id of that of code."""
        code, template = self.started(self.code()), self.template(template_with(self.canaries.plant("source text")))
        for review in (code, template):
            self.ended(REVIEW, "completed", review_id=review)
            for form in REVIEW_FORMS:
                self.do(200, REVIEW, headers={"Accept": form}, review_id=review)
        shown = self.do(200, REVIEW, review_id=code).body
        assert shown["system_id"] == system_id
        assert shown["report"]["findings"]
        self.do(200, f"{REVIEW}/graph", review_id=code)
        self.do(409, "POST /v1/reviews/{review_id}/start", review_id=code)
        return code

    def _fail(self) -> None:
        """Sources that nobody can look at: refusals say why, and name what they mean."""
        name = self.canaries.plant("name in a source")

        def text() -> str:
            return self.canaries.plant("source text")

        archives = [text().encode(), zipped({f"../../{name}.py": text()}), zipped({f"{name}{FORGED}.py": text()})]
        handed_in = [self.started(content) for content in archives]
        templates = [text(), f"a: !{name} {text()}", f"a: *{name}", f"Resources: [{text()}, {{", f'{{"{text()}": ']
        failed = [self.ended(REVIEW, "failed", review_id=review) for review in handed_in[:2]]
        failed += [self.ended(REVIEW, "failed", review_id=self.template(whole)) for whole in templates]
        assert {review["failure"]["code"] for review in failed} == {"not_a_zip", "unsafe_path", "not_a_template"}
        self.ended(REVIEW, "completed", "failed", review_id=handed_in[2])

    def _live_with(self, system_id: str) -> None:
        place, plant = {"system_id": system_id}, self.canaries.plant
        path = f"{plant('name in a source')}/pay.py"
        wish = {"rule": "ASY001", "path": path, "reason": plant("brief")}
        added = self.do(201, f"POST {_SUPPRESSIONS}", wish, headers=self.key(), **place).body
        for member in ("rule", "fingerprint", "expires_on"):
            self.do(422, f"POST {_SUPPRESSIONS}", {**wish, member: plant("brief")}, headers=self.key(), **place)
        self.do(200, f"GET {_SUPPRESSIONS}", **place)
        self.ended(REVIEW, "completed", review_id=self.started(self.code()))
        template = f"DELETE {_SUPPRESSIONS}/{{suppression_id}}"
        self.do(204, template, suppression_id=added["id"], **place)

    def _offer(self, system_id: str) -> None:
        """One is handed in for the schedule, and withdrawn once that has looked at it; one of a template stays."""
        place, content = {"system_id": system_id}, self.code()
        wish = {"size_bytes": len(content), "profile": "strict"}
        self._hand_in(self.do(202, f"POST {_SOURCES}", wish, headers=self.key(), **place), content)
        template = template_with(self.canaries.plant("source text")).encode()
        wish = {"size_bytes": len(template), "holds": "template"}
        self._hand_in(self.do(202, f"POST {_SOURCES}", wish, headers=self.key(), **place), template)
        self.story.visitor.call("POST /_local/schedules/{name}", name="review-again")
        self.until(lambda: all(one["digest"] for one in self.do(200, f"GET {_SOURCES}", **place).body["items"]))
        self.do(204, f"DELETE {_SOURCES}/{{kind}}", kind="code", **place)
        self.do(404, f"DELETE {_SOURCES}/{{kind}}", kind=self.canaries.plant("path"), **place)

    def started(self, content: bytes) -> str:
        wish = {"system": self.system, "source": {"kind": "upload", "size_bytes": len(content)}}
        asked = self.do(202, "POST /v1/reviews", wish, headers=self.key())
        self.do(409, "POST /v1/reviews/{review_id}/start", review_id=asked.body["id"])
        self._hand_in(asked, content)
        self.do(202, "POST /v1/reviews/{review_id}/start", review_id=asked.body["id"])
        return str(asked.body["id"])

    def template(self, text: str) -> str:
        wish = {"system": self.system, "source": {"kind": "template", "template": text}}
        return str(self.do(202, "POST /v1/reviews", wish, headers=self.key()).body["id"])

    def code(self) -> bytes:
        name, text = self.canaries.plant("name in a source"), self.canaries.plant("source text")
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


def zipped(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def template_with(value: str) -> str:
    return f"Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: {{QueueName: {value}, Wrong: {value}}}\n"
