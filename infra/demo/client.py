"""Speaks HTTP and JSON with the running system, from any local source address."""

import errno
import http.client
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from infra.demo.people import Refusal

_TIMEOUT = 60
_ANY_SOURCE = ""
# Several local addresses exist on Linux only; elsewhere 127.0.0.1 has to do.
_NO_SUCH_SOURCE = {errno.EADDRNOTAVAIL, errno.EINVAL}


class NotRunning(Exception):
    """Nothing answers at the address."""


@dataclass(frozen=True)
class Reply:
    """One answer. `body` is the decoded JSON, None for an empty one."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def refusal(self) -> Refusal | None:
        """What a problem answer says, None for a success."""
        if self.status < 400:
            return None
        problem = self.body if isinstance(self.body, dict) else {}
        first = (problem.get("errors") or [{}])[0]
        return Refusal(problem.get("code", "no_code"), first.get("code", ""), first.get("pointer", ""))


class Client:
    """Calls one base URL. Each call is its own connection, so that each may come from its own source address."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise ValueError(f"Not an http:// URL: {url}")
        self.url = url.rstrip("/")
        self._host, self._port = parts.hostname, parts.port or 80

    def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        token: str | None = None,
        source: str = _ANY_SOURCE,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Raises NotRunning when nothing listens, OSError when the connection breaks."""
        sent = {"Connection": "close", "User-Agent": "rollbook-demo", **(headers or {})}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        content = None
        if body is not None:
            # ASCII escapes carry even a lone surrogate, which UTF-8 cannot.
            content = json.dumps(body).encode("ascii")
            sent.setdefault("Content-Type", "application/json")
        with closing(self._connect(source)) as connection:
            connection.request(method, path, content, sent)
            return _reply(connection.getresponse())

    def _connect(self, source: str) -> http.client.HTTPConnection:
        bound = (source, 0) if source else None
        connection = http.client.HTTPConnection(self._host, self._port, _TIMEOUT, source_address=bound)
        try:
            connection.connect()
        except ConnectionRefusedError:
            raise NotRunning(self.url) from None
        except OSError as error:
            if source and error.errno in _NO_SUCH_SOURCE:
                return self._connect(_ANY_SOURCE)
            raise
        return connection


def _reply(response: http.client.HTTPResponse) -> Reply:
    content = response.read()
    headers = {name.lower(): value for name, value in response.getheaders()}
    is_json = "json" in headers.get("content-type", "")
    return Reply(response.status, json.loads(content) if content and is_json else None, headers)
