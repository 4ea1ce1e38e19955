"""Faults around every call to AWS, inside the real botocore: what reaches AWS, and what the caller learns of it.

A fault strikes one call, with all its attempts: botocore repeats a failed attempt by itself, so a fault that ends with
the first attempt is a hiccup that nobody above notices, and one that outlasts them all is a failure.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from botocore.retries.standard import ExponentialBackoff

# What changes nothing, however often it is asked.
_READS = frozenset({"GetItem", "BatchGetItem", "Query", "Scan", "Decrypt", "GetQueueAttributes"})


class Mode(Enum):
    """What happens to one call. The first four are tried on every call, the others on those that change something."""

    BEFORE = "refused before"  # every attempt is answered with an error of AWS; nothing happens
    AFTER = "lost after"  # every attempt has its effect, and no answer comes
    TIMEOUT = "timed out"  # no answer comes; the request has its effect after the caller gave up, before it tries again
    TWICE = "twice"  # the same input is delivered again and handled whole while this call waits

    LATE = "late"  # no answer comes; the request has its effect after whoever tried again has finished
    THROTTLED = "throttled"
    HICCUP_BEFORE = "hiccup before"  # the first attempt comes to nothing, the second one works
    HICCUP_AFTER = "hiccup after"  # the first attempt has its effect, its answer is lost, the second one works
    KILLED_BEFORE = "killed before"  # the process ends there: nothing that it would still have done is done
    KILLED_AFTER = "killed after"


EVERYWHERE = (Mode.BEFORE, Mode.AFTER, Mode.TIMEOUT, Mode.TWICE)
# What somebody may have seen although the caller does not know.
UNSURE = frozenset({Mode.AFTER, Mode.TIMEOUT, Mode.LATE, Mode.HICCUP_AFTER, Mode.KILLED_AFTER})


class Killed(BaseException):
    """The process is gone: no handler of errors may catch this."""


@dataclass(frozen=True)
class AwsCall:
    service: str
    operation: str

    @property
    def changes(self) -> bool:
        return self.operation not in _READS

    @property
    def modes(self) -> tuple[Mode, ...]:
        return tuple(Mode) if self.changes else EVERYWHERE


@dataclass(frozen=True)
class Fault:
    """Strikes the call at `point`, counted from 0 over everything that one delivery of an input asks of AWS."""

    point: int
    mode: Mode


@dataclass(frozen=True)
class Effect:
    """What AWS took, with the request's JSON."""

    operation: str
    body: Any


class Injector:
    """Sends every request itself, and so decides about each."""

    def __init__(self) -> None:
        self.calls: list[AwsCall] = []
        self.effects: list[Effect] = []
        self.struck: AwsCall | None = None
        self._fault: Fault | None = None
        self._mode: Mode | None = None
        self._attempts = 0
        self._again: Callable[[], object] = tuple
        self._late: list[Callable[[], object]] = []

    @contextmanager
    def armed(self, fault: Fault | None, again: Callable[[], object]) -> Iterator[None]:
        """`again` delivers the same input once more, to another process."""
        self.calls, self.struck = [], None
        self._fault, self._again = fault, again
        try:
            yield
        finally:
            self._fault = self._mode = None

    def arrive(self) -> None:
        """What was under way reaches AWS now."""
        waiting, self._late = self._late, []
        for deliver in waiting:
            deliver()

    def forget(self) -> None:
        self.effects, self._late = [], []

    def of(self, *operations: str) -> Iterable[Effect]:
        return [effect for effect in self.effects if effect.operation in operations]

    def watch(self, client: Any) -> None:
        client.meta.events.register("before-call", self._called)
        client.meta.events.register("before-send", partial(self._sent, client._endpoint.http_session))

    def _called(self, model: Any, **_: Any) -> None:
        call = AwsCall(model.service_model.service_name, model.name)
        self.calls.append(call)
        self._mode, self._attempts = None, 0
        if self._fault is None or len(self.calls) <= self._fault.point:
            return
        fault, self._fault, self.struck = self._fault, None, call
        if fault.mode is Mode.TWICE:
            self._again()
        self._mode = None if fault.mode is Mode.TWICE else fault.mode

    def _sent(self, line: Any, request: Any, event_name: str, **_: Any) -> AWSResponse:
        deliver = partial(self._deliver, line, request, event_name.rpartition(".")[2])
        self._attempts += 1
        if self._mode is None or (self._mode in (Mode.HICCUP_BEFORE, Mode.HICCUP_AFTER) and self._attempts > 1):
            return deliver()
        return self._disturbed(self._mode, request.url, deliver)

    def _disturbed(self, mode: Mode, url: str, deliver: Callable[[], AWSResponse]) -> AWSResponse:
        if mode is Mode.BEFORE:
            return _refusal(url, 500, "InternalServerError")
        if mode is Mode.THROTTLED:
            return _refusal(url, 400, "ThrottlingException")
        if mode in (Mode.TIMEOUT, Mode.LATE):
            if self._attempts == 1:
                self._late.append(deliver)
            raise ReadTimeoutError(endpoint_url=url)
        if mode in (Mode.AFTER, Mode.HICCUP_AFTER, Mode.KILLED_AFTER):
            deliver()
        if mode in (Mode.KILLED_BEFORE, Mode.KILLED_AFTER):
            raise Killed
        raise ConnectionClosedError(endpoint_url=url)

    def _deliver(self, line: Any, request: Any, operation: str) -> AWSResponse:
        answer: AWSResponse = line.send(request)
        if answer.status_code == 200:
            self.effects.append(Effect(operation, json.loads(request.body or b"{}")))
        return answer


@contextmanager
def injected(injector: Injector) -> Iterator[None]:
    """Every client that is made meanwhile sends through `injector`; nobody waits between two attempts."""
    make = botocore.session.Session.create_client

    def create_client(session: Any, *arguments: Any, **options: Any) -> Any:
        client = make(session, *arguments, **options)
        injector.watch(client)
        return client

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session.Session, "create_client", create_client)
        patch.setattr(ExponentialBackoff, "delay_amount", lambda *_: 0)
        yield


class _Said:
    """The body of an answer that no server gave."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self._content


def _refusal(url: str, status: int, code: str) -> AWSResponse:
    """As the JSON protocols write an error, and REST-JSON too."""
    body = json.dumps({"__type": f"com.amazonaws.service#{code}", "message": "not today"}).encode()
    headers = HTTPHeaders.from_dict({"content-type": "application/x-amz-json-1.0", "x-amzn-errortype": code})
    return AWSResponse(url, status, headers, _Said(body))
