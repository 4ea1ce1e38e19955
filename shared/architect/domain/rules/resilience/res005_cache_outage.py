"""Reads that fail when the cache does, though the store is well."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.clients import called, on_redis
from shared.architect.domain.rules.vocabulary.origins import is_memcached
from shared.architect.domain.rules.vocabulary.shapes import (
    calls_in,
    functions_with,
    method,
    names_below,
    receiver,
    statements,
    targets_of,
)

_BAD = """\
import json

import redis


class Products:
    def __init__(self, cache: redis.Redis, store: dict[str, dict[str, str]]) -> None:
        self._cache, self._store = cache, store

    def read(self, sku: str) -> dict[str, str]:
        kept = self._cache.get(f"product:{sku}")
        if kept is not None:
            return json.loads(kept)
        product = self._store[sku]
        self._cache.set(f"product:{sku}", json.dumps(product), ex=300)
        return product
"""
_GOOD = """\
import json
import logging

import redis

log = logging.getLogger(__name__)


class Products:
    def __init__(self, cache: redis.Redis, store: dict[str, dict[str, str]]) -> None:
        self._cache, self._store = cache, store

    def read(self, sku: str) -> dict[str, str]:
        try:
            kept = self._cache.get(f"product:{sku}")
        except redis.RedisError:
            log.warning("no cache for %s", sku, exc_info=True)
            return self._store[sku]
        return json.loads(kept) if kept is not None else self._fill(sku)

    def _fill(self, sku: str) -> dict[str, str]:
        product = self._store[sku]
        try:
            self._cache.set(f"product:{sku}", json.dumps(product), ex=300)
        except redis.RedisError:
            log.warning("%s is not cached", sku, exc_info=True)
        return product
"""
_FILLS = frozenset({"set", "setex", "psetex", "hset", "mset"})
_FILLING = re.compile(f"({'|'.join(sorted(_FILLS))})$")
_READS = frozenset({"get", "hgetall", "hget", "mget", "getex"})


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    for function in functions_with(file, _FILLING):
        calls = [(call, name) for call, name in calls_in(file, function) if _is_remote(name)]
        fills = {receiver(call) for call, _ in calls if method(call) in _FILLS}
        for call, _name in calls:
            aside = method(call) in _READS and receiver(call) in fills and _is_asked(function, call)
            if aside and not any(isinstance(up, ast.Try) for up in file.above(call)):
                message = (
                    f"`{function.name}` asks `{ast.unparse(call.func)}` first, outside of any try: without the cache "
                    "it fails, though the source of the answer is well."
                )
                yield file.hit(call, message)
                break


def _is_remote(name: str) -> bool:
    """A cache that is another process: a dict that is called one never goes away."""
    owner = called(name).owner
    return on_redis(name) or is_memcached(owner) or owner.startswith("django.core.cache.")


def _is_asked(function: FunctionNode, read: ast.Call) -> bool:
    """What came back decides whether the source is asked: an `if`, or an `or`."""
    answers: set[str] = set()
    for node in statements(function):
        if isinstance(node, ast.Assign | ast.NamedExpr) and read in set(ast.walk(node.value)):
            answers |= targets_of(node)
        tested = node.test if isinstance(node, ast.If | ast.IfExp | ast.While) else None
        if tested is not None and (answers & names_below(tested) or read in set(ast.walk(tested))):
            return True
    return False


RULE = FileRule(
    About(
        id="RES005",
        family="resilience",
        title="The cache's outage is everybody's",
        severity=Severity.NOTE,
        confidence=Confidence.MEDIUM,
        principle="A cache makes things faster; without it they are slower, not gone.",
        why=(
            "A restart of redis, or a failover of some seconds, turns into errors for every reader, although the store "
            "could have answered. The part that was added for speed has become one more that must never fail."
        ),
        fix=(
            "Catch the client's error around get and set, log and count it, and go to the source; give the cache a "
            "short timeout and make sure that the source stands the load (a breaker, a limit)."
        ),
        source="https://aws.amazon.com/builders-library/caching-challenges-and-strategies/",
        bad={"shop/products.py": _BAD},
        good={"shop/products.py": _GOOD},
    ),
    check,
)
