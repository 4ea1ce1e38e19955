"""Clients that are given an address which is right on one machine only."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.values import text_of

_BAD = """\
import redis

baskets = redis.Redis(host="localhost", port=6379)


def basket(user_id: str):
    return baskets.hgetall(f"basket:{user_id}")
"""
_GOOD = """\
import redis

from shop.settings import settings

baskets = redis.Redis(host=settings.redis_host, port=6379)


def basket(user_id: str):
    return baskets.hgetall(f"basket:{user_id}")
"""
_LIBRARIES = (
    "redis.", "valkey.", "httpx.Client", "httpx.AsyncClient", "aiohttp.ClientSession", "psycopg.", "psycopg2.",
    "asyncpg.", "pymysql.", "aiomysql.", "sqlalchemy.", "pika.", "aio_pika.", "kafka.", "aiokafka.", "confluent_kafka.",
    "pymongo.", "motor.", "elasticsearch.", "opensearchpy.", "boto3.", "aioboto3.", "celery.Celery", "arq.", "nats.",
    "grpc.",
    "memcache.", "pymemcache.", "cassandra.", "kombu.", "smtplib.", "aiosmtplib.", "consul.", "etcd3.", "influxdb",
    "clickhouse", "minio.", "paho.", "hvac.", "dramatiq.", "rq.", "requests_toolbelt", "gql.", "zeep.", "ldap3.",
)  # fmt: skip
_LOCAL = re.compile(
    r"^(?:[a-z][a-z0-9+.-]*://(?:[^/@]*@)?)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d+)?(?:[/,?]|$)"
)
_REMOTE = re.compile(
    r"^(?!https?://(?:www\.)?(?:schemas?\.|example))[a-z][a-z0-9+.-]*://(?:[^/@]*@)?[a-z0-9-]+(?:\.[a-z0-9-]+)+"
)
_INTERNAL = re.compile(
    r"^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}$|\.(?:internal|local|lan|corp|svc)(?::\d+)?$"
)


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    if not any(f"{name}.".startswith(_LIBRARIES) for name in file.imports):
        return
    for call, name in file.calls():
        if not f"{name}.".startswith(_LIBRARIES) or "()" in name:
            continue
        for given in (*call.args[:2], *(keyword.value for keyword in call.keywords)):
            listed = given.elts if isinstance(given, ast.List | ast.Tuple) else [given]
            address = next(filter(None, (_address(text_of(file, one)) for one in listed)), "")
            if address:
                yield file.hit(call, f"`{ast.unparse(call.func)}` is given the address `{address}`: it is the same in "
                               "every environment, and where it is not, it is wrong.")  # fmt: skip
                break


def _address(text: str) -> str:
    """The address without a password, empty where the text is none."""
    if _LOCAL.search(text) or _REMOTE.search(text) or _INTERNAL.search(text):
        return re.sub(r"//[^/@]*@", "//", text)
    return ""


RULE = FileRule(
    About(
        id="CFG002",
        family="configuration",
        title="A client's address stands in the code",
        severity=Severity.NOTE,
        confidence=Confidence.MEDIUM,
        principle="The same build runs everywhere; what differs from place to place is handed in.",
        why=(
            "The code works on its author's machine, and in production talks to nothing, or worse, tests talk to "
            "production. Moving the store then takes a change of code, a build and a release."
        ),
        fix="Take the address from settings, without a default that only works on one machine.",
        source="https://12factor.net/backing-services",
        bad={"shop/baskets.py": _BAD},
        good={"shop/baskets.py": _GOOD},
    ),
    check,
)
