"""Outages of what Rollbook stands on: 503 with a time to come back where the answer depends on it, else done later."""

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from infra.local.emulator import Emulator
from infra.local.gateway import to_event
from infra.local.invoke import LambdaContext
from infra.local.provision import Clients, provision
from infra.local.requests import Request
from tests.journeys.outage import Functions, Gate, build, gated_system
from tests.journeys.town import PASSWORD, Town, new_address

UNAVAILABLE = (503, "service_unavailable")


@dataclass
class Gated:
    town: Town
    gate: Gate
    functions: Functions


@pytest.fixture(scope="module")
def gated(emulator: Emulator, emulator_clients: Clients, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gated]:
    environ = provision(emulator.endpoint, "rollbook-outages", clients=emulator_clients)
    with gated_system(environ, tmp_path_factory.mktemp("outages")) as (url, gate, functions):
        yield Gated(Town(url), gate, functions)


def test_without_the_mail_queue_known_and_unknown_are_told_to_come_back(gated: Gated) -> None:
    town, person = gated.town, gated.town.person()
    town.settled()  # a message in the workers' hands would stay invisible to everybody for minutes
    with gated.gate.without("sqs"):
        answers = [
            town.client().post(path, {"email": email, **more}, may_fail=True)
            for path, more in (
                ("/v1/password-resets", {}),
                ("/v1/email/verify/resend", {}),
                ("/v1/signup", {"password": PASSWORD}),
            )
            for email in (person.email, new_address())
        ]
    assert {answer.outcome for answer in answers} == {UNAVAILABLE}
    assert len({(str(a.without_ids()[2]), a.headers["retry-after"]) for a in answers}) == 1
    assert town.client().post("/v1/password-resets", {"email": person.email}).status == 202
    assert town.mail(person.email, "password_reset")["token"]


@pytest.mark.parametrize("service", ["ses", "events"])
def test_what_need_not_be_now_is_done_once_when_the_service_is_back(gated: Gated, service: str) -> None:
    town = gated.town
    with gated.gate.without(service):
        newcomer = town.newcomer()
        deadline = time.monotonic() + 10
        while service not in gated.gate.refused and time.monotonic() < deadline:
            time.sleep(0.02)
        assert service in gated.gate.refused
        assert town.kinds(newcomer.email) == []
    assert town.mail(newcomer.email, "verify_email")["token"]
    town.settled()
    assert town.kinds(newcomer.email) == ["verify_email"]
    published = [event["detail"]["version"] for event in town.events()]
    assert published.count(1) == len({e["detail"]["stream_id"] for e in town.events()})


def test_without_the_key_service_a_cold_start_refuses_and_a_warm_one_goes_on(gated: Gated) -> None:
    town, person = gated.town, gated.town.person()
    with gated.gate.without("kms"):
        assert town.client().post("/v1/sessions", person.credentials).status == 201
        gated.functions.forget()
        refused = [
            town.client().post("/v1/sessions", person.credentials, may_fail=True),
            town.client().post("/v1/signup", {"email": new_address(), "password": PASSWORD}, may_fail=True),
            town.client().post("/v1/password-resets", {"email": person.email}, may_fail=True),
        ]
        assert {answer.outcome for answer in refused} == {UNAVAILABLE}
    assert town.client().post("/v1/sessions", person.credentials).status == 201


@pytest.mark.parametrize(
    ("function", "method", "path"),
    [("sessions", "POST", "/v1/sessions"), ("accounts", "POST", "/v1/signup"), ("accounts", "GET", "/v1/me"),
     ("wellknown", "GET", "/.well-known/jwks.json")],
)  # fmt: skip
def test_where_nothing_listens_the_answer_is_503_too(
    provisioned: dict[str, str], monkeypatch: pytest.MonkeyPatch, function: str, method: str, path: str
) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # taken, and nobody listens
        nowhere = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{silent.getsockname()[1]}"}
        for name, value in {**provisioned, **nowhere}.items():
            monkeypatch.setenv(name, value)
        body = b'{"email": "a@mail.example.com", "identifier": "a@mail.example.com", "password": "%s"}'
        headers = (("content-type", "application/json"), ("authorization", "Bearer e30.e30.AAAA"))
        content = body.replace(b'"email": "a@mail.example.com", ' if function == "sessions" else
                               b'"identifier": "a@mail.example.com", ', b"") % PASSWORD.encode()  # fmt: skip
        request = Request(method, path, "1.1", headers, content if method == "POST" else b"", ("127.0.0.1", 1), 80)
        answer = build(function, {**provisioned, **nowhere})(to_event(request), LambdaContext(function, 128, 30))
    expected = 401 if path == "/v1/me" else 503  # a token of no shape needs no database to be refused
    assert answer["statusCode"] == expected
    assert expected == 401 or answer["headers"]["Retry-After"]
