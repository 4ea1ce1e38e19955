"""What an API Gateway HTTP API event (payload 2.0) says, as one plain value."""

import base64
import uuid
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from shared.edge.correlation import HEADER, chosen_correlation_id
from shared.kernel.dataclasses import dataclass
from shared.kernel.principal import Client

_USER_AGENT_LIMIT = 512


@dataclass(frozen=True)
class Request:
    """`headers` have lower-case names; `trace_id` is unique per request and is in every log line and problem."""

    method: str
    path: str
    raw_query: str
    headers: Mapping[str, str]
    body: str
    is_base64: bool
    client: Client
    trace_id: str
    correlation_id: str

    @cached_property
    def body_bytes(self) -> bytes:
        """The body as sent. What is not base64 though it says so becomes a byte that no JSON text can hold."""
        if not self.is_base64:
            return self.body.encode("utf-8", "surrogatepass")
        try:
            return base64.b64decode(self.body)
        except ValueError:
            return b"\xff"

    @classmethod
    def from_event(cls, event: Mapping[str, Any], context: object) -> "Request":
        http = event["requestContext"]["http"]
        headers = {str(name).lower(): str(value) for name, value in (event.get("headers") or {}).items()}
        trace_id = _trace_id(event, context)
        return cls(
            method=http["method"],
            path=event["rawPath"],
            raw_query=event.get("rawQueryString") or "",
            headers=headers,
            body=event.get("body") or "",
            is_base64=bool(event.get("isBase64Encoded")),
            client=Client(http.get("sourceIp", ""), headers.get("user-agent", "")[:_USER_AGENT_LIMIT]),
            trace_id=trace_id,
            correlation_id=chosen_correlation_id(headers.get(HEADER.lower()), trace_id),
        )


def _trace_id(event: Mapping[str, Any], context: object) -> str:
    """The invocation's id: unique, in Lambda's own log lines, and never chosen by the client as an X-Ray id may be."""
    return str(getattr(context, "aws_request_id", None) or event["requestContext"].get("requestId") or uuid.uuid4())
