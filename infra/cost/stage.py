"""The real functions in this process on an emulated AWS in another, and everything they do while somebody asks.

A request is handed to its function; then what it left in the stream and in the queues is delivered, until nothing is
left. They run as on Lambda: with metrics, and with a log line for each request.
"""

import importlib
import io
import json
import os
import resource
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field, replace
from typing import Any
from unittest.mock import patch

from infra.cost.calls import AwsCall, Meter, metered
from infra.local.clients import client
from infra.local.gateway import choose_function, to_event
from infra.local.invoke import context_for
from infra.local.names import queue_url, table_name
from infra.local.provision import Clients, provision
from infra.local.requests import Request
from infra.local.workers.queue_source import to_lambda_message
from infra.local.workers.schedules import scheduled_event
from infra.local.workers.stream_source import EmulatorStream
from infra.topology import FUNCTIONS, Function, QueueTrigger, ScheduleTrigger, StreamTrigger
from shared.adapters.dynamodb.layout import KEY_SCHEMA, TableName
from shared.bootstrap import Container, prepare

_ON_LAMBDA = {"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9"}
_ROUNDS = 20

# Imported before this process plays Lambda: there a handler is built by its import, from the real environment.
_BUILDS = {each.name: importlib.import_module(f"functions.{each.name}.handler").build for each in FUNCTIONS}


@dataclass(frozen=True)
class Invocation:
    """One run of a function. `cpu`: milliseconds of it and its children; `lines`: what it logged; `answer`: bytes."""

    function: Function
    calls: tuple[AwsCall, ...]
    cpu: float
    lines: tuple[str, ...]
    messages: int = 0
    answer: int = 0


@dataclass
class Stage:
    """`taken`: what ran since it was last emptied. `mails`: what SES was handed."""

    environ: dict[str, str]
    clients: Clients
    meter: Meter
    tape: io.StringIO
    taken: list[Invocation] = field(default_factory=list)
    _handlers: dict[str, Any] = field(default_factory=dict)
    _read_up_to: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.container = Container.of(self.environ)
        streams = client("dynamodbstreams", self.environ)
        table, region = table_name(self.environ, "events"), self.environ["AWS_REGION"]
        self._stream = EmulatorStream(self.clients.dynamodb, streams, table, region)

    def ask(self, method: str, target: str, body: object = None, **headers: str) -> Any:
        """The answer's body. Raises RuntimeError for a refusal. `source`: where it seems to come from."""
        source = headers.pop("source", "198.51.100.1")
        sent = {"host": "127.0.0.1", "user-agent": _BROWSER, "accept": "application/json"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent |= {} if body is None else {"content-type": "application/json"}
        content = b"" if body is None else json.dumps(body).encode()
        request = Request(method, target, "1.1", tuple(sent.items()), content, (source, 40000), 8000)
        answer = self.run(choose_function(request.path, FUNCTIONS), to_event(request))
        if answer["statusCode"] >= 400 and method + target != "POST/v1/sessions":
            raise RuntimeError(f"{method} {target} answered {answer['statusCode']}: {answer['body']}")
        return json.loads(answer["body"]) if answer.get("body") else None

    def hand_in(self, ticket: Mapping[str, Any], content: bytes) -> None:
        """As a client does, straight to the store: counted with the run that gave the ticket."""
        request = urllib.request.Request(ticket["url"], content, dict(ticket["headers"]), method=ticket["method"])
        urllib.request.urlopen(request, timeout=30).close()
        last = self.taken[-1]
        self.taken[-1] = replace(last, calls=(*last.calls, AwsCall("s3", "HandIn", len(content))))

    def strike(self, function: Function) -> None:
        """As the clock does."""
        assert isinstance(function.trigger, ScheduleTrigger)
        self.run(function, scheduled_event(function.trigger.name))

    def run(self, function: Function, event: Mapping[str, Any]) -> Any:
        handler = self._handler(function)
        self.meter.calls.clear()
        self._written()
        started, looked = _cpu_seconds(), self.meter.overhead
        answer = handler(event, context_for(function, self.environ["AWS_REGION"]))
        cpu = (_cpu_seconds() - started - (self.meter.overhead - looked)) * 1000
        records = len(event.get("Records", ()))
        size = len(json.dumps(answer)) if "statusCode" in (answer or {}) else 0
        self.taken.append(Invocation(function, tuple(self.meter.calls), cpu, self._written(), records, size))
        return answer

    def deliver(self) -> None:
        """Whatever waits in the stream and in the queues, and what comes of it."""
        for _ in range(_ROUNDS):
            if not any([self._relayed(), *map(self._received, FUNCTIONS)]):
                return
        raise RuntimeError("something is delivered again and again")

    def _relayed(self) -> bool:
        records = list(self._records())
        function = next(function for function in FUNCTIONS if isinstance(function.trigger, StreamTrigger))
        if records:
            self.run(function, {"Records": records})
        return bool(records)

    def _records(self) -> Iterator[dict[str, Any]]:
        for shard in self._stream.shards():
            while found := self._stream.read(shard, self._read_up_to.get(shard), 1000):
                self._read_up_to[shard] = found[-1]["dynamodb"]["SequenceNumber"]
                yield from found

    def _received(self, function: Function) -> bool:
        if not isinstance(function.trigger, QueueTrigger):
            return False
        url, region = queue_url(self.environ, function.trigger.queue), self.environ["AWS_REGION"]
        asked = {"MaxNumberOfMessages": 10, "MessageSystemAttributeNames": ["All"], "MessageAttributeNames": ["All"]}
        messages = self.clients.sqs.receive_message(QueueUrl=url, **asked).get("Messages", ())
        for message in messages:
            record = to_lambda_message(message, f"arn:aws:sqs:{region}:000000000000:{function.name}", region)
            failed = self.run(function, {"Records": [record]})["batchItemFailures"]
            if failed:
                raise RuntimeError(f"{function.name} failed at {message['Body']}: {self.taken[-1].lines}")
            self.clients.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bool(messages)

    def _handler(self, function: Function) -> Any:
        """Built at its first call, as Lambda does."""
        if function.name not in self._handlers:
            with patch.dict(os.environ, {"AWS_LAMBDA_FUNCTION_NAME": function.name}):
                self._handlers[function.name] = _BUILDS[function.name](self.environ)
        return self._handlers[function.name]

    def _written(self) -> tuple[str, ...]:
        lines = tuple(self.tape.getvalue().splitlines())
        self.tape.seek(0)
        self.tape.truncate()
        return lines


def _cpu_seconds() -> float:
    """Reviews look at code in processes of their own, which have ended when their function ends."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


_BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)


@contextmanager
def on_stage(endpoint: str) -> Iterator[Stage]:
    """Of this process's own: its loggers keep the stream that they are first given."""
    clients = Clients(endpoint)
    environ = provision(endpoint, clients=clients)
    names: dict[str, TableName] = {table_name(environ, table): table for table in KEY_SCHEMA}
    tape = io.StringIO()
    meter = Meter(clients.dynamodb, names)
    with patch.dict(os.environ, {**environ, **_ON_LAMBDA}), redirect_stdout(tape), metered(meter):
        prepare(environ)
        yield Stage(environ, clients, meter, tape)
