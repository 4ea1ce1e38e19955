"""`except` clauses that name a class which the library does not have."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile

_BAD = """\
import jwt


def read_session(token: str, key: str) -> str | None:
    try:
        return jwt.decode(token, key, algorithms=["ES256"], audience="shop", issuer="login")["sub"]
    except jwt.JWTError:
        return None
"""
_GOOD = """\
import jwt


def read_session(token: str, key: str) -> str | None:
    try:
        return jwt.decode(token, key, algorithms=["ES256"], audience="shop", issuer="login")["sub"]
    except jwt.PyJWTError:
        return None
"""
# What people write -> what the library has. Each was looked for in the release that is named, and is not there.
DEAD = {
    "jwt.JWTError": "jwt.PyJWTError",  # PyJWT 2.15; it is python-jose's
    "jwt.JWTClaimsError": "jwt.InvalidTokenError",
    "jwt.ExpiredSignature": "jwt.ExpiredSignatureError",
    "jwt.exceptions.JWTError": "jwt.PyJWTError",
    "jwt.exceptions.JWTDecodeError": "jwt.DecodeError",
    "jose.jwt.PyJWTError": "jose.JWTError",  # python-jose 3.5
    "jose.PyJWTError": "jose.JWTError",
    "jose.exceptions.PyJWTError": "jose.JWTError",
    "botocore.ClientError": "botocore.exceptions.ClientError",  # botocore 1.44
    "boto3.ClientError": "botocore.exceptions.ClientError",
    "boto3.exceptions.ClientError": "botocore.exceptions.ClientError",
    "boto3.exceptions.BotoCoreError": "botocore.exceptions.BotoCoreError",
    "httpx.TimeoutError": "httpx.TimeoutException",  # httpx 0.28
    "httpx.Timeoutexception": "httpx.TimeoutException",
    "httpx.ConnectionError": "httpx.ConnectError",
    "httpx.RequestException": "httpx.RequestError",
    "httpx.HTTPException": "httpx.HTTPError",
    "requests.TimeoutError": "requests.Timeout",  # requests 2.34
    "requests.exceptions.TimeoutError": "requests.exceptions.Timeout",
    "requests.RequestError": "requests.RequestException",
    "requests.exceptions.RequestError": "requests.exceptions.RequestException",
    "requests.HTTPException": "requests.HTTPError",
    "redis.RedisException": "redis.RedisError",  # redis 8.1
    "redis.exceptions.RedisException": "redis.exceptions.RedisError",
    "redis.TimeoutException": "redis.TimeoutError",
    "json.JSONError": "json.JSONDecodeError",  # the standard library
    "json.DecodeError": "json.JSONDecodeError",
    "asyncio.CancelledException": "asyncio.CancelledError",
    "asyncio.TimeoutException": "asyncio.TimeoutError",
    "subprocess.TimeoutError": "subprocess.TimeoutExpired",
    "sqlite3.SQLError": "sqlite3.Error",
    "sqlalchemy.exc.IntegrityException": "sqlalchemy.exc.IntegrityError",  # SQLAlchemy 2.1
    "sqlalchemy.exc.NotFoundError": "sqlalchemy.exc.NoResultFound",
    "aiohttp.ClientException": "aiohttp.ClientError",  # aiohttp 3.14
    "aiohttp.TimeoutError": "aiohttp.ServerTimeoutError",
    "pymongo.errors.DuplicateKey": "pymongo.errors.DuplicateKeyError",  # PyMongo 4.20
    "grpc.RPCError": "grpc.RpcError",  # grpcio 1.85
    "pydantic.ValidationException": "pydantic.ValidationError",  # pydantic 2.14
}


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    if not any(name.split(".")[0] in _TOPS for name in file.imports):
        return
    for handler in file.all(ast.ExceptHandler):
        told = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        for one in told:
            name = file.name_of(one)
            if one is not None and name in DEAD:
                yield file.hit(
                    one,
                    f"There is no `{name}`: when the `try` fails, this line raises AttributeError or ImportError "
                    f"instead. It is called `{DEAD[name]}`.",
                )


_TOPS = frozenset(name.split(".")[0] for name in DEAD)

RULE = FileRule(
    About(
        id="SEC003",
        family="security",
        title="An except clause names a class that the library does not have",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="An error path is code like any other, and one that was never run is broken.",
        why=(
            "Python looks the class up only when something is raised. Until then all is well; then a bad token, or a "
            "timeout, becomes an AttributeError and answers 500 where 401 or a retry was meant."
        ),
        fix="Use the class that the library exports, and add a test that makes the call fail once.",
        source="https://pyjwt.readthedocs.io/en/stable/api.html#exceptions",
        bad={"shop/sessions.py": _BAD},
        good={"shop/sessions.py": _GOOD},
    ),
    check,
)
