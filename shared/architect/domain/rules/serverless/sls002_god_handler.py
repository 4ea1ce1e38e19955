"""Lambda handlers that do everything."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.entrances import event_of, lambda_handlers
from shared.architect.domain.rules.vocabulary.values import names_in

MOST_LINES = 60
MOST_BRANCHES = 5
_BAD = """\
import orders


def lambda_handler(event, context):
    method, path = event["httpMethod"], event["path"]
    if method == "GET" and path == "/orders":
        return orders.list_all()
    elif method == "POST" and path == "/orders":
        return orders.place(event["body"])
    elif method == "GET" and path.startswith("/orders/"):
        return orders.get(path.split("/")[2])
    elif method == "DELETE" and path.startswith("/orders/"):
        return orders.cancel(path.split("/")[2])
    elif method == "GET" and path == "/customers":
        return orders.customers()
    elif method == "POST" and path == "/customers":
        return orders.add_customer(event["body"])
    return {"statusCode": 404}
"""
_GOOD = """\
from aws_lambda_powertools.event_handler import APIGatewayRestResolver

import orders

app = APIGatewayRestResolver()


@app.get("/orders")
def list_orders():
    return orders.list_all()


@app.post("/orders")
def place_order():
    return orders.place(app.current_event.json_body)


def lambda_handler(event, context):
    return app.resolve(event, context)
"""


def check(file: SourceFile, project: Project) -> Iterator[Hit]:
    for handler in lambda_handlers(file, project):
        lines = _lines_of(handler)
        branches = _branches_of(file, handler)
        if branches > MOST_BRANCHES:
            yield file.hit(handler, f"`{handler.name}` tells {branches} kinds of requests apart by itself, in "
                           f"{lines} lines: they share one deployment, one set of rights and one timeout.")  # fmt: skip
        elif lines > MOST_LINES:
            yield file.hit(handler, f"`{handler.name}` has {lines} lines: what it decides cannot be tested without an "
                           "event and a context.")  # fmt: skip


def _lines_of(handler: FunctionNode) -> int:
    """Without the docstring."""
    first = handler.body[0]
    told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(handler.body) > 1
    start = handler.body[1].lineno if told else first.lineno
    return (handler.end_lineno or start) - start + 1


def _branches_of(file: SourceFile, handler: FunctionNode) -> int:
    """Tests of what the request is: comparisons of something taken from the event, each in its own `if` or `case`."""
    routing = _taken_from_event(handler)
    count = 0
    for node in ast.walk(handler):
        if isinstance(node, ast.If) and file.function_of(node) is handler and _tells_apart(node.test, routing):
            count += 1
        elif isinstance(node, ast.Match) and set(names_in(node.subject)) & routing:
            count += sum(
                not isinstance(case.pattern, ast.MatchAs) or case.pattern.name is not None for case in node.cases
            )
    return count


def _taken_from_event(handler: FunctionNode) -> set[str]:
    """The event, and names that are given something of it."""
    names = {event_of(handler)}
    for node in ast.walk(handler):
        if isinstance(node, ast.Assign) and set(names_in(node.value)) & names:
            names |= {name for target in node.targets for name in names_in(target)}
    return names


def _tells_apart(test: ast.expr, names: set[str]) -> bool:
    for node in ast.walk(test):
        if isinstance(node, ast.Compare) and any(isinstance(op, ast.Eq | ast.In) for op in node.ops):
            sides = [node.left, *node.comparators]
            literal = any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in sides)
            if literal and set(names_in(node)) & names:
                return True
    return False


RULE = FileRule(
    About(
        id="SLS002",
        family="serverless",
        title="A handler does the work of many",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        principle="A handler parses, calls one use case and shapes the answer.",
        why=(
            "One function for all routes needs the rights of all, restarts for all and hides which route is slow or "
            "fails. Its decisions sit between parsing and answering, where no test reaches them alone."
        ),
        fix=(
            "Move decisions into use cases that take plain values; route with a resolver, or with one function per "
            "group of routes that share rights."
        ),
        source="https://docs.aws.amazon.com/lambda/latest/dg/concepts-event-driven-architectures.html",
        bad={"functions/api.py": _BAD},
        good={"functions/api.py": _GOOD},
    ),
    check,
)
