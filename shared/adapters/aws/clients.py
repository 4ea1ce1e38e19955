"""A client of one AWS service: JSON, signed, over connections that stay open, with times that fit inside a function's.

botocore would do all of it, at half the time that a function may take to start and a millisecond of CPU a call
(ADR 0026). What is here speaks the JSON protocols of the services in use; s3.py and cloudformation.py write and read
what two services want instead.
"""

import json
import random
import time
import zlib
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any, TypeVar

from shared.adapters.aws.credentials import Find, finder
from shared.adapters.aws.errors import AwsFailed, AwsRefused, AwsUnreachable
from shared.adapters.aws.lines import Lines, Reply, Request
from shared.adapters.aws.signing import Scope, signed
from shared.adapters.aws.tracing import subsegment, trace_header
from shared.kernel.dataclasses import dataclass

# A healthy call takes milliseconds, and so does a connection: what is not answered by now will not be, and a second try
# goes to another host. Two tries of all the calls of a request end before its function's time does (ADR 0019).
CONNECT_SECONDS = 0.3
READ_SECONDS = 0.9
TRIES = 2
# Behind queues nobody waits; and a mail whose taking is not waited for would be offered a second time.
# S3 takes its time until the first octet of a large thing comes.
SLOW_READ_SECONDS = {"sesv2": 10.0, "s3": 2.0, "cloudformation": 10.0}
# An emulator shares its machine with all else that runs there; nobody's bill or function ends meanwhile.
LOCAL_PATIENCE = 3
LONGEST_WAIT = 20.0

