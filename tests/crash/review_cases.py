"""Reviews: asked for, handed in, looked at, suppressed, and asked for again by the clock."""

import io
import json
import urllib.request
import zipfile
from collections.abc import Callable
from typing import Any

from infra.local.workers.schedules import scheduled_event
from infra.topology import FUNCTIONS, ScheduleTrigger
from shared.architect.domain.records.review import Review
from tests.crash.invariants import Aftermath
from tests.crash.scenarios import Ask, Reply, Scenario, Stage
from tests.crash.staff_cases import KEY, staff

BLOCKING = "import time\n\n\nasync def pay() -> None:\n    time.sleep(1)\n"
TEMPLATE = "Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n"
SYSTEM = "Web shop"
ALONG = {"system": SYSTEM, "source": {"kind": "template", "template": TEMPLATE}}
KNOWN = {"reason": "Nobody pays before May.", "rule": "ASY001"}


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("shop/pay.py"), BLOCKING)
    return packed.getvalue()


def upload_of(content: bytes) -> dict[str, Any]:
    return {"system": SYSTEM, "source": {"kind": "upload", "size_bytes": len(content)}}


def hand_in(upload: dict[str, Any], content: bytes) -> None:
    headers = {name: value for name, value in upload["headers"].items() if name != "content-length"}
    request = urllib.request.Request(upload["url"], content, headers, method="PUT")
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
        assert answer.status == 200


def made(stage: Stage, status: int, asked: Ask) -> dict[str, Any]:
    told = {"token": asked.token, "headers": asked.headers}
    return dict(stage.must(status, asked.method, asked.target, asked.body, **told).body)


def code(stage: Stage) -> Ask:
    return staff(stage, "POST", "/v1/reviews", upload_of(zipped()), **KEY)


def template(stage: Stage) -> Ask:
    return staff(stage, "POST", "/v1/reviews", ALONG, **KEY)


def handed_in(stage: Stage, content: bytes) -> Ask:
    asked = made(stage, 202, staff(stage, "POST", "/v1/reviews", upload_of(content), **KEY))
    hand_in(asked["upload"], content)
    return staff(stage, "POST", f"/v1/reviews/{asked['id']}/start")


def start(stage: Stage) -> Ask:
    return handed_in(stage, zipped())


def start_of_no_archive(stage: Stage) -> Ask:
    return handed_in(stage, b"this is no zip")


def second_start(stage: Stage) -> Ask:
    """Of a system that was reviewed before."""
    first = start(stage)
    made(stage, 202, first)
    stage.ground.drain()
    content = zipped()
    asked = made(stage, 202, staff(stage, "POST", "/v1/reviews", upload_of(content), idempotency_key="again"))
    hand_in(asked["upload"], content)
    return staff(stage, "POST", f"/v1/reviews/{asked['id']}/start")


def of_system(stage: Stage, part: str) -> str:
    system_id = made(stage, 202, staff(stage, "POST", "/v1/reviews", ALONG, idempotency_key="first"))["system_id"]
    stage.ground.drain()
    return f"/v1/reviews/systems/{system_id}/{part}"


def suppression(stage: Stage) -> Ask:
    return staff(stage, "POST", of_system(stage, "suppressions"), KNOWN, **KEY)


def suppression_removed(stage: Stage) -> Ask:
    asked = suppression(stage)
    return staff(stage, "DELETE", f"{asked.target}/{made(stage, 201, asked)['id']}")


def source(stage: Stage) -> Ask:
    return staff(stage, "POST", of_system(stage, "sources"), {"size_bytes": len(zipped())}, **KEY)


def source_withdrawn(stage: Stage) -> Ask:
    asked = source(stage)
    made(stage, 202, asked)
    return staff(stage, "DELETE", f"{asked.target}/code")


def queued(cause: Callable[[Stage], Ask]) -> Callable[[Stage], None]:
    """It was asked for; its worker is still to look at it."""

    def given(stage: Stage) -> None:
        asked = cause(stage)
        reply = stage.ask(asked)
        assert reply.status == 202, reply

    return given


def source_handed_in(stage: Stage) -> None:
    hand_in(made(stage, 202, source(stage))["upload"], zipped())


def source_asked_for_again(stage: Stage) -> None:
    """The clock asked for its review; the worker is still to look at it, and to keep it."""
    source_handed_in(stage)
    function = next(one for one in FUNCTIONS if one.name == "review_again")
    assert isinstance(function.trigger, ScheduleTrigger)
    assert stage.ground.invoke(function, scheduled_event(function.trigger.name))["started"] == 2


def told(stage: Stage) -> None:
    """A review was completed; its owner is still to be told."""
    made(stage, 202, start(stage))
    stage.ground.relay()
    worker = next(one for one in FUNCTIONS if one.name == "review_code")
    waiting = stage.ground.deliveries.receive("reviews")
    assert not stage.ground.deliveries.settle("reviews", waiting, stage.ground.invoke(worker, {"Records": waiting}))


def each_is_asked_for_once(after: Aftermath, _replies: list[Reply]) -> list[str]:
    """The registered source and Rollbook's own, however often the clock strikes."""
    asked = [one for one in after.stored.all(Review) if one.because == "source_changed"]
    return [] if len(asked) == 2 else [f"{len(asked)} reviews were asked for, not 2"]


def one_answer(_after: Aftermath, replies: list[Reply]) -> list[str]:
    """Every answer to one key is the same."""
    bodies = {json.dumps(reply.body, sort_keys=True) for reply in replies if reply.status in (201, 202)}
    return [] if len(bodies) == 1 else [f"{len(bodies)} answers to one key"]


CASES = [
    Scenario("reviews", "code", code, (202,), cold=True, then=one_answer),
    Scenario("reviews", "template", template, (202,), then=one_answer),
    Scenario("reviews", "start", start, (202, 409)),
    Scenario("reviews", "suppression", suppression, (201,), then=one_answer),
    Scenario("reviews", "suppression removed", suppression_removed, (204, 404)),
    Scenario("reviews", "source", source, (202,), then=one_answer),
    Scenario("reviews", "source withdrawn", source_withdrawn, (204, 404)),
    Scenario("review_code", "first review", queued(start), cold=True),
    Scenario("review_code", "second review", queued(second_start)),
    Scenario("review_code", "no archive", queued(start_of_no_archive)),
    Scenario("review_code", "source to keep", source_asked_for_again),
    Scenario("review_template", "template", queued(template)),
    Scenario("review_again", "source handed in", source_handed_in, then=each_is_asked_for_once),
    Scenario("send_email", "review", told),
]
