"""A small HTTP client that trusts nothing: each answer is checked against what the contract promises of all."""

import http.client
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

PROBLEM_TYPE = "https://rollbook.dev/problems/"
MEMBERS = ["type", "title", "status", "detail", "instance", "code", "trace_id"]
# What must come with a refusal, by its status.
COMPANIONS = {401: "www-authenticate", 405: "allow", 429: "retry-after", 503: "retry-after"}
TELLTALE = {"server", "x-powered-by", "via", "x-amzn-requestid"}


@dataclass(frozen=True)
class Answer:
    """One answer. Header names are lower-case; none comes twice."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.content) if self.content else None

    @property
    def code(self) -> str | None:
        """Of a problem; None for anything else."""
        return str(self.body["code"]) if self.headers.get("content-type") == "application/problem+json" else None

    @property
    def outcome(self) -> tuple[int, str | None]:
        """What most tests compare."""
        return self.status, self.code

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Where a body broke which rule."""
        return [(fault["pointer"], fault["code"]) for fault in self.body["errors"]]

    @property
    def version(self) -> str:
        return self.headers["etag"]

    def without_ids(self) -> tuple[int, Any, list[str]]:
        """What must not differ between two answers that tell nothing: status, body but for its trace, header names."""
        body = self.body
        return self.status, {**body, "trace_id": ""} if body and self.code else body, sorted(self.headers)


@dataclass
class Client:
    """Calls one base URL from one source address, as one user if it has a token."""

    url: str
    source: str = "127.0.0.1"
    token: str | None = None
    user_agent: str = "journeys/1"
    traces: set[str] = field(default_factory=set)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        may_fail: bool = False,
        any_instance: bool = False,
    ) -> Answer:
        """`content` is sent as it is in place of `body`. `may_fail`: a 503 is expected; no other 5xx ever is.

        `any_instance`: the path is one that a problem may spell in another way.
        """
        sent = {"User-Agent": self.user_agent, **({"Authorization": f"Bearer {self.token}"} if self.token else {})}
        if body is not None:
            content = json.dumps(body).encode()
        if content is not None:
            sent["Content-Type"] = "application/json"
        for name, value in (headers or {}).items():
            sent.pop(name, None) if value == "" else sent.update({name: value})
        parts = urlsplit(self.url)
        with closing(
            http.client.HTTPConnection(parts.hostname or "", parts.port, 30, source_address=(self.source, 0))
        ) as connection:
            connection.request(method, path, content, sent)
            answer = read_answer(connection.getresponse())
        self._check(method, path, answer, may_fail)
        if answer.status >= 400 and method != "HEAD":
            self._check_problem(answer, None if any_instance else path.partition("?")[0])
        return answer

    def get(self, path: str, **options: Any) -> Answer:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> Answer:
        return self.call("POST", path, body, **options)

    def put(self, path: str, body: Any = None, **options: Any) -> Answer:
        return self.call("PUT", path, body, **options)

    def patch(self, path: str, body: Any = None, **options: Any) -> Answer:
        return self.call("PATCH", path, body, **options)

    def delete(self, path: str, **options: Any) -> Answer:
        return self.call("DELETE", path, **options)

    def _check(self, method: str, path: str, answer: Answer, may_fail: bool) -> None:
        what = f"{method} {path} answered {answer.status}: {answer.content[:300]!r}"
        assert answer.status < 500 or (may_fail and answer.status == 503), what
        assert answer.headers["x-content-type-options"] == "nosniff", what
        assert not TELLTALE & answer.headers.keys(), what
        if path.startswith("/v1"):
            assert answer.headers["cache-control"] == "no-store", what

    def _check_problem(self, answer: Answer, instance: str | None) -> None:
        check_problem(answer, instance)
        assert answer.body["trace_id"] not in self.traces
        self.traces.add(answer.body["trace_id"])


def read_answer(response: http.client.HTTPResponse) -> Answer:
    content, pairs = response.read(), response.getheaders()
    headers = {name.lower(): value for name, value in pairs}
    assert len(headers) == len(pairs), "a header came twice"
    return Answer(response.status, headers, content)


def check_problem(answer: Answer, instance: str | None) -> None:
    """RFC 9457 with the contract's members, and the header that belongs to this status."""
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.body
    assert list(problem) == [*MEMBERS, "errors"] if answer.status == 422 else MEMBERS
    assert problem["type"] == PROBLEM_TYPE + problem["code"]
    assert problem["status"] == answer.status
    assert instance is None or problem["instance"] == instance
    assert problem["title"]
    assert problem["trace_id"]
    if companion := COMPANIONS.get(answer.status):
        assert answer.headers[companion]
    if answer.status == 401:
        assert answer.headers["www-authenticate"].startswith("Bearer ")
