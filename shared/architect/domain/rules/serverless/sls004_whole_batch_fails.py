"""Handlers of queues and streams where one bad record fails all."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.entrances import event_of, lambda_handlers
from shared.architect.domain.rules.vocabulary.reach import Located, called_from
from shared.architect.domain.rules.vocabulary.values import names_in, strings_in

_BAD = """\
import json

from shop.mail import send


def lambda_handler(event, context):
    for record in event["Records"]:
        message = json.loads(record["body"])
        send(message["to"], message["text"])
"""
_GOOD = """\
import json
import logging

from shop.mail import send

logger = logging.getLogger()


def lambda_handler(event, context):
    failed = []
    for record in event["Records"]:
        try:
            message = json.loads(record["body"])
            send(message["to"], message["text"])
        except Exception:
            logger.exception("message %s failed", record["messageId"])
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
"""
_ANSWERS = ("batchItemFailures", "process_partial_response", "BatchProcessor", "batch_processor", "batch_item_failures",
            "BatchItemFailures", "SqsFifoPartialProcessor", "BatchResponse")  # fmt: skip
_QUEUED = {"body": "a queue", "messageId": "a queue", "receiptHandle": "a queue", "kinesis": "a stream",
           "dynamodb": "a table's stream"}  # fmt: skip
_TYPED = {"SQSEvent": "a queue", "KinesisStreamEvent": "a stream", "DynamoDBStreamEvent": "a table's stream"}
# Those events come one by one, or have no such answer.
_OTHERS = frozenset({"s3", "Sns", "ses", "cf", "SNSEvent", "S3Event"})


def check(file: SourceFile, project: Project) -> Iterator[Hit]:
    for handler in lambda_handlers(file, project):
        reached = called_from(file, handler, project)
        if _answers_in_part(file, reached) or _reads_first_only(handler):
            continue
        source = _source_of(file, handler, reached)
        if source:
            yield file.hit(handler, f"`{handler.name}` takes batches from {source} and tells nothing of single "
                           "records: one that fails brings back all of its batch, what is done too.")  # fmt: skip


def _answers_in_part(file: SourceFile, reached: list[Located]) -> bool:
    return any(word in one.text for one in {file, *(here.file for here in reached)} for word in _ANSWERS)


def _source_of(file: SourceFile, handler: FunctionNode, reached: list[Located]) -> str:
    """What the records are of, empty where it cannot be told."""
    annotated = [file.name_of(one.annotation).rpartition(".")[2].strip("()") for one in handler.args.args]
    typed = next((_TYPED[name] for name in annotated if name in _TYPED), "")
    loop = _loop_over_records(handler)
    if loop is None and not (typed and _loops(handler)):
        return ""
    keys = {key for here in reached for key in _keys_in(here.node)}
    if typed or keys & _OTHERS:
        return "" if keys & _OTHERS else typed
    return next((_QUEUED[key] for key in _QUEUED if key in keys), "")


def _loop_over_records(handler: FunctionNode) -> ast.AST | None:
    event = event_of(handler)
    records = {event}
    for node in ast.walk(handler):
        if (
            isinstance(node, ast.Assign)
            and "Records" in set(strings_in(node.value))
            and event in set(names_in(node.value))
        ):
            records |= {one.id for one in node.targets if isinstance(one, ast.Name)}
    for node in ast.walk(handler):
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
            direct = "Records" in set(strings_in(node.iter)) and event in set(names_in(node.iter))
            if direct or set(names_in(node.iter)) & (records - {event}):
                return node
    return None


def _loops(handler: FunctionNode) -> bool:
    return any(isinstance(node, ast.For | ast.comprehension) for node in ast.walk(handler))


def _keys_in(node: ast.AST) -> Iterator[str]:
    """Keys that are asked of something: `record["body"]`, `record.get("body")`."""
    for one in ast.walk(node):
        key: ast.AST | None = one.slice if isinstance(one, ast.Subscript) else None
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr == "get" and one.args:
            key = one.args[0]
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value


def _reads_first_only(handler: FunctionNode) -> bool:
    """`event["Records"][0]`: batches of one."""
    return any(
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and node.slice.value == 0
        and "Records" in set(strings_in(node.value))
        for node in ast.walk(handler)
    )


RULE = FileRule(
    About(
        id="SLS004",
        family="serverless",
        title="One failed record brings back the whole batch",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="Records of a batch share a delivery, not a fate.",
        why=(
            "When the handler raises, all ten messages come back: nine mails are sent twice, and a poisoned one takes "
            "good ones with it to the dead-letter queue. On a stream it stops the shard."
        ),
        fix=(
            "Catch per record and return `batchItemFailures` (Powertools' `process_partial_response` does it), with "
            "`ReportBatchItemFailures` on the mapping; on streams and FIFO queues stop at the first failure."
        ),
        source="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html",
        bad={"functions/send_mail.py": _BAD},
        good={"functions/send_mail.py": _GOOD},
    ),
    check,
)