# What AWS asks to try again (AWS SDKs reference, "Retry behavior", standard mode).
_PASSING = frozenset(
    {
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestTimeout",
        "RequestTimeoutException",
        "ServiceUnavailable",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
_PASSING_STATUS = frozenset({500, 502, 503, 504})

# Where a partition's hosts are, by the first word of its regions: China, and the European Sovereign Cloud.
_SUFFIXES = {"cn": "amazonaws.com.cn", "eusc": "amazonaws.eu"}


@dataclass(frozen=True)
class Service:
    """`host`: the first word of its host name; `signs_as`: of its signatures. `target`: the word before the operation;
    without one it is REST, and `paths` tells where each operation lives.
    """

    host: str
    signs_as: str
    target: str = ""
    version: str = "1.0"
    paths: Mapping[str, str] | None = None


SERVICES = {
    "cloudformation": Service("cloudformation", "cloudformation"),
    "dynamodb": Service("dynamodb", "dynamodb", "DynamoDB_20120810"),
    "events": Service("events", "events", "AWSEvents", "1.1"),
    "kms": Service("kms", "kms", "TrentService", "1.1"),
    "s3": Service("s3", "s3"),
    "sesv2": Service("email", "ses", paths={"SendEmail": "/v2/email/outbound-emails"}),
    "sqs": Service("sqs", "sqs", "AmazonSQS"),
}


@dataclass(frozen=True)
class Draft:
    """A request before it is signed. `headers`: in lower case, without `host`."""

    path: str
    headers: Mapping[str, str]
    body: bytes
    method: str = "POST"


class AwsClient:
    """`call("GetItem", {...})` answers the members that came back. Safe for threads."""

    def __init__(self, name: str, region: str, lines: Lines, tries: int, credentials: Find) -> None:
        self.service = name
        self._about = SERVICES[name]
        self._scope = Scope(region, self._about.signs_as)
        self._lines = lines
        self._tries = tries
        self._credentials = credentials

    def call(self, operation: str, members: Mapping[str, Any]) -> dict[str, Any]:
        """Raises AwsRefused or AwsUnreachable, after as many tries as make sense.

        All tries are the same request: a token in it makes it one to AWS.
        """
        draft = self._draft(operation, members)
        with subsegment(self.service, operation, self._scope.region):
            for attempt in range(self._tries):
                try:
                    return self._attempt(operation, draft)
                except AwsFailed as error:
                    if attempt + 1 == self._tries or not _passes(error):
                        raise
                pause(attempt)
        raise AssertionError("a client tries at least once")

    def _attempt(self, operation: str, draft: Draft) -> dict[str, Any]:
        try:
            reply = self._lines.send(self._request(operation, draft))
            members = self._members(reply)
        except (OSError, HTTPException, ValueError) as error:
            raise AwsUnreachable(type(error).__name__) from error
        if reply.status < 300:
            return members
        raise AwsRefused(self._code(reply, members), reply.status, members)

    def _request(self, operation: str, draft: Draft) -> Request:
        headers = {"host": self._lines.host, **draft.headers}
        moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        sent = signed(draft.path, headers, draft.body, self._credentials(), self._scope, moment, draft.method)
        told = {**sent, **trace_header(), "user-agent": "rollbook"}
        return Request(operation, draft.path, told, draft.body, draft.method)

    def _draft(self, operation: str, members: Mapping[str, Any]) -> Draft:
        about, headers = self._about, {"content-type": "application/json"}
        if about.target:
            headers["content-type"] = f"application/x-amz-json-{about.version}"
            headers["x-amz-target"] = f"{about.target}.{operation}"
        path = (about.paths or {}).get(operation, "/")
        return Draft(path, headers, json.dumps(members, separators=(",", ":")).encode())

    def _members(self, reply: Reply) -> dict[str, Any]:
        """Raises ValueError for an answer that was damaged on the way, or is none of AWS's."""
        told = reply.headers.get("x-amz-crc32")
        if told is not None and int(told) != zlib.crc32(reply.body):
            raise ValueError("the checksum does not fit")
        members = json.loads(reply.body or b"{}")
        if isinstance(members, dict):
            return members
        raise ValueError("no JSON object")

    def _code(self, reply: Reply, members: Mapping[str, Any]) -> str:
        """`com.amazonaws.kms#NotFoundException` or `NotFoundException:http://...` is NotFoundException."""
        text = str(reply.headers.get("x-amzn-errortype") or members.get("__type") or f"Status{reply.status}")
        return text.partition(":")[0].rpartition("#")[2]


C = TypeVar("C", bound=AwsClient)


def client(service: str, region: str, endpoint: str | None, tries: int = TRIES) -> AwsClient:
    """`endpoint` only where the services run locally. `tries`: 1 for what must not happen twice."""
    return client_as(AwsClient, service, region, endpoint, tries)


def client_as(kind: type[C], service: str, region: str, endpoint: str | None, tries: int = TRIES) -> C:
    """A client that speaks as `kind` does."""
    patience = LOCAL_PATIENCE if endpoint else 1
    read = SLOW_READ_SECONDS.get(service, READ_SECONDS) * patience
    lines = Lines(endpoint or address(service, region), CONNECT_SECONDS * patience, read)
    return kind(service, region, lines, tries, finder())


def address(service: str, region: str) -> str:
    """Where a service lives in a region, as AWS's endpoint rules say for the partitions with public accounts."""
    suffix = _SUFFIXES.get(region.partition("-")[0], "amazonaws.com")
    return f"https://{SERVICES[service].host}.{region}.{suffix}"


def longest_call(tries: int = TRIES, service: str = "") -> float:
    """Seconds that one call takes at most: every try times out, and every wait between two is the longest."""
    waits = sum(min(2.0**attempt, LONGEST_WAIT) for attempt in range(tries - 1))
    return tries * (CONNECT_SECONDS + SLOW_READ_SECONDS.get(service, READ_SECONDS)) + waits


def pause(attempt: int) -> None:
    """A random part of 1, 2, 4 ... seconds ("full jitter"), so that those who failed together do not come back so."""
    time.sleep(random.random() * min(2.0**attempt, LONGEST_WAIT))  # noqa: S311 - no secret


def _passes(error: AwsFailed) -> bool:
    if isinstance(error, AwsRefused):
        return error.aws_code in _PASSING or error.status in _PASSING_STATUS
    return True
