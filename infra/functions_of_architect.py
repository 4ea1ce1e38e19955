"""The functions of designs and reviews: what triggers each, and all that it may do."""

from infra.declarations import Function, HttpTrigger, QueueTrigger, ScheduleTrigger

ARCHITECT = (
    Function(
        "designs",
        HttpTrigger(("/v1/designs", "/v1/decisions", "/v1/systems", "/v1/knowledge", "/v1/house-rules")),
        memory=1024,  # questions are chosen by solving some hundred variants: CPU
        tables={
            "events": {"query": "*", "put": "*"},
            "directory": {
                "get": "SYSTEM# DESIGN# DECISION# HOUSE",
                "get_many": "USER# ROLES SYSTEM# DESIGN# DECISION# HOUSE",
                "query": "ROLES HOLDERS SYSTEMS DESIGNS DECISIONS SYSTEM#",
                "put": "SYSTEM# SYSTEMS DESIGN# DESIGNS DECISION# DECISIONS HOUSE",
                "check": "SYSTEM# DESIGN# DECISION# HOUSE",
            },
            "sessions": {"get": "IDEMPOTENCY#", "get_many": "USER# SESSIONS#", "put": "IDEMPOTENCY#"},
            "keys": {"get": "ROOT SIGNING"},
        },
        objects={"records": {"get": "designs/"}},
    ),
    Function(
        "reviews",
        HttpTrigger(("/v1/reviews",)),
        tables={
            "events": {"query": "*", "put": "*"},
            "directory": {
                "get": "SYSTEM# REVIEW#",
                "get_many": "USER# ROLES SYSTEM# REVIEW#",
                "query": "ROLES HOLDERS SYSTEM# REVIEWS",
                "put": "SYSTEM# SYSTEMS REVIEW# REVIEWS",
                "check": "SYSTEM# REVIEW#",
            },
            "sessions": {"get": "IDEMPOTENCY#", "get_many": "USER# SESSIONS#", "put": "IDEMPOTENCY#"},
            "keys": {"get": "ROOT SIGNING"},
        },
        objects={
            "uploads": {"ticket": "reviews/", "get": "reviews/"},
            "records": {"get": "reviews/", "put": "sources/"},
        },
    ),
    Function(
        "draft_design",
        QueueTrigger("drafts", batch_size=1),
        timeout=60,
        memory=1769,  # a full vCPU: it solves thousands of variants
        tables={
            "events": {"put": "*"},
            "directory": {"get": "DESIGN# HOUSE", "get_many": "DESIGN# HOUSE", "put": "DESIGN# DESIGNS"},
        },
        objects={"records": {"put": "designs/"}},
    ),
    Function(
        "review_code",
        QueueTrigger("reviews", batch_size=1, max_concurrency=5),
        timeout=300,
        memory=1024,
        tables={
            "events": {"put": "*"},
            "directory": {"get": "REVIEW# SYSTEM#", "query": "SYSTEM#", "put": "REVIEW# REVIEWS SYSTEM#"},
        },
        objects={
            "uploads": {"get": "reviews/"},
            "records": {"get": "reviews/ sources/", "put": "reviews/ sources/"},
        },
        bundle="review",
    ),
    Function(
        "review_template",
        QueueTrigger("template-reviews", batch_size=1, max_concurrency=5),
        timeout=120,
        memory=1024,
        tables={
            "events": {"put": "*"},
            "directory": {"get": "REVIEW# SYSTEM#", "query": "SYSTEM#", "put": "REVIEW# REVIEWS SYSTEM#"},
        },
        objects={"records": {"get": "reviews/ sources/", "put": "reviews/"}},
        bundle="templates",
    ),
    Function(
        "review_again",
        ScheduleTrigger("review-again", "rate(1 day)"),
        timeout=300,
        tables={
            "events": {"put": "*"},
            "directory": {
                "get": "SYSTEM# REVIEW#",
                "get_many": "SYSTEM# REVIEW#",
                "query": "SYSTEMS SYSTEM#",
                "put": "REVIEW# REVIEWS SYSTEM# SYSTEMS",
                "check": "SYSTEM#",
            },
        },
        objects={"records": {"get": "sources/", "put": "sources/"}},
        reads_stack=True,
    ),
)
