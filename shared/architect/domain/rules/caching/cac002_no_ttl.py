"""Values put into redis for ever."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.clients import called, on_redis
from shared.architect.domain.rules.vocabulary.shapes import calls_in, receiver, says
from shared.architect.domain.rules.vocabulary.values import argument, splats

_BAD = """\
import json

import redis

client = redis.Redis(socket_timeout=1)


def remember(session_id: str, basket: dict[str, int]) -> None:
    client.set(f"basket:{session_id}", json.dumps(basket))
"""
_GOOD = _BAD.replace("json.dumps(basket))", "json.dumps(basket), ex=86_400)")
_ENDS = ("ex", "px", "exat", "pxat", "keepttl", "expire", "ttl", "timeout")


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    for call, name in file.calls():
        one = called(name)
        if one.method not in ("set", "setnx") or not (on_redis(name) or one.owner.startswith("pymemcache.")):
            continue
        if len(call.args) < 2 and argument(call, "value") is None:
            continue
        if splats(call) or len(call.args) > 2 or any(argument(call, end) is not None for end in _ENDS):
            continue
        if not _expires_later(file, call):
            lock = one.method == "setnx" or argument(call, "nx") is not None
            what = (
                "a lock that is never released when its holder dies" if lock else "it stays until somebody deletes it"
            )
            severity = None if lock or _is_a_copy(file, call) else Severity.NOTE
            yield file.hit(call, f"`{ast.unparse(call)[:70]}` has no time to live: {what}.", severity=severity)


def _is_a_copy(file: SourceFile, call: ast.Call) -> bool:
    """The code around speaks of what does not last. Else it may be the place where the value lives: a note."""
    around = [one for one in (file.class_of(call), file.function_of(call)) if one is not None]
    return any(says(file, one, "cache", "session", "basket", "cart", "token", "temp", "otp") for one in around)


def _expires_later(file: SourceFile, call: ast.Call) -> bool:
    function = file.function_of(call)
    names = {called(name).method: receiver(other) for other, name in calls_in(file, function)} if function else {}
    return bool({"expire", "pexpire", "expireat", "persist", "setex", "psetex"} & set(names))


RULE = FileRule(
    About(
        id="CAC002",
        family="caching",
        title="Cached without a time to live",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        principle="Whatever is cached says when it is too old.",
        why=(
            "Memory fills with what nobody asks for any more, until redis refuses writes or evicts what is needed. And "
            "a value that was wrong once is wrong until someone remembers the key."
        ),
        fix="Pass `ex=` with a time that the business can bear; for a lock `nx=True, ex=...` in one command.",
        source="https://redis.io/docs/latest/commands/set/",
        bad={"shop/baskets.py": _BAD},
        good={"shop/baskets.py": _GOOD},
    ),
    check,
)
