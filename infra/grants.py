"""What each function's role allows, as plain data: made of the declarations in `infra/topology.py` and nothing else.

Resources are named as the topology names them (`tables/events`, `queues/mail`); infra/resources/grants.py writes the
ARNs in. Every statement is proven both ways by tests/privilege: all that a function does is allowed, and all that is
allowed is done, or `unseen` says who does it where no test can see it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from infra.declarations import Access, Act, Function, ObjectAct, QueueTrigger, ScheduleTrigger, StreamTrigger
from infra.topology import SCHEDULE_FAILURES, STREAM_FAILURES

# A transaction needs the action of each of its items; there is none for the transaction itself.
ACTIONS: Mapping[Act, str] = {
    "get": "dynamodb:GetItem",
    "get_many": "dynamodb:BatchGetItem",
    "query": "dynamodb:Query",
    "scan": "dynamodb:Scan",
    "put": "dynamodb:PutItem",
    "add": "dynamodb:UpdateItem",
    "delete": "dynamodb:DeleteItem",
    "check": "dynamodb:ConditionCheckItem",
}
OBJECT_ACTIONS: Mapping[ObjectAct, str] = {"get": "s3:GetObject", "put": "s3:PutObject", "ticket": "s3:PutObject"}
ROOT_KEY = "ROOT"
# The hash of a password. A scan walks over all partitions, so it must name what it asks for, and never this.
NEVER_SCANNED = "phc"
# Stands for the address that mails come from, which only a deployment knows.
MAIL_FROM = "<mail_from>"
Conditions = Mapping[str, Mapping[str, tuple[str, ...]]]
_POLLER = "Lambda's poller does it, before and after our code runs."
_RUNTIME = "The Lambda service does it around every call."


@dataclass(frozen=True)
class Statement:
    """`unseen`: why no journey can show that it is needed. `wildcard`: why a resource ends in a star."""

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: Conditions = field(default_factory=dict)
    unseen: str = ""
    wildcard: str = ""


def statements(function: Function) -> tuple[Statement, ...]:
    """All that a function may do."""
    found = [*_of_trigger(function)]
    for table, access in function.tables.items():
        found += _of_table(table, access)
    for bucket, beginnings in function.objects.items():
        found += _of_bucket(bucket, beginnings)
    found += [_send(queue) for queue in function.sends_to]
    if opens_root_key(function):
        found.append(_decrypt())
    if function.publishes:
        found.append(Statement("Publish", ("events:PutEvents",), ("bus",)))
    if function.mails:
        found.append(_mail())
    if function.reads_stack:
        found.append(_read_template())
    return (*found, *_of_runtime(function))


def opens_root_key(function: Function) -> bool:
    """The root key is stored sealed: who reads it has KMS open it."""
    return ROOT_KEY in function.tables.get("keys", {}).get("get", "").split()


def _of_table(table: str, access: Access) -> Iterator[Statement]:
    """A statement for each set of partitions, with every action on exactly these."""
    by_partitions: dict[tuple[str, ...], list[Act]] = {}
    for act, partitions in access.items():
        by_partitions.setdefault(tuple(sorted(partitions.split())), []).append(act)
    if ("*",) in by_partitions and "scan" in access and len(by_partitions[("*",)]) > 1:
        raise ValueError(f"who scans {table} names partitions for all else: a scan is bound in another way")
    for number, (keys, acts) in enumerate(sorted(by_partitions.items()), start=1):
        actions = tuple(ACTIONS[act] for act in acts)
        conditions = scanning() if acts == ["scan"] else leading_keys(keys)
        yield Statement(f"{_camel(table)}{number}", actions, (f"tables/{table}",), conditions)


def _of_bucket(bucket: str, beginnings: Mapping[ObjectAct, str]) -> Iterator[Statement]:
    """Objects whose names begin so. Who asks for one that is not there may know that it is not: without the right to
    list, S3 answers as if it were forbidden."""
    for act, names in beginnings.items():
        places = tuple(f"buckets/{bucket}/{each}*" for each in sorted(names.split()))
        yield Statement(
            f"{act.capitalize()}{_camel(bucket)}",
            (OBJECT_ACTIONS[act],),
            places,
            unseen="Whoever holds the ticket does it, from anywhere." if act == "ticket" else "",
            wildcard="Objects are named by ids and digests, which nobody knows beforehand.",
        )
    if "get" in beginnings:
        yield Statement(f"Miss{_camel(bucket)}", ("s3:ListBucket",), (f"buckets/{bucket}",))


def leading_keys(partitions: tuple[str, ...]) -> Conditions:
    """Only items under these partition keys. A request without any, such as a scan, is refused: `ForAllValues` alone
    would let it through."""
    if partitions == ("*",):
        return {}
    patterns = tuple(f"{partition}*" if partition.endswith("#") else partition for partition in partitions)
    return {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": patterns},
        "Null": {"dynamodb:LeadingKeys": ("false",)},
    }


def scanning() -> Conditions:
    """Only with a list of attributes, and none that nobody may collect from everybody."""
    return {
        "ForAllValues:StringNotEquals": {"dynamodb:Attributes": (NEVER_SCANNED,)},
        "StringEquals": {"dynamodb:Select": ("SPECIFIC_ATTRIBUTES",)},
    }


def _of_trigger(function: Function) -> Iterator[Statement]:
    match function.trigger:
        case QueueTrigger(queue=queue):
            own, dead = f"queues/{queue}", f"queues/{queue}-dlq"
            polled = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
            yield Statement("Consume", polled, (own,), unseen=_POLLER)
            yield Statement("PutOff", ("sqs:ChangeMessageVisibility",), (own,))
            yield Statement("Park", ("sqs:SendMessage",), (dead,))
        case StreamTrigger(table=table):
            yield from _of_stream(table)
        case ScheduleTrigger():
            unseen = "Lambda does it after a run that failed as often as it may."
            yield Statement("TellFailure", ("sqs:SendMessage",), (f"queues/{SCHEDULE_FAILURES}",), unseen=unseen)


def _of_stream(table: str) -> Iterator[Statement]:
    read = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
    yield Statement("Follow", read, (f"streams/{table}",), unseen=_POLLER)
    yield Statement(
        "FindStream",
        ("dynamodb:ListStreams",),
        (f"tables/{table}/stream/*",),
        unseen=f"{_POLLER} It refuses a role without it.",
        wildcard="Listing asks for the streams of a table, not for one of them.",
    )
    unseen = "Lambda's poller does it with records that were tried as often as they may."
    yield Statement("TellFailure", ("sqs:SendMessage",), (f"queues/{STREAM_FAILURES}",), unseen=unseen)


def _of_runtime(function: Function) -> Iterator[Statement]:
    yield Statement(
        "Log",
        ("logs:CreateLogStream", "logs:PutLogEvents"),
        (f"logs/{function.name}:*",),
        unseen=_RUNTIME,
        wildcard="Log streams of the function's own group; Lambda makes up their names.",
    )
    yield Statement(
        "Trace",
        ("xray:PutTraceSegments", "xray:PutTelemetryRecords"),
        ("*",),
        unseen=_RUNTIME,
        wildcard="X-Ray knows no resource to which these actions could be bound.",
    )


def _decrypt() -> Statement:
    """Nothing but the root key: whatever else the KMS key sealed stays closed."""
    context = {"StringEquals": {"kms:EncryptionContext:use": ("rollbook root key",)}}
    return Statement("OpenRootKey", ("kms:Decrypt",), ("key",), context)


def _read_template() -> Statement:
    own = "The stack's own ARN ends in an id that it gets when it is made."
    return Statement("ReadTemplate", ("cloudformation:GetTemplate",), ("stack/*",), wildcard=own)


def _mail() -> Statement:
    """SES asks for the sender's identity, and for its configuration set as well."""
    sender = {"StringEquals": {"ses:FromAddress": (MAIL_FROM,)}}
    return Statement("SendMail", ("ses:SendEmail",), ("sender", "configuration_set"), sender)


def _send(queue: str) -> Statement:
    return Statement(f"SendTo{_camel(queue)}", ("sqs:SendMessage",), (f"queues/{queue}",))


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))
