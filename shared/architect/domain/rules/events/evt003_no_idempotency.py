"""Consumers of queues and streams that would do their work again: a hint, for some work is harmless twice."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.clients import HTTP, SQL, called
from shared.architect.domain.rules.vocabulary.entrances import lambda_handlers
from shared.architect.domain.rules.vocabulary.reach import called_from
from shared.architect.domain.rules.vocabulary.sending import tells_others
from shared.architect.domain.rules.vocabulary.shapes import calls_in, says, statements, verb_of_sql

_BAD = """\
import json

import boto3

table = boto3.resource("dynamodb").Table("payments")
mail = boto3.client("ses")


def handler(event, context):
    for record in event["Records"]:
        paid = json.loads(record["body"])
        table.put_item(Item={"id": paid["id"], "cents": paid["cents"]})
        mail.send_email(Source="shop@example.com", Destination={"ToAddresses": [paid["to"]]}, Message={})
"""
_GOOD = """\
import json

import boto3
from botocore.exceptions import ClientError

table = boto3.resource("dynamodb").Table("payments")


def handler(event, context):
    for record in event["Records"]:
        paid = json.loads(record["body"])
        item = {"id": paid["id"], "cents": paid["cents"]}
        try:
            table.put_item(Item=item, ConditionExpression="attribute_not_exists(id)")
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
"""
_KNOWS = (
    "idempot", "dedup", "condition", "processed", "already", "conflict", "upsert", "message_id", "messageid",
    "expected_version", "event_id", "eventid", "if_not_exists", "duplicate", "seen", "nx", "request_token",
    "merge",
)  # fmt: skip
_AWS_ACTS = frozenset({"put_item", "send_email", "send_templated_email", "transact_write_items", "start_execution"})


def check(file: SourceFile, project: Project) -> Iterator[Hit]:
    if "Records" not in file.text:
        return
    for handler in lambda_handlers(file, project):
        if not _takes_records(handler):
            continue
        reached = called_from(file, handler, project, depth=2)
        if any(says(one.file, one.node, *_KNOWS) or _decorated(one.file, one.node) for one in reached):
            continue
        act = next((found for one in reached if (found := _act(one.file, one.node, project))), None)
        if act:
            message = (
                f"`{handler.name}` does `{act}` for each record and keeps no trace of those it has done: a record that "
                "is delivered again is worked on again."
            )
            yield file.hit(handler, message)


def _takes_records(handler: FunctionNode) -> bool:
    return any(isinstance(one, ast.Constant) and one.value == "Records" for one in statements(handler))


def _decorated(file: SourceFile, node: FunctionNode) -> bool:
    names = (file.name_of(one.func if isinstance(one, ast.Call) else one) for one in node.decorator_list)
    return any("idempotent" in name for name in names)


def _act(file: SourceFile, node: FunctionNode, project: Project) -> str:
    """Something that counts double when it is done twice."""
    for call, name in calls_in(file, node):
        one = called(name)
        inserts = one.library in SQL and verb_of_sql(file, call) == "insert"
        posts = one.library in HTTP and one.method in ("post", "request")
        aws = one.library in ("boto3", "aioboto3") and one.method in _AWS_ACTS
        if inserts or posts or aws or tells_others(file, name, project):
            return ast.unparse(call.func)
    return ""


RULE = FileRule(
    About(
        id="EVT003",
        family="events",
        title="A consumer that knows no repetition",
        severity=Severity.NOTE,
        confidence=Confidence.LOW,
        principle="At least once means twice: the consumer has to know what it has done.",
        why=(
            "SQS, SNS, streams and Kafka deliver again after a timeout, a crash or a failed neighbour in the batch. "
            "The customer is charged twice and gets the mail three times."
        ),
        fix=(
            "Write under a condition on the event's own id (ConditionExpression, ON CONFLICT DO NOTHING), or use the "
            "idempotency utility of Powertools. Dismiss this where the work is the same however often it is done."
        ),
        source="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html",
        bad={"payments/handler.py": _BAD},
        good={"payments/handler.py": _GOOD},
    ),
    check,
)
