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
                "get": "SYSTEM# SYSTEMS DESIGN# DECISION# HOUSE",
                "get_many": "USER# ROLES SYSTEM# DESIGN# DECISION# HOUSE REVIEW#",
                "query": "SYSTEMS DESIGNS SYSTEM#",
                "put": "SYSTEM# SYSTEMS DESIGN# DESIGNS DECISION# HOUSE",
                "check": "DECISION#",
            },
            "sessions": {"get": "IDEMPOTENCY#", "get_many": "SESSIONS#", "put": "IDEMPOTENCY#"},
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
                "get": "SYSTEM# SYSTEMS REVIEW# SOURCES",
                "get_many": "USER# ROLES REVIEW# SOURCES",
                "query": "SYSTEM# REVIEWS",
                "put": "SYSTEM# SYSTEMS REVIEW# REVIEWS SOURCES",
                "delete": "SYSTEM#",
            },
            "sessions": {"get": "IDEMPOTENCY#", "get_many": "SESSIONS#", "put": "IDEMPOTENCY#"},
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
            "directory": {"get_many": "DESIGN# HOUSE", "put": "DESIGN#"},
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
            "directory": {
                "get": "REVIEW# SYSTEM# SOURCES",
                "get_many": "REVIEW# DECISION#",
                "query": "SYSTEM#",
                "put": "REVIEW# SYSTEM# SOURCES",
                "add": "REVIEW#",
                "check": "REVIEW#",
                "delete": "REVIEW#",
            },
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
            "directory": {
                "get": "REVIEW# SYSTEM# SOURCES",
                "get_many": "REVIEW# DECISION#",
                "query": "SYSTEM#",
                "put": "REVIEW# SYSTEM# SOURCES",
                "add": "REVIEW#",
                "check": "REVIEW#",
                "delete": "REVIEW#",
            },
        },
        objects={
            "uploads": {"get": "reviews/"},
            "records": {"get": "reviews/ sources/", "put": "reviews/ sources/"},
        },
        bundle="templates",
    ),
    Function(
        "review_again",
        ScheduleTrigger("review-again", "rate(1 day)"),
        timeout=300,
        tables={
            "events": {"put": "*"},
            "directory": {
                "get": "SYSTEM# SYSTEMS SOURCES",
                "query": "SOURCES",
                "put": "REVIEW# REVIEWS SYSTEM# SYSTEMS SOURCES",
            },
        },
        objects={"uploads": {"get": "reviews/"}, "records": {"put": "sources/"}},
        reads_stack=True,
        bundle="templates",
    ),
)
