"""A call to AWS as IAM sees it: for each thing that it touches an action, a resource, and what conditions look at."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from infra.declarations import Act
from infra.grants import ACTIONS
from infra.topology import BUCKETS, TABLES

Context = Mapping[str, tuple[str, ...]]
LEADING_KEYS = "dynamodb:LeadingKeys"
_ITEM_ACTS: Mapping[str, Act] = {"Put": "put", "Update": "add", "Delete": "delete", "ConditionCheck": "check"}
_HASH_KEYS = {table.name: table.hash_key[0] for table in TABLES}


@dataclass(frozen=True)
class Request:
    """`resource` by the names of the topology. `replaces`: it writes an item whether or not there is one already."""

    action: str
    resource: str
    context: Context = field(default_factory=dict)
    replaces: bool = False

    def __hash__(self) -> int:
        return hash((self.action, self.resource, tuple(sorted(self.context.items())), self.replaces))

    def __str__(self) -> str:
        said = [f"{key} = {', '.join(values)}" for key, values in sorted(self.context.items())]
        return f"{self.action} on {self.resource}" + (f" with {'; '.join(said)}" if said else "")


@dataclass(frozen=True)
class Asked:
    """A request of a function."""

    function: str
    request: Request

    def line(self) -> str:
        """As one line of text."""
        return json.dumps({"function": self.function, **asdict(self.request)}) + "\n"

    @classmethod
    def read(cls, line: str) -> "Asked":
        said = json.loads(line)
        context = {key: tuple(values) for key, values in said["context"].items()}
        return cls(said["function"], Request(said["action"], said["resource"], context, said["replaces"]))


@dataclass(frozen=True)
class Names:
    """What the real names of one running system stand for."""

    tables: Mapping[str, str]
    queues: Mapping[str, str]
    buckets: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Names":
        """From the settings of the functions."""
        tables = {environ[f"ROLLBOOK_{table.name.upper()}_TABLE"]: table.name for table in TABLES}
        urls = [url for name, url in environ.items() if name.startswith("ROLLBOOK_") and name.endswith("_URL")]
        prefix = environ["ROLLBOOK_EVENTS_TABLE"].removesuffix("events")
        queues = {url: url.rpartition("/")[2].removeprefix(prefix) for url in urls if "/" in url}
        buckets = {environ[f"ROLLBOOK_{bucket.name.upper()}_BUCKET"]: bucket.name for bucket in BUCKETS}
        return cls(tables, queues, buckets)


def requests_of(service: str, operation: str, said: Mapping[str, Any], names: Names) -> Iterator[Request]:
    """All that IAM is asked about one call. Raises LookupError for an operation that nobody has described here."""
    match service, operation:
        case "dynamodb", "TransactWriteItems":
            for item in said["TransactItems"]:
                yield _written(item, names)
        case "dynamodb", "BatchGetItem":
            for table, wanted in said["RequestItems"].items():
                yield _on_items("get_many", names.tables[table], wanted["Keys"])
        case "dynamodb", "GetItem":
            yield _on_items("get", names.tables[said["TableName"]], [said["Key"]])
        case "dynamodb", "Query":
            yield _queried(said, names.tables[said["TableName"]])
        case "dynamodb", "Scan":
            yield _scanned(said, names.tables[said["TableName"]])
        case "sqs", _:
            yield Request(f"sqs:{operation}", f"queues/{names.queues[said['QueueUrl']]}")
        case "s3", _:
            yield from _on_object(operation, said, names.buckets[said["Bucket"]])
        case _:
            yield from _elsewhere(service, operation, said)


def _elsewhere(service: str, operation: str, said: Mapping[str, Any]) -> Iterator[Request]:
    match service, operation:
        case "kms", ("Encrypt" | "Decrypt"):
            context = {f"kms:EncryptionContext:{key}": (value,) for key, value in said["EncryptionContext"].items()}
            yield Request(f"kms:{operation}", "key", context)
        case "sesv2", "SendEmail":
            for resource in ("sender", "configuration_set"):
                yield Request("ses:SendEmail", resource, {"ses:FromAddress": (said["FromEmailAddress"],)})
        case "events", "PutEvents":
            yield Request("events:PutEvents", "bus")
        case "cloudformation", "GetTemplate":
            yield Request("cloudformation:GetTemplate", "stack/*")
        case _:
            raise LookupError(f"tests/privilege does not know what {service} {operation} asks of IAM")


def _on_object(operation: str, said: Mapping[str, Any], bucket: str) -> Iterator[Request]:
    """To be told that an object is not there takes the right to list."""
    action = "s3:PutObject" if operation == "PutObject" else "s3:GetObject"
    yield Request(action, f"buckets/{bucket}/{said['Key'].partition('/')[0]}/*")
    if action == "s3:GetObject":
        yield Request("s3:ListBucket", f"buckets/{bucket}")


def partition(value: str) -> str:
    """What a partition key begins with, so that two people's requests are one: `USER#0198...` is `USER#`."""
    kind, separator, _ = value.partition("#")
    return kind + separator


def _written(item: Mapping[str, Any], names: Names) -> Request:
    ((kind, request),) = item.items()
    table = names.tables[request["TableName"]]
    replaces = kind == "Put" and "attribute_not_exists" not in request.get("ConditionExpression", "")
    return _on_items(_ITEM_ACTS[kind], table, [request.get("Item") or request["Key"]], replaces=replaces)


def _queried(said: Mapping[str, Any], table: str) -> Request:
    return _on_items("query", table, [{_HASH_KEYS[table]: said["ExpressionAttributeValues"][":hash"]}])


def _scanned(said: Mapping[str, Any], table: str) -> Request:
    """The attributes that it names anywhere; none where it asks for all."""
    context = {"dynamodb:Select": (said.get("Select", "ALL_ATTRIBUTES"),)}
    if named := said.get("ProjectionExpression"):
        placeholders = said["ExpressionAttributeNames"]
        asked_for = {placeholders.get(each.strip(), each.strip()) for each in named.split(",")}
        context["dynamodb:Attributes"] = tuple(sorted({*asked_for, *placeholders.values()}))
    return Request(ACTIONS["scan"], f"tables/{table}", context)


def _on_items(act: Act, table: str, keys: list[Any], *, replaces: bool = False) -> Request:
    context: Context = {}
    if table != "events":  # its partitions are one stream each: nothing to tell apart
        context = {LEADING_KEYS: tuple(sorted({partition(key[_HASH_KEYS[table]]["S"]) for key in keys}))}
    return Request(ACTIONS[act], f"tables/{table}", context, replaces)
