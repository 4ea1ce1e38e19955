"""Logs, metrics and traces, in one place, over Powertools. One log line per request; the event itself is never logged.

Outside of Lambda there is no X-Ray daemon and nobody reads EMF: traces and metrics are off there, log lines stay.
"""

import itertools
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TextIO

from aws_lambda_powertools import Logger
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from shared.edge.correlation import current_correlation_id
from shared.edge.metrics import Metric, Outcomes
from shared.edge.redaction import redacted
from shared.edge.request import Request
from shared.edge.tracebacks import traceback_without_texts
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import RollbookError

NAMESPACE = "Rollbook"
SERVICE = "rollbook"
_streams = itertools.count(1)


class RedactingFormatter(LambdaPowertoolsFormatter):
    """Adds the correlation id, masks what must not be written down."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        return traceback_without_texts(ei[1])

    def serialize(self, log: Any) -> str:
        fields = {"correlation_id": current_correlation_id(), **log}
        return super().serialize(redacted({k: v for k, v in fields.items() if v is not None}))  # type: ignore[arg-type]


@dataclass
class Seen:
    """What is known about a request when it is over. `route` is a template: its cardinality is bounded.

    `timed`: how long it took is a metric.
    """

    route: str = "unrouted"
    status: int = 500
    timed: bool = False


class Telemetry:
    """`tracer`: Powertools' Tracer or None; `write_metrics`: takes one EMF line, or None."""

    def __init__(
        self,
        function: str,
        logger: Logger,
        tracer: Any = None,
        write_metrics: Callable[[str], object] | None = None,
    ) -> None:
        self.function = function
        self.logger = logger
        self._tracer = tracer
        self._write_metrics = write_metrics
        self._seen: ContextVar[Seen | None] = ContextVar("seen", default=None)

    @classmethod
    def standard(cls, environ: Mapping[str, str] | None = None, stream: TextIO | None = None) -> "Telemetry":
        """As the environment asks: on Lambda with traces and metrics, elsewhere with logs only."""
        settings = os.environ if environ is None else environ
        logger = json_logger(stream)
        function = settings.get("AWS_LAMBDA_FUNCTION_NAME", "local")
        if "AWS_LAMBDA_RUNTIME_API" not in settings:
            return cls(function, logger)
        # Away from a real Lambda the X-Ray SDK builds an AWS client to ask for sampling rules: 200 ms for nothing.
        tracer = _tracer() if "LAMBDA_TASK_ROOT" in settings else None
        return cls(function, logger, tracer, sys.stdout.write)

    def name(self, route: str) -> None:
        """The request turned out to be for this route."""
        if (seen := self._seen.get()) is not None:
            seen.route = route

    @contextmanager
    def request(self, request: Request) -> Iterator[Seen]:
        """Around one HTTP request: a log line, whatever happens inside; a metric only where outcomes are counted.

        API Gateway and Lambda count and time requests for nothing; each metric of ours costs (ADR 0031).
        """
        seen, started = Seen(), time.perf_counter()
        token = self._seen.set(seen)
        try:
            yield seen
        finally:
            self._seen.reset(token)
            milliseconds = round((time.perf_counter() - started) * 1000, 2)
            facts = {"route": seen.route, "status": seen.status, "ms": milliseconds, "trace_id": request.trace_id}
            self.logger.info("request", extra=facts)
            if seen.timed:
                self.count({}, milliseconds, route=seen.route)

    def failed(self, error: BaseException, request: Request, *, expected: bool) -> None:
        """Once per failed request, with the trace id the caller sees. `expected`: an outage, not our fault."""
        seen = self._seen.get() or Seen()
        facts = {"trace_id": request.trace_id, "route": seen.route}  # a path is the client's text, its route is ours
        log = self.logger.warning if expected else self.logger.error
        log("request failed", exc_info=error, extra=facts)

    @contextmanager
    def subsegment(self, name: str) -> Iterator[None]:
        """An X-Ray subsegment; nothing outside of Lambda. It tells a fault without its text, which may be private.

        By the correlation id X-Ray finds all traces of a chain, also across the stream, which hands no trace on.
        """
        if self._tracer is None:
            yield
            return
        segment = self._tracer.provider.begin_subsegment(f"## {name}")
        if segment is not None and (chain := current_correlation_id()) is not None:
            segment.put_annotation("correlation_id", chain)
        try:
            yield
        except RollbookError:
            raise
        except Exception:
            if segment is not None:
                segment.add_fault_flag()
            raise
        finally:
            self._tracer.provider.end_subsegment()

    @contextmanager
    def outcome(self, outcomes: Outcomes | None) -> Iterator[None]:
        """Around one call of a route whose outcomes are counted: one metric, however it ends."""
        if outcomes is None:
            yield
            return
        if (seen := self._seen.get()) is not None:
            seen.timed = True
        ended = outcomes.success
        try:
            yield
        except BaseException as error:
            ended = outcomes.of(error)
            raise
        finally:
            self.count({outcomes.metric: 1}, outcome=ended)

    def count(self, counts: Mapping[Metric, int], milliseconds: float | None = None, **dimensions: str) -> None:
        """One EMF line, per function and `dimensions`: a sum over those is CloudWatch's to make."""
        if self._write_metrics is None:
            return
        metrics = EphemeralMetrics(namespace=NAMESPACE)
        for name, value in {"function": self.function, **dimensions}.items():
            metrics.add_dimension(name=name, value=value)
        for metric, number in counts.items():
            metrics.add_metric(name=metric, unit=MetricUnit.Count, value=number)
        if milliseconds is not None:
            metrics.add_metric(name=Metric.DURATION, unit=MetricUnit.Milliseconds, value=milliseconds)
        self._write_metrics(_one_line(metrics.serialize_metric_set()))


def json_logger(stream: TextIO | None = None) -> Logger:
    """JSON lines to `stream` (stdout). Level: POWERTOOLS_LOG_LEVEL, INFO by default.

    Powertools keeps one logger per name with the stream it first had, so each stream of one's own gets a name.
    """
    name = SERVICE if stream is None else f"{SERVICE}-{next(_streams)}"
    formatter = RedactingFormatter(utc=True, use_rfc3339=True, serialize_stacktrace=False, service=SERVICE)
    handler = logging.StreamHandler(stream or sys.stdout)
    return Logger(service=name, logger_handler=handler, logger_formatter=formatter, utc=True)


def _one_line(document: object) -> str:
    return json.dumps(document, separators=(",", ":")) + "\n"


def _tracer() -> Any:
    """Only on Lambda: importing the X-Ray SDK costs time. Nothing is patched: the AWS client tells of its calls."""
    from aws_lambda_powertools import Tracer
    from aws_xray_sdk.core import xray_recorder

    from shared.edge.traces import DiscreetEmitter

    xray_recorder.configure(emitter=DiscreetEmitter())
    return Tracer(service=SERVICE, auto_patch=False)
