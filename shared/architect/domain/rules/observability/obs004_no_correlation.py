"""Services whose log lines cannot be brought together by request."""

from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, ProjectRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.entrances import entrances
from shared.architect.domain.rules.vocabulary.logs import log_calls
from shared.architect.domain.rules.vocabulary.once import one_by_one

_BAD = """\
import logging

from fastapi import FastAPI

from shop.orders import place

app = FastAPI()
logger = logging.getLogger(__name__)


@app.post("/orders")
def place_order(body: dict) -> dict:
    logger.info("placing an order")
    return place(body)
"""
_GOOD = """\
import logging
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request

from shop.orders import place

app = FastAPI()
logger = structlog.get_logger()


@app.middleware("http")
async def bind_request_id(request: Request, call_next):
    structlog.contextvars.bind_contextvars(request_id=request.headers.get("x-request-id") or str(uuid4()))
    return await call_next(request)


@app.post("/orders")
def place_order(body: dict) -> dict:
    logger.info("placing an order")
    return place(body)
"""
# Anything of these in the code is a sign that somebody thought of it.
_SIGNS = (
    "request_id", "request-id", "correlation", "trace_id", "traceparent", "trace-id", "contextvars",
    "inject_lambda_context",
    "bind(", "LoggerAdapter", "opentelemetry", "aws_xray", "ddtrace", "elasticapm", "newrelic", "logfire", "sentry_sdk",
    "append_keys", "aws_request_id", "contextualize",
)  # fmt: skip


def check(project: Project) -> Iterator[Hit]:
    code = list(project.code())
    if any(sign in file.text for file in code for sign in _SIGNS):
        return
    answering = [file for file in one_by_one(code) if entrances(file, project)]
    logging = [file for file in one_by_one(code if answering else ()) if "log" in file.text and log_calls(file)]
    if answering and logging:
        yield _hit(answering[0], project, len(answering), len(logging))


def _hit(file: SourceFile, project: Project, answering: int, logging: int) -> Hit:
    first = entrances(file, project)[0]
    told = f"{logging} module{'s' if logging > 1 else ''}"
    hit = file.hit(first, f"Requests come in at `{first.name}` ({answering} such modules in all) and {told} log, but "
                   "nothing gives the lines of one request a common id.")  # fmt: skip
    return Hit(hit.place, hit.message, "no correlation id in the project", hit.severity)


RULE = ProjectRule(
    About(
        id="OBS004",
        family="observability",
        title="Log lines of one request have nothing in common",
        severity=Severity.NOTE,
        confidence=Confidence.LOW,
        principle="Every line that a request causes, in every service that it passes, carries the same id.",
        why=(
            "With two requests at once their lines are mixed. A customer's complaint then cannot be followed from the "
            "edge to the queue and the worker; people guess by time, and guess wrong under load."
        ),
        fix=(
            "Take or make an id at the edge (`x-request-id`, `traceparent`), bind it once (contextvars, Powertools' "
            "`inject_lambda_context`, OpenTelemetry), pass it on with each message, and answer with it."
        ),
        source="https://www.w3.org/TR/trace-context/",
        bad={"shop/api.py": _BAD},
        good={"shop/api.py": _GOOD},
    ),
    check,
)
