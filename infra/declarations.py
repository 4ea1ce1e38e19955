"""The words in which `infra/topology.py` declares what exists: tables, queues, rules, triggers, functions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Table:
    """A DynamoDB table; keys are (name, "S" or "N").

    `recovery_days`: how far point-in-time recovery reaches back, 0 for none. What erasure must destroy is kept short.
    """

    name: str
    hash_key: tuple[str, str]
    range_key: tuple[str, str] | None = None
    stream: bool = False
    ttl: str | None = None
    deletion_protection: bool = True
    recovery_days: int = 35


@dataclass(frozen=True)
class Queue:
    """An SQS queue with its dead-letter queue `<name>-dlq`. Times in seconds."""

    name: str
    visibility_timeout: int = 180  # six times the consumer's timeout, as SQS advises for Lambda triggers
    max_receives: int = 6
    retention: int = 4 * 24 * 3600

    @property
    def dead_letter(self) -> str:
        return f"{self.name}-dlq"


@dataclass(frozen=True)
class Bucket:
    """An S3 bucket. `expires_days`: its objects go by themselves after so many; None keeps them."""

    name: str
    expires_days: int | None


@dataclass(frozen=True)
class Rule:
    """Events of these types go from the bus to this queue."""

    name: str
    event_types: tuple[str, ...]
    queue: str


@dataclass(frozen=True)
class HttpTrigger:
    """Path prefixes; `/v1/users` stands for itself and everything below it. "$default" takes what nobody else does."""

    prefixes: tuple[str, ...]


@dataclass(frozen=True)
class StreamTrigger:
    """Records of a table's stream, in order. `tries` bounds how long one record may hold up its shard."""

    table: str
    batch_size: int = 100
    tries: int = 1000


@dataclass(frozen=True)
class QueueTrigger:
    """Messages of a queue. `max_concurrency`: batches under way at most, in the cloud; here there is one worker."""

    queue: str
    batch_size: int = 10
    max_concurrency: int = 10


@dataclass(frozen=True)
class ScheduleTrigger:
    """Runs by the clock. `rate` in EventBridge's words: `rate(1 hour)` or `cron(0 3 * * ? *)`."""

    name: str
    rate: str


Trigger = HttpTrigger | StreamTrigger | QueueTrigger | ScheduleTrigger
# What a function may do in a table, in the store's words: `add` is an update, `check` a condition of a transaction.
Act = Literal["get", "get_many", "query", "scan", "put", "add", "delete", "check"]
# What it may do in a bucket. `ticket`: let somebody else put an object there, who acts with the rights of this role.
ObjectAct = Literal["get", "put", "ticket"]
# Per act the partitions it may touch: `USER#` is every key that begins so, `ROOT` that key alone, `*` all of a table.
Access = Mapping[Act, str]


@dataclass(frozen=True)
class Function:
    """One Lambda function: `functions/<name>/handler.py`. Timeout in seconds, memory in MB.

    `tables`, `objects`, `sends_to`, `publishes`, `mails` and `reads_stack` are all that it may do (infra/grants.py
    makes its role of them); what its trigger needs follows from the trigger. `objects`: per bucket and act what names
    begin with. `reads_stack`: it asks CloudFormation for the template that it is part of. `bundle`: the directory of
    built code that it runs from.
    """

    name: str
    trigger: Trigger
    timeout: int = 30
    memory: int = 512
    tables: Mapping[str, Access] = field(default_factory=dict)
    objects: Mapping[str, Mapping[ObjectAct, str]] = field(default_factory=dict)
    sends_to: tuple[str, ...] = ()
    publishes: bool = False
    mails: bool = False
    reads_stack: bool = False
    bundle: str = "accounts"

    @property
    def handler(self) -> str:
        return f"functions.{self.name}.handler.handler"
