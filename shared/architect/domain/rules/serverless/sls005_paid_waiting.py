"""Lambda functions that sleep."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, ProjectRule
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.entrances import lambda_handlers
from shared.architect.domain.rules.vocabulary.once import one_by_one
from shared.architect.domain.rules.vocabulary.reach import Located, called_from
from shared.architect.domain.rules.vocabulary.values import value_of

_BAD = """\
import time

import boto3

athena = boto3.client("athena")


def lambda_handler(event, context):
    query = athena.start_query_execution(QueryString=event["detail"]["sql"])["QueryExecutionId"]
    while athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]["Status"]["State"] == "RUNNING":
        time.sleep(5)
    return query
"""
_GOOD = """\
import boto3

athena = boto3.client("athena")


def lambda_handler(event, context):
    return athena.start_query_execution(QueryString=event["detail"]["sql"])["QueryExecutionId"]
"""


def check(project: Project) -> Iterator[Hit]:
    if not any("sleep(" in file.text for file in project.code()):
        return
    seen: set[tuple[str, int]] = set()
    for file in one_by_one(project.code()):
        for handler in lambda_handlers(file, project):
            for here in called_from(file, handler, project):
                if here.place not in seen:
                    seen.add(here.place)
                    yield from _sleeps_in(here, handler)


def _sleeps_in(here: Located, handler: FunctionNode) -> Iterator[Hit]:
    for call, name in here.file.calls(here.node):
        if name in ("time.sleep", "asyncio.sleep") and _is_long(here.file, call):
            yield here.file.hit(call, f"`{ast.unparse(call)}` runs in `{handler.name}`: the function is paid for while "
                                "it does nothing, and its timeout comes nearer.")  # fmt: skip


def _is_long(file: SourceFile, call: ast.Call) -> bool:
    """A second or more; a short pause before a retry is no waiting."""
    seconds = value_of(file, call.args[0]) if call.args else None
    return isinstance(seconds, int | float) and seconds >= 1


RULE = ProjectRule(
    About(
        id="SLS005",
        family="serverless",
        title="A function sleeps while it is paid for",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="Functions react; waiting is the work of a queue, a schedule or a workflow.",
        why=(
            "Each second of sleep costs as much as a second of work and holds one of the account's concurrent "
            "executions. At the timeout the wait dies with what it waited for, and begins again."
        ),
        fix=(
            "Let the service call back (an EventBridge event on completion), delay the message (`DelaySeconds`), or "
            "wait in a Step Functions state."
        ),
        source="https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html",
        bad={"functions/report.py": _BAD},
        good={"functions/report.py": _GOOD},
    ),
    check,
)
