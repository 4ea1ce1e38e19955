"""Faults around every call to AWS, inside the real client: what reaches AWS, and what the caller learns of it.

A fault strikes one call, with all its attempts: the client repeats a failed attempt by itself, so a fault that ends
with the first attempt is a hiccup that nobody above notices, and one that outlasts them all is a failure.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

import pytest

from shared.adapters.aws import clients
from shared.adapters.aws.clients import AwsClient
from shared.adapters.aws.lines import Lines, Reply, Request

# What changes nothing, however often it is asked.
_READS = frozenset(
    {
        "GetItem",
        "BatchGetItem",
        "Query",
        "Scan",
        "Decrypt",
        "GetQueueAttributes",
        "GetObject",
        "HeadObject",
        "GetTemplate",
    }
)


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
    """What AWS took, with the request's JSON; of an object its place."""

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

    def called(self, call: AwsCall) -> None:
        """The functions are about to make this call."""
        self.calls.append(call)
        self._mode, self._attempts = None, 0
        if self._fault is None or len(self.calls) <= self._fault.point:
            return
        fault, self._fault, self.struck = self._fault, None, call
        if fault.mode is Mode.TWICE:
            self._again()
        self._mode = None if fault.mode is Mode.TWICE else fault.mode

    def sent(self, request: Request, really: Callable[[], Reply]) -> Reply:
        """One attempt of the call."""
        deliver = partial(self._deliver, request, really)
        self._attempts += 1
        if self._mode is None or (self._mode in (Mode.HICCUP_BEFORE, Mode.HICCUP_AFTER) and self._attempts > 1):
            return deliver()
        return self._disturbed(self._mode, deliver)

    def _disturbed(self, mode: Mode, deliver: Callable[[], Reply]) -> Reply:
        if mode is Mode.BEFORE:
            return _refusal(500, "InternalServerError")
        if mode is Mode.THROTTLED:
            return _refusal(400, "ThrottlingException")
        if mode in (Mode.TIMEOUT, Mode.LATE):
            if self._attempts == 1:
                self._late.append(deliver)
            raise TimeoutError
        if mode in (Mode.AFTER, Mode.HICCUP_AFTER, Mode.KILLED_AFTER):
            deliver()
        if mode in (Mode.KILLED_BEFORE, Mode.KILLED_AFTER):
            raise Killed
        raise ConnectionResetError

    def _deliver(self, request: Request, really: Callable[[], Reply]) -> Reply:
        reply = really()
        if reply.status == 200:
            told = json.loads(request.body) if "json" in request.headers.get("content-type", "") else request.path
            self.effects.append(Effect(request.operation, told))
        return reply


@contextmanager
def injected(injector: Injector) -> Iterator[None]:
    """Every call of the functions goes through `injector`; nobody waits between two attempts."""
    call, send = AwsClient.call, Lines.send

    def watched_call(client: AwsClient, operation: str, members: Mapping[str, Any]) -> dict[str, Any]:
        injector.called(AwsCall(client.service, operation))
        return call(client, operation, members)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AwsClient, "call", watched_call)
        patch.setattr(Lines, "send", lambda lines, request: injector.sent(request, partial(send, lines, request)))
        patch.setattr(clients, "pause", lambda _attempt: None)
        yield


def _refusal(status: int, code: str) -> Reply:
    """As the JSON protocols write an error, and REST-JSON too."""
    body = json.dumps({"__type": f"com.amazonaws.service#{code}", "message": "not today"}).encode()
    return Reply(status, {"x-amzn-errortype": code}, body)
