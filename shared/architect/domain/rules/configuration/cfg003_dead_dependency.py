"""Libraries that nobody mends any more."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Place, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, ProjectRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.once import one_by_one
from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class Ended:
    """`module`: what is imported; `distribution`: what is declared; `end`: what happened, and when."""

    module: str
    distribution: str
    end: str
    instead: str


ENDED = (
    Ended("aioredis", "aioredis", "last release 2021-12, merged into redis-py", "redis.asyncio"),
    Ended(
        "opentelemetry.exporter.jaeger", "opentelemetry-exporter-jaeger", "last release 2023-11", "the OTLP exporter"
    ),
    Ended("jaeger_client", "jaeger-client", "archived 2022", "OpenTelemetry with OTLP"),
    Ended("opentracing", "opentracing", "archived 2022", "OpenTelemetry"),
    Ended("nose", "nose", "last release 2015", "pytest"),
    Ended("asynctest", "asynctest", "last release 2019", "unittest.IsolatedAsyncioTestCase"),
    Ended("Crypto", "pycrypto", "last release 2013, with known holes", "cryptography"),
    Ended("raven", "raven", "ended in favour of sentry-sdk", "sentry-sdk"),
    Ended("boto", "boto", "last release 2018", "boto3"),
    Ended("rediscluster", "redis-py-cluster", "merged into redis-py 4.1", "redis.cluster"),
    Ended("oauth2client", "oauth2client", "deprecated 2017", "google-auth"),
    Ended("flask_jwt", "flask-jwt", "last release 2015", "flask-jwt-extended"),
    Ended("flask_script", "flask-script", "last release 2017", "flask's own command line"),
    Ended("motor", "motor", "deprecated 2025-05, ends 2026-05", "PyMongo's own asynchronous client"),
    Ended("PyPDF2", "pypdf2", "last release 2022", "pypdf"),
    Ended("imp", "", "removed in Python 3.12", "importlib"),
    Ended("asyncore", "", "removed in Python 3.12", "asyncio"),
    Ended("asynchat", "", "removed in Python 3.12", "asyncio"),
    Ended("smtpd", "", "removed in Python 3.12", "aiosmtpd"),
    Ended("distutils", "", "removed in Python 3.12", "setuptools or packaging"),
    Ended("cgi", "", "removed in Python 3.13", "the framework's own parser"),
    Ended("telnetlib", "", "removed in Python 3.13", "telnetlib3 or an SSH client"),
    Ended("crypt", "", "removed in Python 3.13", "argon2-cffi"),
)
_BY_TOP = {ended.module.split(".")[0]: ended for ended in ENDED}
_BAD = """\
import aioredis


async def basket(user_id: str) -> dict:
    redis = await aioredis.from_url("redis://cache")
    return await redis.hgetall(f"basket:{user_id}")
"""
_GOOD = """\
import redis.asyncio as redis


async def basket(user_id: str) -> dict:
    async with redis.from_url("redis://cache") as client:
        return await client.hgetall(f"basket:{user_id}")
"""


def check(project: Project) -> Iterator[Hit]:
    told: set[str] = set()
    dead = {ended.module.split(".")[0] for ended in ENDED}
    asked = (file for file in project.code() if dead & {name.split(".")[0] for _, name in file.imported_at})
    for file in one_by_one(asked):
        nodes: list[ast.Import | ast.ImportFrom] = [*file.all(ast.Import), *file.all(ast.ImportFrom)]
        for node in nodes:
            for ended in _imported(file, node):
                if ended.module not in told and not _is_optional(file, node):
                    told.add(ended.module)
                    yield file.hit(node, f"`{ended.module}` is dead ({ended.end}): use {ended.instead}.")
    for ended in ENDED:
        if ended.distribution in project.dependencies and ended.module not in told:
            message = (
                f"The project depends on `{ended.distribution}`, which is dead ({ended.end}): use {ended.instead}."
            )
            yield Hit(Place("pyproject.toml", 1), message, f"dependency {ended.distribution}")


def _imported(file: SourceFile, node: ast.Import | ast.ImportFrom) -> Iterator[Ended]:
    if isinstance(node, ast.ImportFrom):
        names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module and not node.level else []
    else:
        names = [alias.name for alias in node.names]
    for name in names:
        ended = _BY_TOP.get(name.split(".")[0])
        if ended and f"{name}.".startswith(f"{ended.module}.") and not f"{file.module}.".startswith(f"{ended.module}."):
            yield ended


def _is_optional(file: SourceFile, node: ast.AST) -> bool:
    """Under `try: ... except ImportError`, or a test of the version: old Pythons are served too."""
    return any(isinstance(one, ast.Try | ast.If) for one in file.above(node))


RULE = ProjectRule(
    About(
        id="CFG003",
        family="configuration",
        title="A dependency is dead",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="A dependency is somebody else's promise to mend it; where nobody is left, the promise is yours.",
        why=(
            "A library without releases gets no security fixes, and one day does not install on the Python that you "
            "must move to. It then blocks the upgrade of everything else, at the worst time."
        ),
        fix="Move to the successor that the message names while nothing presses; most are renamed imports.",
        source="https://peps.python.org/pep-0594/ and the projects' own notes, as of 2026-11",
        bad={"shop/baskets.py": _BAD},
        good={"shop/baskets.py": _GOOD},
    ),
    check,
)
