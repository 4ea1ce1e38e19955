"""The one declaration of what exists and what triggers what.

The local system and the cloud stack both read it, so that they cannot differ. It is data: nothing here makes anything.
Sizes and times are chosen here and explained where they bite. Its words are those of infra/declarations.py;
the table of functions stands in infra/functions_of_*.py.
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
from infra.functions_of_accounts import ACCOUNTS
from infra.functions_of_architect import ARCHITECT

__all__ = [
    "ACCOUNTS",
    "ARCHITECT",
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
    Queue("drafts", visibility_timeout=360),
    Queue("reviews", visibility_timeout=1800, max_receives=3),  # a review that fails is dear: it is tried less often
    Queue("template-reviews", visibility_timeout=720, max_receives=3),
)

# What people send in as files waits in `uploads` until it is read. Documents, reports and sources are `records`.
BUCKETS = (Bucket("uploads", expires_days=1), Bucket("records", expires_days=None))

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
            "design.ready",
            "decision.accepted",
            "review.completed",
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
    Rule("drafts", ("design.drafting", "design.contradicted"), queue="drafts"),
    Rule("reviews", ("review.submitted",), queue="reviews"),
    Rule("template-reviews", ("review.template_submitted",), queue="template-reviews"),
)

FUNCTIONS = (*ACCOUNTS, *ARCHITECT)
