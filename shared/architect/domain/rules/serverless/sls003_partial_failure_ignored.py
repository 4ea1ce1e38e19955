"""Batch calls of AWS whose answer, which says what failed, nobody reads."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.aws_calls import PARTIAL, partial_answer_of
from shared.architect.domain.rules.vocabulary.logs import is_log_call

_BAD = """\
import json

import boto3

events = boto3.client("events")


def publish(happened):
    events.put_events(
        Entries=[
            {"Source": "shop", "DetailType": one.type, "Detail": json.dumps(one.body), "EventBusName": "shop"}
            for one in happened
        ]
    )
"""
_GOOD = """\
import json

import boto3

events = boto3.client("events")


class NotPublished(Exception):
    pass


def publish(happened):
    answer = events.put_events(
        Entries=[
            {"Source": "shop", "DetailType": one.type, "Detail": json.dumps(one.body), "EventBusName": "shop"}
            for one in happened
        ]
    )
    if answer["FailedEntryCount"]:
        raise NotPublished([entry for entry in answer["Entries"] if "ErrorCode" in entry])
"""


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    if not any(method in file.text for method in PARTIAL):
        return
    for call, name in file.calls():
        member = partial_answer_of(call, name)
        if member and not _is_read(file, call, member):
            yield file.hit(call, f"`{ast.unparse(call.func)}` answers 200 when entries fail, and says which in "
                           f"`{member}`: nothing reads it, so those are lost.")  # fmt: skip


def _is_read(file: SourceFile, call: ast.Call, member: str) -> bool:
    """The answer is used for more than a log: its member is named nearby, or it is given to somebody else."""
    node: ast.AST = call
    parent = file.parents.get(node)
    while isinstance(parent, ast.Await):
        node, parent = parent, file.parents.get(parent)
    if isinstance(parent, ast.Expr):
        return False
    if not isinstance(parent, ast.Assign | ast.AnnAssign | ast.NamedExpr):
        return not _is_logged(file, parent)
    targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
    names = {one.id for one in targets if isinstance(one, ast.Name)}
    scope = file.function_of(call) or file.tree
    if not names or any(isinstance(one, ast.Constant) and one.value == member for one in ast.walk(scope)):
        return True
    return any(_goes_on(file, one) for one in ast.walk(scope) if isinstance(one, ast.Name) and one.id in names)


def _goes_on(file: SourceFile, name: ast.Name) -> bool:
    """The whole answer is returned, or handed to a function that is no log."""
    if not isinstance(name.ctx, ast.Load):
        return False
    parent = file.parents.get(name)
    if isinstance(parent, ast.Return | ast.Yield | ast.keyword | ast.List | ast.Tuple | ast.Dict):
        return not _is_logged(file, parent)
    return isinstance(parent, ast.Call) and name in parent.args and not _is_logged(file, parent)


def _is_logged(file: SourceFile, node: ast.AST | None) -> bool:
    chain = [node, *file.above(node)] if node is not None else []
    calls = [one for one in chain if isinstance(one, ast.Call)]
    return any(is_log_call(file, one) or file.name_of(one.func) == "print" for one in calls)


RULE = FileRule(
    About(
        id="SLS003",
        family="serverless",
        title="What failed in a batch is not looked at",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="A batch call succeeds in part; who calls it looks at each part.",
        why=(
            "Under throttling AWS takes some entries, refuses the others and answers 200. The events that were refused "
            "are gone without an error, a retry or a line in a log, and load is when it happens."
        ),
        fix=(
            "Read the member that names the failures, retry those entries with backoff and jitter, and raise for what "
            "is left. `table.batch_writer()` does it for DynamoDB."
        ),
        source="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html",
        bad={"shop/bus.py": _BAD},
        good={"shop/bus.py": _GOOD},
    ),
    check,
)
