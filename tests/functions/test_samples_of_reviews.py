"""Every sample event of reviews does to the real function what its name says."""

import io
import json
import urllib.request
import zipfile
from typing import Any

from shared.accounts.use_cases.sign_in import SignedIn
from shared.architect.domain.records.review import Review, ReviewStatus, submitted
from shared.architect.domain.records.review_events import ReviewRequested
from shared.architect.domain.records.system import System
from shared.architect.use_cases.request_review import begin_review
from shared.kernel.events import Context
from shared.kernel.principal import Actor
from shared.kernel.records import Put
from tests.contract.samples import MOMENT
from tests.functions.office import ADA, ADA_EMAIL, Office

HANDLED: dict[str, list[object]] = {"batchItemFailures": []}
# The review of which the samples speak, and its system.
REVIEW = "019aab00-1111-7aaa-8aaa-0000000000b1"
SYSTEM = "019aab00-1111-7aaa-8aaa-0000000000c1"
TEMPLATE = b"Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n"
CODE = {
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n',
    "shop/__init__.py": '"""A shop."""\n',
    "shop/api.py": 'import time\n\n\nasync def pay() -> None:\n    """Waits."""\n    time.sleep(1)\n',
}


def zipped(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def given(office: Office, kind: str, content: bytes, *, queued: bool = True) -> Review:
    """Ada's review as the samples have it, its file handed in."""
    parts, context = office.parts, Context(Actor("user", ADA), "sample")
    parts.store.transact([Put(System(SYSTEM, "Web shop", ADA, 1, "ab" * 32, MOMENT, MOMENT))])
    upload = f"reviews/{REVIEW}"
    ticket = parts.uploads.ticket(upload, len(content), None)
    headers = {name: value for name, value in ticket.headers.items() if name != "content-length"}
    with urllib.request.urlopen(urllib.request.Request(ticket.url, content, headers, method="PUT")) as done:
        assert done.status == 200
    asked = [ReviewRequested(SYSTEM, kind, "standard", "asked", upload, None, len(content))]
    change = begin_review(parts.commits, REVIEW, [*asked, *([submitted(kind)] if queued else [])], context)
    parts.commits.commit(change.writes)
    return change.after


def body_of(answer: dict[str, Any]) -> Any:
    return json.loads(answer["body"])


def test_asking_for_a_review_and_handing_in_its_file(office: Office, admin: SignedIn) -> None:
    token = {"authorization": f"Bearer {admin.access_token}"}
    assert office.invoke("reviews/request_review")["statusCode"] == 401
    asked, again = (office.invoke("reviews/request_review", **token) for _ in range(2))
    assert (asked["statusCode"], asked["body"]) == (202, again["body"])
    review, upload = body_of(asked), body_of(asked)["upload"]
    assert asked["headers"]["Location"] == f"/v1/reviews/{review['id']}"
    assert (review["status"], upload["method"]) == ("awaiting_upload", "PUT")
    assert office.parts.systems.get(review["system_id"]).name == "Web shop"


def test_asking_for_a_review_of_a_template_that_comes_along(office: Office, admin: SignedIn) -> None:
    asked = office.invoke("reviews/review_template", authorization=f"Bearer {admin.access_token}")
    assert (asked["statusCode"], body_of(asked)["status"], body_of(asked)["upload"]) == (202, "queued", None)


def test_starting_and_showing_a_review(office: Office, admin: SignedIn) -> None:
    token = {"authorization": f"Bearer {admin.access_token}"}
    assert office.invoke("reviews/start_review", **token)["statusCode"] == 404
    given(office, "code", zipped(CODE), queued=False)
    started = office.invoke("reviews/start_review", **token)
    assert (started["statusCode"], body_of(started)["status"]) == (202, "queued")
    assert office.invoke("reviews/show_review", **token)["statusCode"] == 409
    assert office.invoke("review_code/review_submitted") == HANDLED
    shown = office.invoke("reviews/show_review", **token)
    assert (shown["statusCode"], shown["headers"]["Content-Type"]) == (200, "text/markdown; charset=utf-8")
    assert "ASY001" in shown["body"]


def test_looking_at_code_once_however_often_it_is_delivered(office: Office) -> None:
    given(office, "code", zipped(CODE))
    assert office.invoke("review_code/review_submitted") == office.invoke("review_code/review_submitted") == HANDLED
    review = office.parts.read_reviews.get(REVIEW)
    assert (review.status, review.version) == (ReviewStatus.COMPLETED, 3)
    report = office.parts.read_reviews.finished(review)
    assert ("ASY001", "shop/api.py", 6) in {(one.rule, one.place.path, one.place.line) for one in report.findings}


def test_looking_at_a_template(office: Office) -> None:
    given(office, "template", TEMPLATE)
    assert office.invoke("review_template/review_template_submitted") == HANDLED
    report = office.parts.read_reviews.finished(office.parts.read_reviews.get(REVIEW))
    assert report.source.kind == "template"
    assert any(one.rule.startswith("TPL") for one in report.findings)


def test_telling_the_owner_of_a_review(office: Office) -> None:
    office.active_ada()
    given(office, "code", zipped(CODE))
    office.invoke("review_code/review_submitted")
    assert office.invoke("send_email/review_completed") == office.invoke("send_email/review_completed") == HANDLED
    assert office.mails() == [("review_completed", ADA_EMAIL)]


def test_the_schedule_asks_for_a_review_of_rollbook_itself_once(office: Office) -> None:
    assert office.invoke("review_again/scheduled") == {"looked_at": 1, "started": 1}
    assert office.invoke("review_again/scheduled") == {"looked_at": 1, "started": 0}
