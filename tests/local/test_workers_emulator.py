"""The whole system on the emulator, with small functions of the test's own in place of the real ones."""

import http.client
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from infra.local import system
from infra.local.clients import client
from infra.local.emulator import Emulator
from infra.local.invoke import LambdaContext
from infra.local.names import dead_letter_url, queue_url
from infra.local.provision import Clients, provision
from infra.local.system import System
from infra.topology import QUEUES

SESSION = botocore.session.get_session()


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with Emulator(log=tmp_path_factory.mktemp("emulator") / "log") as emulator:
        yield emulator.endpoint


@pytest.fixture(scope="module")
def clients(endpoint: str) -> Clients:
    return Clients(endpoint)


@pytest.fixture
def environ(clients: Clients, endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A copy of the system of its own; what it puts into the environment goes when the test ends."""
    made = provision(
        endpoint, prefix=f"rollbook-{tmp_path.name[-12:].replace('_', '-')}{time.time_ns() % 10_000}", clients=clients
    )
    made |= {"ROLLBOOK_LOCAL_STATE": str(tmp_path), "NO_PROXY": "127.0.0.1"}
    for name, value in {**made, "AWS_ENDPOINT_URL_SESV2": ""}.items():
        monkeypatch.setenv(name, value)
    return made


class Service:
    """Functions that store, publish and mail; `broken` makes the mail function raise."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ, self.broken, self.published = environ, False, list[str]()
        self.table, self.bus = client("dynamodb", environ), client("events", environ)

    def __call__(self, name: str, event: dict[str, Any], _: LambdaContext) -> Any:
        if name == "publish_events":
            return self.publish([record["dynamodb"]["NewImage"] for record in event["Records"]])
        if name == "send_email":
            for record in event["Records"]:
                self.mail(json.loads(record["body"])["detail"])
            return None
        if name == "accounts":
            self.store(json.loads(event["body"])["user"])
            return {"statusCode": 202, "body": "{}"}
        return {"statusCode": 200, "body": '{"status":"ok"}'}

    def store(self, user: str, version: int = 1) -> None:
        item = {"stream_id": {"S": user}, "version": {"N": str(version)}, "data": {"B": b"\x00\xff"}}
        self.table.put_item(TableName=self.environ["ROLLBOOK_EVENTS_TABLE"], Item=item)

    def publish(self, images: list[dict[str, Any]]) -> dict[str, Any]:
        for image in images:
            detail = {"stream_id": image["stream_id"]["S"], "version": int(image["version"]["N"]), "email": "secret"}
            entry = {"Source": "rollbook", "DetailType": "user.registered", "Detail": json.dumps(detail)}
            self.bus.put_events(Entries=[entry | {"EventBusName": self.environ["ROLLBOOK_BUS_NAME"]}])
            self.published.append(f"{detail['stream_id']} {detail['version']}")
        return {"batchItemFailures": []}

    def mail(self, detail: dict[str, Any]) -> None:
        if self.broken:
            raise RuntimeError("no words today")
        # As the service finds it: by the environment.
        ses: Any = SESSION.create_client("sesv2", region_name=self.environ["AWS_REGION"])
        text = {"Text": {"Data": "https://rollbook.example/verify?token=t-1"}, "Html": {"Data": "<p>Hello"}}
        simple = {"Subject": {"Data": "Hello"}, "Body": text}
        headers = {"Headers": [{"Name": "X-Rollbook-Kind", "Value": "welcome"}]}
        ses.send_email(
            FromEmailAddress="no-reply@rollbook.example",
            Destination={"ToAddresses": [f"{detail['stream_id']}@example.com"]},
            Content={"Simple": simple | headers},
        )


@contextmanager
def running(environ: dict[str, str], service: Service) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = System(environ, listener, service)
        made.start()
        try:
            yield listener.getsockname()[1]
        finally:
            made.stop()


def call(port: int, path: str, body: Any = None) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET" if body is None else "POST", path, None if body is None else json.dumps(body))
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def wait_for(port: int, path: str, member: str, count: int = 1, seconds: float = 5) -> list[Any]:
    deadline = time.monotonic() + seconds
    while len(found := call(port, path)[member]) < count and time.monotonic() < deadline:
        time.sleep(0.02)
    return list(found)


def test_a_request_becomes_an_event_and_a_mail(environ: dict[str, str]) -> None:
    with running(environ, Service(environ)) as port:
        call(port, "/v1/signup", {"user": "ada"})
        started = time.monotonic()
        (mail,) = wait_for(port, "/_local/inbox.json?to=ada@example.com", "messages")
        assert time.monotonic() - started < 2
        assert (mail["kind"], mail["token"], mail["headers"]) == ("welcome", "t-1", {"X-Rollbook-Kind": "welcome"})
        (event,) = wait_for(port, "/_local/events.json", "events")
        assert (event["detail-type"], event["detail"]) == ("user.registered", {"stream_id": "ada", "version": 1})
        state = call(port, "/_local/queues.json")
        assert state["streams"] == [{"table": "events", "function": "publish_events", "lag": 0, "parked": []}]
        depths = [(queue["name"], queue["visible"]) for queue in state["queues"]]
        assert depths == [(queue.name, 0) for queue in QUEUES]


def test_events_of_a_stream_are_published_in_order_and_all_before_the_stop(environ: dict[str, str]) -> None:
    service = Service(environ)
    with running(environ, service):
        for version in range(1, 121):
            service.store("ada", version)
    assert service.published == [f"ada {version}" for version in range(1, 121)]


def test_a_restart_publishes_nothing_twice_and_remembers_its_mail(environ: dict[str, str]) -> None:
    first, second = Service(environ), Service(environ)
    with running(environ, first) as port:
        call(port, "/v1/signup", {"user": "ada"})
        wait_for(port, "/_local/inbox.json", "messages")
        wait_for(port, "/_local/events.json", "events")
    with running(environ, second) as port:
        call(port, "/v1/signup", {"user": "bob"})
        mails = wait_for(port, "/_local/inbox.json", "messages", count=2)
        events = wait_for(port, "/_local/events.json", "events", count=2)
    assert (first.published, second.published) == (["ada 1"], ["bob 1"])
    assert [mail["to"] for mail in mails] == [["ada@example.com"], ["bob@example.com"]]
    assert [event["detail"]["stream_id"] for event in events] == ["ada", "bob"]


def test_a_mail_function_that_recovers_sends_what_waited(
    environ: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    service = Service(environ)
    service.broken = True
    with running(environ, service) as port:
        call(port, "/v1/signup", {"user": "ada"})
        time.sleep(0.5)
        assert call(port, "/_local/inbox.json") == {"messages": []}
        service.broken = False
        assert len(wait_for(port, "/_local/inbox.json", "messages")) == 1
    assert "send_email failed on a message of the mail queue (RuntimeError: no words today" in capfd.readouterr().err


def test_dead_letters_show_their_reason_but_not_their_content(environ: dict[str, str]) -> None:
    client("sqs", environ).send_message(
        QueueUrl=dead_letter_url(environ, QUEUES[0]),
        MessageBody='{"command": "password_reset", "email": "ada@example.com"}',
        MessageAttributes={"reason": {"StringValue": "SES refused it.", "DataType": "String"}},
    )
    with running(environ, Service(environ)) as port:
        state = call(port, "/_local/queues.json")
    (letter,) = state["queues"][0]["dead_letters"]["messages"]
    assert (letter["kind"], letter["reason"]) == ("password_reset", "SES refused it.")
    assert "ada@example.com" not in json.dumps(state)


def test_the_queue_goes_on_after_a_poisoned_message(environ: dict[str, str]) -> None:
    service = Service(environ)
    client("sqs", environ).send_message(QueueUrl=queue_url(environ, "mail"), MessageBody="not json")
    with running(environ, service) as port:
        time.sleep(0.3)
        call(port, "/v1/signup", {"user": "ada"})
        assert len(wait_for(port, "/_local/inbox.json", "messages", seconds=8)) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_returns_after_a_signal_and_gives_the_signals_back(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    service, before = Service(environ), signal.getsignal(number)
    monkeypatch.setattr(system, "System", lambda environ, listener: System(environ, listener, service))
    threading.Timer(0.5, os.kill, (os.getpid(), number)).start()
    started = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        system.run(environ, listener)
    assert time.monotonic() - started < 5
    assert signal.getsignal(number) is before
