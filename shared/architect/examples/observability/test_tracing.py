import json
import logging

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from tracing import request, tracer_provider


def test_the_log_line_and_the_span_of_a_request_have_one_id(caplog: pytest.LogCaptureFixture) -> None:
    exporter = InMemorySpanExporter()
    provider = tracer_provider("shop", exporter, share=1.0)
    caplog.set_level(logging.INFO)
    with request(provider.get_tracer("shop"), "GET /orders/{id}") as seen:
        seen["status"] = 200
    provider.shutdown()
    (span,) = exporter.get_finished_spans()
    line = json.loads(caplog.messages[-1])
    assert (line["route"], line["status"]) == ("GET /orders/{id}", 200)
    assert span.context is not None
    assert line["trace_id"] == format(span.context.trace_id, "032x")


def test_a_request_that_crashed_is_logged_as_one(caplog: pytest.LogCaptureFixture) -> None:
    provider = tracer_provider("shop", InMemorySpanExporter(), share=1.0)
    caplog.set_level(logging.INFO)
    with pytest.raises(RuntimeError), request(provider.get_tracer("shop"), "GET /"):
        raise RuntimeError
    provider.shutdown()
    assert json.loads(caplog.messages[-1])["status"] == 500
