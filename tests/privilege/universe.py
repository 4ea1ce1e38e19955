"""All that a function could ask: every action on every resource, in every partition, whoever does it or nobody."""

from collections.abc import Iterable, Iterator

from infra.grants import ACTIONS
from infra.topology import BUCKETS, QUEUES, SCHEDULE_FAILURES, STREAM_FAILURES, TABLES
from shared.adapters.dynamodb.layout import LAYOUT
from tests.privilege.requests import LEADING_KEYS, Asked, Request, partition

_NEVER = ("dynamodb:BatchWriteItem", "dynamodb:PartiQLUpdate", "dynamodb:PartiQLDelete", "dynamodb:DeleteTable")
_QUEUES = (*(name for queue in QUEUES for name in (queue.name, queue.dead_letter)), STREAM_FAILURES, SCHEDULE_FAILURES)
_QUEUE_ACTIONS = ("sqs:SendMessage", "sqs:ChangeMessageVisibility", "sqs:PurgeQueue")
_ELSEWHERE = (
    *(Request(ACTIONS["scan"], f"tables/{table.name}", {"dynamodb:Select": ("ALL_ATTRIBUTES",)}) for table in TABLES),
    *(
        Request(
            ACTIONS["scan"],
            f"tables/{table.name}",
            {"dynamodb:Select": ("SPECIFIC_ATTRIBUTES",), "dynamodb:Attributes": ("id", "phc")},
        )
        for table in TABLES
    ),
    Request("kms:Decrypt", "key"),
    Request("kms:Decrypt", "key", {"kms:EncryptionContext:use": ("another key",)}),
    Request("kms:Encrypt", "key", {"kms:EncryptionContext:use": ("rollbook root key",)}),
    Request("kms:ScheduleKeyDeletion", "key"),
    Request("ses:SendEmail", "sender", {"ses:FromAddress": ("boss@rollbook.example",)}),
    Request("ses:SendRawEmail", "sender", {"ses:FromAddress": ("no-reply@rollbook.example",)}),
    Request("events:PutRule", "bus"),
    Request("cloudformation:UpdateStack", "stack/*"),
)


def everything(asked: Iterable[Asked]) -> set[Request]:
    """What anybody asked, what anybody else could ask in the same places, and what nobody should."""
    known = {single for one in asked for single in singles(one.request)}
    on_queues = {Request(action, f"queues/{queue}") for action in _QUEUE_ACTIONS for queue in _QUEUES}
    return {*known, *_on_tables(known), *on_queues, *_in_buckets(known), *_ELSEWHERE}


def singles(request: Request) -> Iterator[Request]:
    """One request for each partition: whoever may touch each of some may touch them together."""
    partitions = request.context.get(LEADING_KEYS)
    if partitions is None:
        yield Request(request.action, request.resource, request.context)
    for each in partitions or ():
        yield Request(request.action, request.resource, {LEADING_KEYS: (each,)})


def partitions_of(table: str, known: Iterable[Request] = ()) -> set[str]:
    """What partition keys of a table begin with: by the layout, and by what was asked."""
    laid_out = {partition(place.hash.split("{")[0]) for place in LAYOUT.values() if place.table == table}
    touched = {key for one in known if one.resource == f"tables/{table}" for key in one.context.get(LEADING_KEYS, ())}
    return (laid_out | touched) - {""}


def beside(partition: str) -> str:
    """One that looks like it and is another: `ROOTS`, `USERS#`."""
    return f"{partition.rstrip('#')}S{'#' if partition.endswith('#') else ''}"


def _in_buckets(known: set[Request]) -> Iterator[Request]:
    """Each kind of object in each bucket, and one that begins like it."""
    asked = {one.resource.split("/")[2] for one in known if one.resource.count("/") > 2}
    for bucket in BUCKETS:
        for action in ("s3:ListBucket", "s3:DeleteBucket", "s3:PutBucketPolicy"):
            yield Request(action, f"buckets/{bucket.name}")
        for action in ("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:GetObjectVersion"):
            for kind in {*asked, *(f"{each}s" for each in asked)}:
                yield Request(action, f"buckets/{bucket.name}/{kind}/*")


def _on_tables(known: set[Request]) -> Iterator[Request]:
    for table in TABLES:
        for action in (*ACTIONS.values(), *_NEVER):
            yield Request(action, f"tables/{table.name}")
            for each in partitions_of(table.name, known) if action != ACTIONS["scan"] else ():
                yield Request(action, f"tables/{table.name}", {LEADING_KEYS: (each,)})
                yield Request(action, f"tables/{table.name}", {LEADING_KEYS: (beside(each),)})
