"""The one declaration of what exists and what triggers what.

The local system and the cloud stack both read it, so that they cannot differ. It is data: nothing here makes anything.
Sizes and times are chosen here and explained where they bite. Its words are those of infra/declarations.py.
"""

from infra.declarations import (
    Bucket,
    Function,
    HttpTrigger,
    Queue,
    QueueTrigger,
    Rule,
    ScheduleTrigger,
    StreamTrigger,
    Table,
    Trigger,
)

__all__ = [
    "BUCKETS",
    "EVENT_SOURCE",
    "FUNCTIONS",
    "QUEUES",
    "RULES",
    "SCHEDULE_FAILURES",
    "STREAM_FAILURES",
    "TABLES",
    "Bucket",
    "Function",
    "HttpTrigger",
    "Queue",
    "QueueTrigger",
    "Rule",
    "ScheduleTrigger",
    "StreamTrigger",
    "Table",
    "Trigger",
]

EVENT_SOURCE = "rollbook"
# Where in the events' stream records stand that were tried as often as they may be, and runs of a schedule that failed.
STREAM_FAILURES = "stream-dlq"
SCHEDULE_FAILURES = "schedules-dlq"

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

# What people send in as files waits here until it is read.
BUCKETS = (Bucket("uploads", expires_days=1),)

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
        tables={
            "directory": {"get": "CLAIM#", "get_many": "USER# SECRET# ROLES", "check": "USER#"},
            "sessions": {
                "get": "SESSIONS# TRIES#",
                "get_many": "USER# SESSIONS# TRIES#",
                "put": "USER# SESSIONS# TRIES# DECOY#",
                "add": "TRIES#",
                "delete": "SESSIONS# TRIES#",
            },
            "keys": {"get": "ROOT SIGNING"},
        },
        sends_to=("mail",),
    ),
    Function(
        "accounts",
        HttpTrigger(("/v1/signup", "/v1/email", "/v1/me", "/v1/password-resets")),
        memory=1024,
        tables={
            "events": {"query": "*", "put": "*"},
            "directory": {
                "get": "USER#",
                "get_many": "USER# SECRET# CLAIM#",
                "query": "ROLES HOLDERS",
                "put": "USER# SECRET# CLAIM#",
                "add": "HOLDERS",
                "delete": "SECRET# CLAIM#",
                "check": "USER# CLAIM# ROLES HOLDERS",
            },
            "sessions": {
                "get": "SESSIONS#",
                "get_many": "USER# SESSIONS# RESERVED# TRIES#",
                "query": "USER# SESSIONS#",
                "put": "USER# RESERVED# TRIES# DECOY#",
                "add": "QUOTA# TRIES#",
                "delete": "USER# SESSIONS# RESERVED# TRIES#",
                "check": "RESERVED#",
            },
            "keys": {"get": "ROOT SIGNING", "get_many": "DATA#", "put": "DATA#", "delete": "DATA#"},
        },
        sends_to=("mail",),
    ),
    Function(
        "directory",
        HttpTrigger(("/v1/users", "/v1/roles")),
        tables={
            "events": {"query": "*", "put": "*"},
            "directory": {
                "get": "USER# CLAIM# ROLES SEARCH",
                "get_many": "USER# ROLES",
                "query": "ROLES HOLDERS SEARCH#",
                "put": "USER# CLAIM# ROLES",
                "add": "HOLDERS",
                "delete": "SECRET# CLAIM#",
                "check": "ROLES HOLDERS",
            },
            "sessions": {
                "get": "IDEMPOTENCY#",
                "get_many": "USER# SESSIONS# TRIES#",
                "query": "USER# SESSIONS#",
                "put": "USER# IDEMPOTENCY#",
                "delete": "USER# SESSIONS# TRIES#",
                "check": "RESERVED#",
            },
            "keys": {"get": "ROOT SIGNING DATA#", "get_many": "DATA#", "put": "DATA#", "delete": "DATA#"},
        },
    ),
    Function("wellknown", HttpTrigger(("$default",)), memory=256, tables={"keys": {"get": "SIGNING"}}),
    Function("publish_events", StreamTrigger("events"), memory=256, bundle="plumbing", publishes=True),
    Function(
        "send_email",
        QueueTrigger("mail"),
        tables={
            "events": {"get_many": "*"},
            "directory": {"get": "USER# SECRET# CLAIM#", "get_many": "USER#", "check": "USER#"},
            "sessions": {
                "get": "USER# MAIL#",
                "get_many": "USER# MAIL# QUOTA#",
                "query": "USER#",
                "put": "USER# MAIL#",
                "add": "QUOTA#",
                "delete": "USER#",
            },
            "keys": {"get": "ROOT", "get_many": "DATA#"},
        },
        mails=True,
    ),
    Function(
        "end_sessions",
        QueueTrigger("end-sessions"),
        memory=256,
        tables={
            "directory": {"get": "USER#"},
            "sessions": {"get_many": "USER#", "query": "USER# SESSIONS#", "delete": "USER# SESSIONS#"},
        },
    ),
    Function(
        "update_search",
        QueueTrigger("search"),
        timeout=60,  # a step of a rebuild walks up to a thousand accounts
        tables={
            "directory": {
                "get": "INDEXED# SEARCH",
                "get_many": "USER# SEARCH",
                "query": "INDEXED#",
                "scan": "*",
                "put": "INDEXED# SEARCH SEARCH#",
                "delete": "INDEXED# SEARCH#",
                "check": "USER# INDEXED#",
            },
            "keys": {"get": "ROOT"},
        },
        sends_to=("search",),
    ),
    Function(
        "rotate_signing_keys",
        ScheduleTrigger("rotate-signing-keys", "rate(1 day)"),
        memory=1024,  # making an RSA key is CPU
        tables={"keys": {"get": "ROOT SIGNING", "put": "SIGNING"}},
    ),
    Function(
        "close_unverified",
        ScheduleTrigger("close-unverified", "rate(1 day)"),
        timeout=300,
        tables={
            "events": {"put": "*"},
            "directory": {
                "get": "SEARCH",
                "get_many": "USER#",
                "query": "SEARCH# ROLES HOLDERS",
                "put": "USER#",
                "add": "HOLDERS",
                "delete": "SECRET# CLAIM#",
            },
            "sessions": {
                "get": "USER#",
                "get_many": "USER#",
                "query": "USER# SESSIONS#",
                "put": "USER#",
                "delete": "USER# TRIES#",
            },
            "keys": {"get": "ROOT", "get_many": "DATA#", "delete": "DATA#"},
        },
        sends_to=("mail",),
    ),
    Function("sweep_search", ScheduleTrigger("sweep-search", "rate(7 days)"), memory=256, sends_to=("search",)),
)
