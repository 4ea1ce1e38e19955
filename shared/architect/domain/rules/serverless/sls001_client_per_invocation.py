"""SDK clients that are made anew for each request."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, ProjectRule
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.aws_calls import SDKS, is_client_made
from shared.architect.domain.rules.vocabulary.entrances import entrances
from shared.architect.domain.rules.vocabulary.once import one_by_one
from shared.architect.domain.rules.vocabulary.reach import Located, called_from

_BAD = """\
import boto3


def lambda_handler(event, context):
    table = boto3.resource("dynamodb").Table("orders")
    return table.get_item(Key={"id": event["pathParameters"]["id"]})["Item"]
"""
_GOOD = """\
from functools import cache

import boto3


@cache
def orders():
    return boto3.resource("dynamodb").Table("orders")


def lambda_handler(event, context):
    return orders().get_item(Key={"id": event["pathParameters"]["id"]})["Item"]
"""


def check(project: Project) -> Iterator[Hit]:
    if not any(sdk in file.text for file in project.code() for sdk in SDKS):
        return
    seen: set[tuple[str, int]] = set()
    for file in one_by_one(project.code()):
        for entrance in entrances(file, project):
            for here in called_from(file, entrance, project):
                if here.place not in seen and _knows_sdk(here.file) and not _is_kept(here):
                    seen.add(here.place)
                    yield from _made_in(here, entrance)


def _made_in(here: Located, entrance: FunctionNode) -> Iterator[Hit]:
    for call, name in here.file.calls(here.node):
        if is_client_made(name) and here.file.function_of(call) is here.node and not _is_guarded(here, call):
            yield here.file.hit(call, _message(here, call, entrance))


def _message(here: Located, call: ast.Call, entrance: FunctionNode) -> str:
    where = "" if here.node is entrance else f" by `{here.node.name}`"
    return (
        f"`{ast.unparse(call)}` is made{where} each time that `{entrance.name}` is called: it loads the service's "
        "model and opens a new connection, every time."
    )


def _knows_sdk(file: SourceFile) -> bool:
    return any(name.split(".")[0] in SDKS for name in file.imports)


def _is_kept(here: Located) -> bool:
    """What it gives is made once: `@cache`, `@cached_property`, a fixture of the framework."""
    told = [here.file.name_of(one.func if isinstance(one, ast.Call) else one) for one in here.node.decorator_list]
    return here.node.name == "__init__" or any("cache" in one or "singleton" in one.lower() for one in told)


def _is_guarded(here: Located, call: ast.Call) -> bool:
    """`if _client is None: _client = boto3.client(...)`, and `global`."""
    for one in here.file.above(call):
        if one is here.node:
            break
        if isinstance(one, ast.If) and any(word in ast.unparse(one.test) for word in ("None", "not ", "hasattr")):
            return True
    return any(isinstance(one, ast.Global) for one in ast.walk(here.node))


RULE = ProjectRule(
    About(
        id="SLS001",
        family="serverless",
        title="An SDK client is made for each request",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="What is dear to make and safe to share is made once per process, not once per request.",
        why=(
            "Making a boto3 client reads JSON models (tens to hundreds of milliseconds on a small function) and its "
            "first call opens a TLS connection. Both are paid, in time and in money, at every request."
        ),
        fix=(
            "Make the client once, at start or behind `functools.cache`, and hand it to those who need it. Not at "
            "import where tests must import the module without AWS."
        ),
        source="https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html",
        bad={"functions/get_order.py": _BAD},
        good={"functions/get_order.py": _GOOD},
    ),
    check,
)
