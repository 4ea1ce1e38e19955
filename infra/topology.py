"""The one declaration of what exists and what triggers what.

The local system and the cloud stack both read it, so that they cannot differ. It is data: nothing here makes anything.
Sizes and times are chosen here and explained where they bite.
"""

from dataclasses import dataclass, field
from typing import Literal

EVENT_SOURCE = "rollbook"


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
    queue: str
    batch_size: int = 10


@dataclass(frozen=True)
class ScheduleTrigger:
    """Runs by the clock. `rate` in EventBridge's words: `rate(1 hour)` or `cron(0 3 * * ? *)`."""

    name: str
    rate: str


Trigger = HttpTrigger | StreamTrigger | QueueTrigger | ScheduleTrigger
TableAccess = Literal["read", "append", "write"]


@dataclass(frozen=True)
class Function:
    """One Lambda function: `functions/<name>/handler.py`. Timeout in seconds, memory in MB."""

    name: str
    trigger: Trigger
    timeout: int = 30
    memory: int = 512
    tables: dict[str, TableAccess] = field(default_factory=dict)
    sends_to: tuple[str, ...] = ()

    @property
    def handler(self) -> str:
        return f"functions.{self.name}.handler.handler"


TABLES = (
    Table("events", ("stream_id", "S"), ("version", "N"), stream=True),
    Table("directory", ("pk", "S"), ("sk", "S")),
    Table("keys", ("id", "S"), recovery_days=1),
    Table("sessions", ("pk", "S"), ("sk", "S"), ttl="expires", deletion_protection=False, recovery_days=0),
)

QUEUES = (
    Queue("mail"),
    Queue("end-sessions"),
    Queue("search", visibility_timeout=360),
)

RULES = (
    Rule(
        "mail",
        (
            "user.registered",
            "user.email_verified",
            "user.email_change_requested",
            "user.email_changed",
            "user.password_changed",
            "user.password_reset",
            "user.erased",
        ),
        queue="mail",
    ),
    Rule(
        "end-sessions",
        ("user.suspended", "user.email_changed", "user.password_changed", "user.password_reset", "user.erased"),
        queue="end-sessions",
    ),
    Rule(
        "search",
        (
            "user.registered",
            "user.email_verified",
            "user.profile_changed",
            "user.email_changed",
            "user.suspended",
            "user.reactivated",
            "user.erased",
        ),
        queue="search",
    ),
)

FUNCTIONS = (
    Function(
        "sessions",
        HttpTrigger(("/v1/sessions",)),
        memory=1024,  # Argon2id is CPU: a full vCPU comes at 1,769 MB, half the time per hash already at 1,024
        tables={"directory": "read", "sessions": "write", "keys": "read"},
        sends_to=("mail",),
    ),
    Function(
        "accounts",
        HttpTrigger(("/v1/signup", "/v1/email", "/v1/me", "/v1/password-resets")),
        memory=1024,
        tables={"events": "append", "directory": "write", "sessions": "write", "keys": "write"},
        sends_to=("mail",),
    ),
    Function(
        "directory",
        HttpTrigger(("/v1/users", "/v1/roles")),
        tables={"events": "append", "directory": "write", "sessions": "write", "keys": "write"},
    ),
    Function("wellknown", HttpTrigger(("$default",)), memory=256, tables={"keys": "read"}),
    Function("publish_events", StreamTrigger("events"), memory=256),
    Function(
        "send_email",
        QueueTrigger("mail"),
        tables={"events": "read", "directory": "read", "sessions": "write", "keys": "read"},
    ),
    Function(
        "end_sessions", QueueTrigger("end-sessions"), memory=256, tables={"sessions": "write", "directory": "read"}
    ),
    Function(
        "update_search",
        QueueTrigger("search"),
        timeout=60,  # a step of a rebuild walks up to a thousand accounts
        tables={"directory": "write", "keys": "read"},
        sends_to=("search",),
    ),
    Function(
        "rotate_signing_keys",
        ScheduleTrigger("rotate-signing-keys", "rate(30 days)"),
        memory=1024,  # making an RSA key is CPU
        tables={"keys": "write"},
    ),
    Function(
        "close_unverified",
        ScheduleTrigger("close-unverified", "rate(1 day)"),
        timeout=300,
        tables={"events": "append", "directory": "write", "sessions": "write", "keys": "write"},
        sends_to=("mail",),
    ),
    Function("sweep_search", ScheduleTrigger("sweep-search", "rate(7 days)"), memory=256, sends_to=("search",)),
)
