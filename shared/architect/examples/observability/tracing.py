"""Traces and one log line for each request, joined by the trace's id. Exporters are given, so that tests keep spans."""

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

log = logging.getLogger("requests")


def tracer_provider(service: str, exporter: SpanExporter, share: float = 0.1) -> TracerProvider:
    """`share` of traces is kept; who called us decides for its own."""
    made = TracerProvider(
        resource=Resource.create({"service.name": service}), sampler=ParentBased(TraceIdRatioBased(share))
    )
    made.add_span_processor(BatchSpanProcessor(exporter))
    return made


@contextmanager
def request(tracer: trace.Tracer, route: str) -> Iterator[dict[str, Any]]:
    """Around one request. `route` is the pattern, never the path: paths hold ids, and metrics would have no end."""
    seen: dict[str, Any] = {"status": 500}
    started = time.monotonic()
    with tracer.start_as_current_span(route) as span:
        try:
            yield seen
        finally:
            span.set_attribute("http.response.status_code", seen["status"])
            milliseconds = round((time.monotonic() - started) * 1000, 1)
            trace_id = format(span.get_span_context().trace_id, "032x")
            log.info(json.dumps({"route": route, "ms": milliseconds, "trace_id": trace_id, **seen}))
