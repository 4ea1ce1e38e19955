"""What a client looks like when its name is followed to where it was made: `redis.Redis()`, `boto3.resource().Table()`.

Only these count. What a library calls otherwise (encoders, settings, results) answers at once and talks to nobody.
"""

import re

_REDIS = re.compile(
    r"(?:redis|valkey|fakeredis|aioredis|coredis|rediscluster|django_redis|flask_redis)(?:\.\w+)*\.(?:Strict|Fake|FakeStrict)?"
    r"(?:Redis|Valkey|RedisCluster|ValkeyCluster|FlaskRedis|from_url|create_redis_pool|get_redis_connection|master_for)\(\)"
    r"(?:\.(?:from_url|pipeline|pubsub|master_for|slave_for)\(\))*"
)
_MEMCACHED = re.compile(r"(?:pymemcache|aiomcache|pylibmc|bmemcached|memcache)(?:\.\w+)*\.\w*Client\(\)")
_AWS = re.compile(
    r"(?:boto3|aioboto3|aiobotocore|botocore)(?:\.\w+)*?(?:\.\w*[sS]ession\(\))?\.(?:client|resource|create_client)\(\)"
    r"(?:\.(?:Table|Bucket|Object|Queue|Topic|batch_writer)\(\))*"
)
_AWS_TYPED = re.compile(r"(?:mypy|types)_(?:aio)?boto(?:core|3)_?\w*(?:\.\w+)*\.\w+\(\)")
_DRIVERS = (
    r"psycopg|psycopg2|psycopg_pool|asyncpg|pymysql|MySQLdb|mysql|aiomysql|asyncmy|sqlite3|aiosqlite|pyodbc|aioodbc|"
    r"oracledb|cx_Oracle|duckdb|pg8000|pymssql|databases"
)
_SQL = re.compile(
    rf"(?:{_DRIVERS})(?:\.\w+)*\.(?:\w*[cC]onnect|\w*Connection|\w*Pool|create_pool|Cursor|Database|Connection\.connect)\(\)"
    r"(?:\.(?:cursor|acquire|connection|connect|execute|getconn|pipeline)\(\))*"
)
_ORM = re.compile(
    r"(?:sqlalchemy|sqlmodel|flask_sqlalchemy)(?:\.\w+)*\.(?:\w*Session|\w*sessionmaker|scoped_session|create_engine|"
    r"create_async_engine|\w*Engine|\w*Connection|SQLAlchemy)\(\)(?:\(\))?(?:\.session)?(?:\.\w+\(\))*"
)
_MONGO = re.compile(
    r"(?:pymongo|motor)(?:\.\w+)*\.(?:\w*MongoClient|\w*MotorClient|\w*Collection|\w*Database)\(\)(?:\.\w+(?:\(\))?)*"
)
_MAIL = re.compile(r"(?:smtplib\.SMTP(?:_SSL)?|ftplib\.FTP(?:_TLS)?|paramiko\.SSHClient)\(\)")
_PIKA = re.compile(r"pika(?:\.\w+)*\.BlockingConnection\(\)(?:\.channel\(\))?")


def is_redis(owner: str) -> bool:
    return bool(_REDIS.fullmatch(owner))


def is_memcached(owner: str) -> bool:
    return bool(_MEMCACHED.fullmatch(owner))


def is_aws(owner: str) -> bool:
    return bool(_AWS.fullmatch(owner) or _AWS_TYPED.fullmatch(owner))


def is_driver(owner: str) -> bool:
    """A connection, cursor or pool of an SQL driver."""
    return bool(_SQL.fullmatch(owner))


def is_orm(owner: str) -> bool:
    """A session, engine or connection of SQLAlchemy, or a query that was begun on one."""
    return bool(_ORM.fullmatch(owner))


def is_sql(owner: str) -> bool:
    return is_driver(owner) or is_orm(owner)


def is_mongo(owner: str) -> bool:
    """A client, a database or a collection."""
    return bool(_MONGO.fullmatch(owner))


def is_blocking_other(owner: str) -> bool:
    """Mail, files and shells of other machines, a blocking broker."""
    return bool(_MAIL.fullmatch(owner) or _PIKA.fullmatch(owner))
