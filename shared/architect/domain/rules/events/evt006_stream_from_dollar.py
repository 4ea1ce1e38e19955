"""Redis streams read from "$" again and again: what arrives between two reads is never seen."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.shapes import loop_of, method
from shared.architect.domain.rules.vocabulary.values import argument, meaning_of

_BAD = """\
import redis.asyncio as redis


async def follow(client: redis.Redis, topics: list[str]) -> None:
    while True:
        found = await client.xread({topic: "$" for topic in topics}, block=5000)
        for topic, messages in found:
            for number, fields in messages:
                print(topic, number, fields)
"""
_GOOD = """\
import redis.asyncio as redis


async def follow(client: redis.Redis, topics: list[str]) -> None:
    seen = {topic: "$" for topic in topics}
    while True:
        found = await client.xread(seen, block=5000)
        for topic, messages in found:
            for number, fields in messages:
                print(topic, number, fields)
                seen[topic] = number
"""


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    if "xread" not in file.text:
        return
    for call in file.all(ast.Call):
        if method(call) == "xread" and loop_of(file, call) and _always_from_the_end(file, call):
            message = (
                f"`{ast.unparse(call.func)}` asks anew in every round for what is newer than `$`: what was added while "
                "the last answer was worked on is skipped."
            )
            yield file.hit(call, message)


def _always_from_the_end(file: SourceFile, call: ast.Call) -> bool:
    given = argument(call, "streams", 0)
    if isinstance(given, ast.Name):
        name, function = given.id, file.function_of(call)
        loop = loop_of(file, call)
        kept = meaning_of(file, given)
        inside = kept is not None and loop is not None and kept in set(ast.walk(loop))
        if kept is None or (not inside and _advances(function or file.tree, name)):
            return False
        given = kept
    return given is not None and any(isinstance(one, ast.Constant) and one.value == "$" for one in ast.walk(given))


def _advances(function: ast.AST, name: str) -> bool:
    """Something is written into the dict of positions."""
    for node in ast.walk(function):
        stores = isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
        updates = isinstance(node, ast.Attribute) and node.attr == "update"
        owner = node.value if isinstance(node, ast.Subscript | ast.Attribute) else None
        if (stores or updates) and isinstance(owner, ast.Name) and owner.id == name:
            return True
    return False


RULE = FileRule(
    About(
        id="EVT006",
        family="events",
        title="A stream read from its end in every round",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="A reader remembers how far it has come.",
        why=(
            "The id `$` means: from now on, anew in each call. Messages that arrive between two calls are newer than "
            "the last answer and older than the next question: they are lost, the more the busier it is."
        ),
        fix=(
            "Pass the last id that was seen; or read with a consumer group (XREADGROUP, XACK), which remembers it for "
            "you and over restarts."
        ),
        source="https://redis.io/docs/latest/commands/xread/#the-special--id",
        bad={"shop/follow.py": _BAD},
        good={"shop/follow.py": _GOOD},
    ),
    check,
)
