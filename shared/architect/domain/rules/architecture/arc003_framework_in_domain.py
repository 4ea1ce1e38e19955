"""Frameworks and clients in the rules of the business."""

from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Place, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile

_INSIDE = frozenset({"domain", "entities"})
_FRAMEWORKS = frozenset({
    "fastapi", "starlette", "django", "flask", "quart", "aiohttp", "tornado", "litestar", "sanic", "bottle",
    "sqlalchemy", "sqlmodel", "peewee", "pynamodb", "mongoengine", "pymongo", "motor", "psycopg", "psycopg2", "asyncpg",
    "pymysql", "MySQLdb", "sqlite3", "redis", "boto3", "botocore", "aioboto3", "celery", "arq", "kafka", "aiokafka",
    "confluent_kafka", "pika", "aio_pika", "requests", "httpx", "urllib3", "grpc", "elasticsearch", "opensearchpy",
})  # fmt: skip
_BAD = """\
import boto3


def cancel(order):
    order.state = "cancelled"
    boto3.resource("dynamodb").Table("orders").put_item(Item=vars(order))
"""
_GOOD = """\
def cancel(order):
    order.state = "cancelled"
    return order
"""


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    if not _INSIDE.intersection(file.module.split(".")):
        return
    told: set[str] = set()
    for row in file.import_rows:
        name = file.resolved(row).split(".")[0]
        if name in _FRAMEWORKS and not row.level and not row.typing_only and name not in told:
            told.add(name)
            message = f"The domain module `{file.module}` imports {name}: its rules cannot run without it."
            yield Hit(Place(file.path, row.line, row.line), message, f"{file.module} imports {name}")


RULE = FileRule(
    About(
        id="ARC003",
        family="architecture",
        title="The domain knows a framework or a client",
        severity=Severity.ERROR,
        confidence=Confidence.MEDIUM,
        principle="The domain imports the standard library and itself.",
        why=(
            "Each of its tests then needs the framework, a store or a network, and each new version of the "
            "library is a change of the business rules."
        ),
        fix=(
            "Keep values and decisions in the domain; put queries, requests and routes into adapters that call "
            "it. Map between the ORM's classes and the domain's outside of it."
        ),
        source="https://www.cosmicpython.com/book/chapter_02_repository.html",
        bad={"shop/domain/orders.py": _BAD},
        good={"shop/domain/orders.py": _GOOD},
    ),
    check,
)
