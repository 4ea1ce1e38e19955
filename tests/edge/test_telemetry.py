"""What is logged and counted, and what never is."""

import io
import json
import subprocess
import sys
from typing import Any

import pytest

from shared.edge.redaction import MASK, redacted
from shared.edge.telemetry import Telemetry, json_logger
from tests.edge.sample import GOOD, JSON, event, sample_handler

SECRETS = ["hunter2hunter2hunter2", "ada@mail.example.com", "s3cr3t-value", "good-token-value"]


def lines_of(*events: dict[str, Any]) -> list[dict[str, Any]]:
    log = io.StringIO()
    handler = sample_handler(telemetry=Telemetry("sample", json_logger(log)))
    for one in events:
        handler(one, None)
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_request_is_one_line() -> None:
    (line,) = lines_of(event("GET", "/v1/notes/1", authorization=GOOD, x_correlation_id="c-1"))
    assert {name: line[name] for name in ("message", "route", "status", "correlation_id", "trace_id", "level")} == {
        "message": "request",
        "route": "GET /v1/notes/{note_id}",
        "status": 200,
        "correlation_id": "c-1",
        "trace_id": "JKJaXmPLvHcESHA=",
        "level": "INFO",
    }
    assert line["ms"] >= 0


def test_what_has_no_route_shares_one_name() -> None:
    assert {line["route"] for line in lines_of(event("GET", "/a"), event("FOO", "/b"))} == {"unrouted"}


def test_no_secret_of_a_request_reaches_the_log() -> None:
    body = {"title": SECRETS[0], "email": SECRETS[1], "token": SECRETS[2]}
    lines = lines_of(
        event("POST", body=body, authorization=f"Bearer {SECRETS[3]}", content_type=JSON),
        event("POST", body=body, authorization=GOOD, content_type=JSON, idempotency_key=SECRETS[2]),
        event("GET", "/v1/notes", f"q={SECRETS[1]}&token={SECRETS[2]}", authorization=GOOD, cookie=SECRETS[3]),
        event("GET", "/broken/unknown"),
    )
    assert len(lines) == 5
    assert not [secret for secret in SECRETS if secret in json.dumps(lines)]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"password": "x", "n": 1}, {"password": MASK, "n": 1}),
        ({"Authorization": "Bearer x"}, {"Authorization": MASK}),
        ({"a": [{"refresh_token": "x"}]}, {"a": [{"refresh_token": MASK}]}),
        ("see Bearer abc.def", f"see {MASK}"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln here", f"{MASK} here"),
        ("https://app.example.com/verify?token=abc-DEF&x=1", f"https://app.example.com/verify?token={MASK}&x=1"),
        ("mail to ada+x@mail.example.com failed", f"mail to {MASK} failed"),
        (ValueError("ada@mail.example.com"), MASK),
        ({"status": 200, "ok": True, "none": None}, {"status": 200, "ok": True, "none": None}),
    ],
)
def test_redaction(given: object, kept: object) -> None:
    assert redacted(given) == kept


def metrics_of(*events: dict[str, Any]) -> list[dict[str, Any]]:
    written: list[str] = []
    telemetry = Telemetry("sample", json_logger(io.StringIO()), write_metrics=written.append)
    handler = sample_handler(telemetry=telemetry)
    for each in events:
        handler(each, None)
    return [json.loads(line) for line in written]


def test_a_request_whose_outcome_nobody_counts_writes_no_metric() -> None:
    """Each would cost, and API Gateway counts it for nothing."""
    assert metrics_of(event("GET", "/v1/notes/1", authorization=GOOD), event("GET", "/nowhere")) == []


class Segment:
    faulty = False

    def __init__(self) -> None:
        self.annotations: dict[str, str] = {}

    def put_annotation(self, key: str, value: str) -> None:
        self.annotations[key] = value

    def add_fault_flag(self) -> None:
        self.faulty = True


class Tracer:
    """The part of Powertools' tracer that is used, without X-Ray behind it."""

    def __init__(self) -> None:
        self.provider = self
        self.begun: list[tuple[str, Segment]] = []
        self.ended = 0

    def begin_subsegment(self, name: str) -> Segment:
        self.begun.append((name, Segment()))
        return self.begun[-1][1]

    def end_subsegment(self) -> None:
        self.ended += 1


def test_each_handler_runs_in_a_subsegment_that_tells_faults_and_no_texts() -> None:
    tracer = Tracer()
    handler = sample_handler(telemetry=Telemetry("sample", json_logger(io.StringIO()), tracer=tracer))
    for how in ("throttled", "unknown"):
        handler(event("GET", f"/broken/{how}"), None)
    assert [(name, segment.faulty) for name, segment in tracer.begun] == [
        ("## break_down", False),
        ("## break_down", True),
    ]
    assert tracer.ended == 2


def test_traces_of_a_chain_are_found_by_its_correlation_id() -> None:
    tracer = Tracer()
    handler = sample_handler(telemetry=Telemetry("sample", json_logger(io.StringIO()), tracer=tracer))
    handler(event("GET", "/page", x_correlation_id="chain-1"), None)
    assert [segment.annotations for _, segment in tracer.begun] == [{"correlation_id": "chain-1"}]


def test_outside_of_lambda_there_are_no_traces_and_no_metrics(capsys: pytest.CaptureFixture[str]) -> None:
    log = io.StringIO()
    telemetry = Telemetry.standard({}, log)
    sample_handler(telemetry=telemetry)(event("GET", "/page"), None)
    assert capsys.readouterr().out == ""
    assert len(log.getvalue().splitlines()) == 1


def test_the_edge_imports_neither_the_aws_sdk_nor_the_x_ray_sdk() -> None:
    heavy = (
        "botocore.client",
        "boto3",
        "aws_xray_sdk",
        "pynamodb",
        "cryptography",
        "aws_lambda_powertools.event_handler.openapi.models",
    )
    program = f"import sys, shared.edge.http, shared.edge.batch; print([m for m in {heavy} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
