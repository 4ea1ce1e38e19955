"""What the architect's workers stand on is in their bundles: each does a piece of real work in Lambda's runtime."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.local.emulator import Emulator
from infra.local.provision import Clients, provision
from infra.runtime.process import Runtime, started
from infra.topology import FUNCTIONS
from shared.architect.domain.records.review import Review, ReviewStatus
from shared.architect.use_cases.request_design import wish_of
from shared.architect.use_cases.request_review import ReviewWish
from shared.bootstrap import Container, prepare
from shared.kernel.events import Context
from shared.kernel.principal import Actor
from tests.aws_environment import set_aws_environment
from tests.contract.ports import send_to

ASKED = Context(Actor("user", "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c11"), "cold-start")
CODE = "import requests\n\n\nasync def price(sku: str) -> str:\n    return requests.get(sku).text\n"
TEMPLATE = "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: {VisibilityTimeout: 30, Colour: red}\n"


@pytest.fixture(scope="module")
def environ(emulator: Emulator, emulator_clients: Clients) -> dict[str, str]:
    environ = provision(emulator.endpoint, "rollbook-architects-start", clients=emulator_clients)
    with pytest.MonkeyPatch.context() as patch:
        set_aws_environment(environ, patch)
        prepare(environ)
    return environ


@pytest.fixture
def parts(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Container:
    set_aws_environment(environ, monkeypatch)
    return Container.of(environ)


@pytest.fixture
def deliver(bundles: Path, environ: dict[str, str], runtime: Runtime, tmp_path: Path) -> Any:
    """One message of a stream, to the worker in its bundle."""

    def delivered(name: str, stream_id: str) -> None:
        function = next(one for one in FUNCTIONS if one.name == name)
        place = bundles / function.bundle
        with started(function.handler, place, environ, runtime, tmp_path / "log") as process:
            answer = process.invoke({"Records": [message(stream_id)]})
        assert answer == {"batchItemFailures": []}, process.log.read_text()

    return delivered


def message(stream_id: str) -> Mapping[str, Any]:
    body = f'{{"detail": {{"stream_id": "{stream_id}", "event_id": "e", "version": 1, "type": "any"}}}}'
    return {
        "messageId": "m-1",
        "receiptHandle": "r",
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-central-1:000000000000:any",
        "awsRegion": "eu-central-1",
    }


def rules_of(parts: Container, review: Review) -> set[str]:
    report = parts.read_reviews.report(review)
    return {finding.rule for finding in report.findings} if report else set()


def test_code_is_reviewed_by_the_tools_in_the_bundle(parts: Container, deliver: Any) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("shop/__init__.py", "from shop import prices\n")
        archive.writestr("shop/prices.py", CODE)
    content = packed.getvalue()
    asked = parts.request_review(ReviewWish("Shop", "code", "standard", size_bytes=len(content)), None, ASKED)
    assert asked.ticket is not None
    assert send_to(asked.ticket, content) == 200
    parts.start_review(asked.review.id, ASKED)

    deliver("review_code", f"review:{asked.review.id}")

    review = parts.read_reviews.get(asked.review.id)
    assert review.status is ReviewStatus.COMPLETED, review.failure
    assert {"ASY001", "RES004"} <= rules_of(parts, review)  # a rule of ours, and one that ruff finds


def test_a_template_is_reviewed_by_the_tools_in_the_bundle(parts: Container, deliver: Any) -> None:
    asked = parts.request_review(ReviewWish("Shop", "template", "standard", template=TEMPLATE), None, ASKED)

    deliver("review_template", f"review:{asked.review.id}")

    review = parts.read_reviews.get(asked.review.id)
    assert review.status is ReviewStatus.COMPLETED, review.failure
    found = rules_of(parts, review)
    assert "TPL100" in found  # cfn-lint's: queues have no colour
    assert "TPL001" in found  # ours: no place for dead letters


def test_a_design_is_drafted_from_the_knowledge_in_the_bundle(parts: Container, deliver: Any) -> None:
    wish = wish_of("zh", {"team_size": 3, "kind": ["crud"]}, None)
    design = parts.request_design("Shop", wish, None, ASKED)
    if design.status.value == "questions":
        from shared.architect.use_cases.answer_questions import Answers

        parts.answer_questions(design.id, Answers({}, True), lambda _: None, None, ASKED)

    deliver("draft_design", f"design:{design.id}")

    drafted = parts.read_designs.get(design.id)
    assert drafted.status.value == "ready"
    assert "PostgreSQL" in parts.read_designs.markdown(drafted)
