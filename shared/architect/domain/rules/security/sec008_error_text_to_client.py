"""Answers that carry the text of an error which was not written for readers."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.catching import (
    BROAD,
    caught_by,
    handler_of,
    handlers,
    is_builtin_error,
    tells_error,
    texts_of,
)
from shared.architect.domain.rules.vocabulary.entrances import lambda_handlers, may_answer, routes

_BAD = """\
from fastapi import FastAPI, HTTPException

from shop.orders import place

app = FastAPI()


@app.post("/orders")
def place_order(body: dict) -> dict:
    try:
        return place(body)
    except Exception as error:
        raise HTTPException(status_code=500, detail=str(error)) from error
"""
_GOOD = """\
import logging

from fastapi import FastAPI, HTTPException

from shop.orders import place

app = FastAPI()
logger = logging.getLogger(__name__)


@app.post("/orders")
def place_order(body: dict) -> dict:
    try:
        return place(body)
    except Exception as error:
        logger.exception("an order could not be placed")
        raise HTTPException(status_code=500, detail="The order could not be placed.") from error
"""
_ANSWERS = frozenset(
    {"HTTPException", "JSONResponse", "PlainTextResponse", "HTMLResponse", "Response", "HttpResponse", "jsonify",
     "JsonResponse", "HttpResponseBadRequest", "HttpResponseServerError", "make_response", "ORJSONResponse", "abort",
     "HTTPError", "HTTPInternalServerError", "HTTPBadRequest", "json_response", "set_details", "InternalServerError",
     "BadRequest", "BadRequestError", "InternalServerErrorAPI"}
)  # fmt: skip
_LIBRARIES = (
    "fastapi.", "starlette.", "flask.", "quart.", "django.", "rest_framework.", "aiohttp.web", "werkzeug.", "sanic.",
    "litestar.", "falcon.", "aws_lambda_powertools.event_handler", "bottle.", "ninja.",
)  # fmt: skip


def check(file: SourceFile, project: Project) -> Iterator[Hit]:
    if "except" not in file.text or not (may_answer(file, project) or any(word in file.text for word in _ANSWERS)):
        return
    answering = {*lambda_handlers(file, project), *(route.function for route in routes(file))}
    for handler in handlers(file):
        severity = _gravity(file, handler)
        texts = list(texts_of(handler)) if severity else []
        if not texts:
            continue
        for answer in _answers(file, handler, answering):
            if any(tells_error(file, one, texts) for one in _parts(answer)) and handler_of(file, answer) is handler:
                yield file.hit(answer, f"`{ast.unparse(texts[0])}` goes to the client: the text of "
                               f"{_told(file, handler)} was written for your log.", severity=severity)  # fmt: skip


def _gravity(file: SourceFile, handler: ast.ExceptHandler) -> Severity | None:
    """Errors of the project's own are worded for those who read them: no hit. A ValueError may be."""
    names = caught_by(file, handler)
    if any(name in BROAD for name in names):
        return Severity.WARNING
    tops = {alias.split(".")[0] for alias in file.imports}
    foreign = [
        n for n in names if "." in n and n.split(".")[0] in tops - {file.module.split(".")[0]} and _is_foreign(n)
    ]
    if foreign:
        return Severity.WARNING
    return Severity.NOTE if any(is_builtin_error(name) for name in names) else None


_FOREIGN = frozenset(
    {"sqlalchemy", "psycopg", "psycopg2", "asyncpg", "redis", "botocore", "boto3", "pymongo", "httpx", "requests",
     "aiohttp", "sqlite3", "pymysql", "MySQLdb", "elasticsearch", "kafka", "grpc", "django", "urllib3", "json", "jwt"}
)  # fmt: skip


def _is_foreign(name: str) -> bool:
    return name.split(".")[0] in _FOREIGN


def _answers(file: SourceFile, handler: ast.ExceptHandler, answering: set[ast.FunctionDef | ast.AsyncFunctionDef]
             ) -> Iterator[ast.Call | ast.Return]:  # fmt: skip
    inside = file.function_of(handler) in answering
    for statement in handler.body:
        for node in ast.walk(statement):
            plain = isinstance(node, ast.Return) and inside and isinstance(node.value, ast.Dict | ast.Tuple)
            if isinstance(node, ast.Call | ast.Return) and (plain or _is_answer(file, node)):
                yield node


def _is_answer(file: SourceFile, call: ast.Call | ast.Return) -> bool:
    if isinstance(call, ast.Return):
        return False
    name = file.name_of(call.func)
    last = name.rpartition(".")[2]
    if last == "set_details":
        return True
    return last in _ANSWERS and (name.startswith(_LIBRARIES) or (last == "abort" and "context" in name))


def _parts(answer: ast.Call | ast.Return) -> list[ast.expr]:
    if isinstance(answer, ast.Return):
        return [answer.value] if answer.value else []
    return [*answer.args, *(keyword.value for keyword in answer.keywords)]


def _told(file: SourceFile, handler: ast.ExceptHandler) -> str:
    names = [name.rpartition(".")[2] or "any error" for name in caught_by(file, handler)]
    return "any error" if any(name in BROAD for name in names) else f"a {' or '.join(names)}"


RULE = FileRule(
    About(
        id="SEC008",
        family="security",
        title="The text of an internal error is sent to the client",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="Callers are told what they can do; how it broke is told to the log.",
        why=(
            "Errors of drivers and libraries hold host names, SQL, paths and other people's data. Sent out, they draw "
            "a map for an attacker, and clients begin to depend on texts that change with each library."
        ),
        fix=(
            "Answer with a fixed sentence and a stable code, log the error with its trace, and give the client the "
            "request's id to quote."
        ),
        source="https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html",
        bad={"shop/api.py": _BAD},
        good={"shop/api.py": _GOOD},
    ),
    check,
)
