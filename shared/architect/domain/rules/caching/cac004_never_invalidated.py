"""Cached copies that no write takes away: a hint, for some may well be old."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, ProjectRule
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.clients import called, on_cache, on_redis
from shared.architect.domain.rules.vocabulary.sending import writes_store
from shared.architect.domain.rules.vocabulary.shapes import calls_in, words_of
from shared.architect.domain.rules.vocabulary.values import text_of
from shared.kernel.dataclasses import dataclass

_READ = """\
import json

import psycopg
import redis

cache = redis.Redis(socket_timeout=1)


def profile(conn: psycopg.Connection, user_id: int) -> dict[str, str]:
    kept = cache.get(f"user:{user_id}")
    if kept:
        return json.loads(kept)
    row = conn.execute("SELECT name FROM users WHERE id = %s", (user_id,)).fetchone()
    cache.set(f"user:{user_id}", json.dumps({"name": row[0]}), ex=86_400)
    return {"name": row[0]}
"""
_WRITE = """\
import psycopg


def rename(conn: psycopg.Connection, user_id: int, name: str) -> None:
    conn.execute("UPDATE users SET name = %s WHERE id = %s", (name, user_id))
    conn.commit()
"""
_WRITE_AND_FORGET = """\
import psycopg

from shop.read import cache


def rename(conn: psycopg.Connection, user_id: int, name: str) -> None:
    conn.execute("UPDATE users SET name = %s WHERE id = %s", (name, user_id))
    conn.commit()
    cache.delete(f"user:{user_id}")
"""
_FILLS = frozenset({"set", "setex", "psetex", "hset", "mset", "set_many", "add"})
_FORGETS = re.compile(
    r"^(delete|unlink|invalidate\w*|expire|evict\w*|forget\w*|delete_many|delete_pattern|clear|bump\w*|hdel)$"
)
_WORD = re.compile(r"[a-z][a-z]{2,}")
_FRESH = 60  # seconds: so old may nearly everything be


@dataclass(frozen=True)
class Fill:
    file: SourceFile
    call: ast.Call
    key: str

    @property
    def entity(self) -> str:
        found = _WORD.search(self.key.lower())
        return found.group(0) if found else ""


def check(project: Project) -> Iterator[Hit]:
    fills = [one for file in project.code() for one in _fills(file) if one.entity]
    if not fills:
        return
    forgotten = {key for file in project.code() for key in _forgotten(file)}
    told: set[str] = set()
    for fill in fills:
        if fill.entity in told or "*" in forgotten or any(fill.entity in key for key in forgotten):
            continue
        writer = next((one for file in project.code() for one in _writers(file, fill.entity)), None)
        if writer:
            told.add(fill.entity)
            message = (
                f'`{ast.unparse(fill.call.func)}` keeps "{fill.key}", and `{writer[1].name}` ({writer[0].path}:'
                f"{writer[1].lineno}) changes what it is made of without taking it away: readers see the old for as "
                "long as it lives."
            )
            yield fill.file.hit(fill.call, message)


def _fills(file: SourceFile) -> Iterator[Fill]:
    for call, name in file.calls():
        fills = called(name).method in _FILLS and call.args and (on_redis(name) or on_cache(name))
        if fills and not _is_short(call):
            yield Fill(file, call, text_of(file, call.args[0]))


def _is_short(call: ast.Call) -> bool:
    given = [one.value for one in call.keywords if one.arg in ("ex", "timeout", "ttl", "expire")]
    return any(isinstance(one, ast.Constant) and isinstance(one.value, int) and one.value <= _FRESH for one in given)


def _forgotten(file: SourceFile) -> Iterator[str]:
    """Keys that are taken away; "*" where it cannot be told which."""
    for call, name in file.calls():
        if _FORGETS.match(called(name).method) and (on_redis(name) or on_cache(name)):
            texts = [text_of(file, one).lower() for one in call.args]
            yield from (text or "*" for text in texts or ["*"])


def _writers(file: SourceFile, entity: str) -> Iterator[tuple[SourceFile, FunctionNode]]:
    """Functions that change a store and speak of the entity."""
    for function in file.functions():
        calls = calls_in(file, function)
        if any(writes_store(file, call, name) for call, name in calls) and _speaks_of(file, function, entity):
            yield file, function


def _speaks_of(file: SourceFile, function: FunctionNode, entity: str) -> bool:
    return any(
        word == entity or word == f"{entity}s" or word.startswith(f"{entity}_") for word in words_of(file, function)
    )


RULE = ProjectRule(
    About(
        id="CAC004",
        family="caching",
        title="A cached copy that no write takes away",
        severity=Severity.NOTE,
        confidence=Confidence.LOW,
        principle="Who changes a thing takes away its copies.",
        why=(
            "A customer changes the name, reloads, and sees the old one for a day; support cannot explain it. Worse "
            "where the copy decides something: prices, permissions, stock."
        ),
        fix=(
            "Delete the key in the function that writes, after the commit; or put the version of the thing into the "
            "key. Dismiss this where the age of the copy is agreed."
        ),
        source="https://learn.microsoft.com/en-us/azure/architecture/patterns/cache-aside",
        bad={"shop/read.py": _READ, "shop/write.py": _WRITE},
        good={"shop/read.py": _READ, "shop/write.py": _WRITE_AND_FORGET},
    ),
    check,
)
