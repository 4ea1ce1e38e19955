"""Reviews over HTTP with real files: asked for, handed in, looked at, read in every form, told to owners by mail."""

import io
import time
import urllib.error
import urllib.request
import uuid
import zipfile
from typing import Any

from shared.architect.use_cases.review_again import OWN_SYSTEM
from tests.journeys.client import Answer, Client
from tests.journeys.town import PUBLIC_URL, Person, Town

SETTLES_WITHIN = 60.0
PROJECT = '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.11"\n'
BLOCKING = '"""Payments."""\n\nimport time\n\n\nasync def pay() -> None:\n    """Waits."""\n    time.sleep(1)\n'
MENDED = BLOCKING.replace("import time", "import asyncio").replace("time.sleep(1)", "await asyncio.sleep(1)")
TEMPLATE = "Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n"


def zipped(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pyproject.toml", PROJECT)
        archive.writestr("shop/__init__.py", '"""A shop."""\n')
        for name, text in files.items():
            archive.writestr(f"shop/{name}.py", text)
    return packed.getvalue()


def post(client: Client, path: str, body: Any) -> Answer:
    return client.post(path, body, headers={"Idempotency-Key": uuid.uuid4().hex})


def ask(client: Client, system: str, content: bytes, **more: Any) -> Answer:
    source = {"kind": "upload", "size_bytes": len(content), **more}
    return post(client, "/v1/reviews", {"system": system, "source": source})


def hand_in(upload: dict[str, Any], content: bytes) -> int:
    """As a client does, with the ticket alone. The status that the store answers."""
    headers = {name: value for name, value in upload["headers"].items() if name.lower() != "content-length"}
    request = urllib.request.Request(upload["url"], content, headers, method=upload["method"])
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code


def ended(client: Client, review_id: str) -> dict[str, Any]:
    """The review once the worker is done with it."""
    deadline = time.monotonic() + SETTLES_WITHIN
    while time.monotonic() < deadline:
        review: dict[str, Any] = client.get(f"/v1/reviews/{review_id}").body
        if review["status"] in ("completed", "failed"):
            return review
        time.sleep(0.1)
    raise AssertionError("the review did not end in time")


def reviewed(client: Client, system: str, content: bytes) -> dict[str, Any]:
    asked = ask(client, system, content)
    assert asked.status == 202
    assert hand_in(asked.body["upload"], content) == 200
    assert client.post(f"/v1/reviews/{asked.body['id']}/start").status == 202
    return ended(client, asked.body["id"])


def new_system() -> str:
    return f"Shop {uuid.uuid4().hex[:8]}"


def engineer(town: Town) -> Person:
    return town.staff("reviews:read", "reviews:write")


def test_code_is_reviewed_again_and_again_and_its_owner_is_told(town: Town) -> None:
    ada, system = engineer(town), new_system()
    first = reviewed(ada.client, system, zipped(pay=BLOCKING))
    found = {(one["rule"], one["place"]["path"], one["place"]["line"]) for one in first["report"]["findings"]}
    assert ("ASY001", "shop/pay.py", 8) in found
    assert first["outcome"]["gate"] is True
    second = reviewed(ada.client, system, zipped(pay=MENDED))
    assert second["outcome"]["previous"] == first["id"]
    assert "ASY001" in {one["rule"] for one in second["report"]["baseline"]["fixed"]}
    listed = ada.client.get(f"/v1/reviews?system_id={first['system_id']}").body["items"]
    assert [one["id"] for one in listed] == [second["id"], first["id"]]
    mail = town.mail(ada.email, "review_completed", nth=2)
    assert system in mail["text"]
    assert f"{PUBLIC_URL}/reviews/{second['id']}" in mail["text"]
    assert mail["token"] is None


def test_a_review_is_read_in_every_form(town: Town) -> None:
    ada = engineer(town)
    review = reviewed(ada.client, new_system(), zipped(pay=BLOCKING))
    path = f"/v1/reviews/{review['id']}"
    sarif = ada.client.get(path, headers={"Accept": "application/sarif+json"})
    assert sarif.body["version"] == "2.1.0"
    assert "ASY001" in {result["ruleId"] for result in sarif.body["runs"][0]["results"]}
    markdown = ada.client.get(path, headers={"Accept": "text/markdown"})
    assert (markdown.headers["content-type"], b"ASY001" in markdown.content) == ("text/markdown; charset=utf-8", True)
    page = ada.client.get(path, headers={"Accept": "text/html"})
    assert page.content.lstrip().lower().startswith(b"<!doctype html>")
    picture = ada.client.get(f"{path}/graph")
    assert picture.headers["content-type"] == "image/svg+xml"
    for form in (page, picture):
        assert "default-src 'none'" in form.headers["content-security-policy"]


def test_what_a_team_lives_with_is_suppressed_until_it_is_not(town: Town) -> None:
    ada, system, content = engineer(town), new_system(), zipped(pay=BLOCKING)
    first = reviewed(ada.client, system, content)
    path = f"/v1/reviews/systems/{first['system_id']}/suppressions"
    added = post(ada.client, path, {"reason": "Nobody pays before May.", "rule": "ASY001", "path": "shop/pay.py"})
    assert (added.status, added.body["owner"]) == (201, ada.id)
    second = reviewed(ada.client, system, content)
    assert second["outcome"]["suppressed"] == first["outcome"]["suppressed"] + 1
    assert ada.client.delete(f"{path}/{added.body['id']}").status == 204
    assert reviewed(ada.client, system, content)["outcome"]["suppressed"] == first["outcome"]["suppressed"]


def test_a_template_is_reviewed_that_comes_along_or_is_handed_in(town: Town) -> None:
    ada, system = engineer(town), new_system()
    asked = post(ada.client, "/v1/reviews", {"system": system, "source": {"kind": "template", "template": TEMPLATE}})
    assert (asked.status, asked.body["upload"]) == (202, None)
    along = ended(ada.client, asked.body["id"])
    assert any(one["rule"].startswith("TPL") for one in along["report"]["findings"])
    content = TEMPLATE.encode()
    handed = ask(ada.client, system, content, holds="template")
    assert hand_in(handed.body["upload"], content) == 200
    assert ada.client.post(f"/v1/reviews/{handed.body['id']}/start").status == 202
    again = ended(ada.client, handed.body["id"])
    assert (again["outcome"]["previous"], again["outcome"]["new"]) == (along["id"], 0)


def test_what_is_no_archive_fails_and_says_why(town: Town) -> None:
    ada = engineer(town)
    review = reviewed(ada.client, new_system(), b"this is no zip")
    assert (review["status"], review["failure"]["code"], review["report"]) == ("failed", "not_a_zip", None)


def test_an_archive_that_leaves_its_folder_fails(town: Town) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../etc/cron.d/evil.py", "import os\n")
    review = reviewed(engineer(town).client, new_system(), packed.getvalue())
    assert review["failure"]["code"] == "unsafe_path"


def test_nothing_is_queued_before_the_file_is_there(town: Town) -> None:
    ada, content = engineer(town), zipped()
    asked = ask(ada.client, new_system(), content)
    start = f"/v1/reviews/{asked.body['id']}/start"
    assert ada.client.post(start).outcome == (409, "wrong_status")
    assert hand_in(asked.body["upload"], content) == 200
    assert [ada.client.post(start).status for _ in range(2)] == [202, 202]
    assert ended(ada.client, asked.body["id"])["status"] == "completed"
    assert ada.client.post(start).outcome == (409, "wrong_status")


def test_a_registered_source_is_reviewed_by_the_schedule_once_and_rollbook_too(town: Town) -> None:
    ada, content = engineer(town), zipped(pay=BLOCKING)
    system_id = ask(ada.client, new_system(), content).body["system_id"]
    path = f"/v1/reviews/systems/{system_id}/sources"
    offered = post(ada.client, path, {"size_bytes": len(content)})
    assert offered.status == 202
    assert hand_in(offered.body["upload"], content) == 200
    for _ in range(2):
        assert town.client().post("/_local/schedules/review-again", {}).status in (200, 202)
        deadline = time.monotonic() + SETTLES_WITHIN
        while ada.client.get(path).body["items"][0]["digest"] is None:
            assert time.monotonic() < deadline, "the source was not looked at in time"
            time.sleep(0.1)
    items = ada.client.get(f"/v1/reviews?system_id={system_id}").body["items"]
    assert [one["because"] for one in items if one["status"] == "completed"] == ["source_changed"]
    assert ada.client.delete(f"{path}/code").status == 204
    own = ada.client.get(f"/v1/reviews?system_id={OWN_SYSTEM}").body["items"][-1]  # the same run asked for it
    assert ended(ada.client, own["id"])["outcome"]["errors"] < 10


def test_who_may_not_review_learns_nothing(town: Town, person: Person) -> None:
    ada = engineer(town)
    review = ask(ada.client, new_system(), zipped())
    for answer in (
        person.client.get(f"/v1/reviews/{review.body['id']}"),
        person.client.get("/v1/reviews"),
        ask(person.client, "Theirs", zipped()),
    ):
        assert answer.outcome == (403, "forbidden")
