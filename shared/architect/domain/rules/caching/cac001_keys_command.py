"""KEYS over a live redis."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.clients import called, on_cache, on_redis
from shared.architect.domain.rules.vocabulary.values import argument, text_of, value_of

_BAD = """\
import redis


class ProductCache:
    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def forget(self, shop: str) -> int:
        stale = self._client.keys(f"shop:{shop}:*")
        return self._client.delete(*stale) if stale else 0
"""
_GOOD = """\
import redis


class ProductCache:
    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def forget(self, shop: str) -> int:
        stale = list(self._client.scan_iter(match=f"shop:{shop}:*", count=500))
        return self._client.unlink(*stale) if stale else 0
"""


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    if ".keys(" not in file.text and "execute_command" not in file.text:
        return
    for call, name in file.calls():
        if _asks_for_keys(file, call, name):
            message = (
                f"`{ast.unparse(call)[:70]}` walks through every key of the database, and the server answers nobody "
                "else until it is done."
            )
            yield file.hit(call, message)


def _asks_for_keys(file: SourceFile, call: ast.Call, name: str) -> bool:
    method = called(name).method
    if method == "execute_command":
        return bool(call.args) and str(value_of(file, call.args[0])).upper() == "KEYS" and on_redis(name)
    if method != "keys" or not (call.args or call.keywords):
        return False
    return on_redis(name) or on_cache(name) or "*" in text_of(file, argument(call, "pattern", 0))


RULE = FileRule(
    About(
        id="CAC001",
        family="caching",
        title="KEYS on a live redis",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="On a server with one thread, no command may look at everything.",
        why=(
            "KEYS is O(N) over all keys, and redis runs one command at a time. With a few million keys each call stops "
            "every client for a second: sessions, locks and queues included."
        ),
        fix="Walk with SCAN (scan_iter), or keep the names of a group in a set; better, put a version into the key.",
        source="https://redis.io/docs/latest/commands/keys/",
        bad={"shop/cache.py": _BAD},
        good={"shop/cache.py": _GOOD},
    ),
    check,
)
