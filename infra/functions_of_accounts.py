"""The functions of people's accounts, and those that serve both parts: what triggers each, and all that it may do."""

from infra.declarations import Function, HttpTrigger, QueueTrigger, ScheduleTrigger, StreamTrigger

ACCOUNTS = (
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
            "directory": {
                "get": "USER# SECRET# CLAIM# SYSTEM# DESIGN# DECISION# REVIEW#",
                "get_many": "USER#",
                "check": "USER#",
            },
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
