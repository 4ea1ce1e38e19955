"""Keys of streams and topics, as producers and consumers of one project write them: a hint where they nearly match."""

import ast
from collections.abc import Iterator
from difflib import SequenceMatcher

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, ProjectRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.shapes import method
from shared.architect.domain.rules.vocabulary.values import argument, meaning_of
from shared.kernel.dataclasses import dataclass

_PRODUCER = """\
import redis

client = redis.Redis()


def tell(tenant_id: str, user_id: str, text: str) -> None:
    client.xadd(f"notes:{user_id}", {"tenant": tenant_id, "text": text})
"""
_CONSUMER = """\
import redis

client = redis.Redis()


def read(tenant_id: str, after: str) -> list[object]:
    return client.xread({f"notes:{tenant_id}": after}, count=100)
"""
_WRITING = {"xadd": "name", "publish": "channel", "spublish": "channel", "produce": "topic", "send_and_wait": "topic"}
_READING = frozenset({"xread", "xreadgroup", "subscribe", "psubscribe", "xrange", "xrevrange"})
_NEAR = 0.8


@dataclass(frozen=True)
class Key:
    """`frame`: the text with each field as `{}`; `fields`: their names."""

    file: SourceFile
    node: ast.expr
    frame: str
    fields: tuple[str, ...]


def check(project: Project) -> Iterator[Hit]:
    written: list[Key] = []
    read: list[Key] = []
    for file in project.code():
        if any(word in file.text for word in ("xadd", "xread", "publish", "subscribe", "produce", "send_and_wait")):
            for key, writes in _keys(file):
                (written if writes else read).append(key)
    for key in read if written else ():
        other = _near_miss(key, written)
        if other:
            message = (
                f"Reads `{_shown(key)}`, while {other.file.path}:{other.node.lineno} writes `{_shown(other)}`: what is "
                "written there does not arrive here."
            )
            yield key.file.hit(key.node, message)


def _near_miss(key: Key, written: list[Key]) -> Key | None:
    if any(one.frame == key.frame and one.fields == key.fields for one in written):
        return None
    if key.fields and (same := next((one for one in written if one.frame == key.frame), None)):
        return same
    if any(one.frame == key.frame for one in written) or "*" in key.frame:
        return None
    near = (one for one in written if SequenceMatcher(None, one.frame, key.frame).ratio() >= _NEAR)
    return next(near, None) if len(key.frame) >= 6 else None


def _keys(file: SourceFile) -> Iterator[tuple[Key, bool]]:
    for call in file.all(ast.Call):
        name = method(call)
        if name in _WRITING:
            yield from ((key, True) for key in _key(file, argument(call, _WRITING[name], 0)))
        elif name in _READING:
            for given in (*call.args, *(one.value for one in call.keywords if one.arg in ("streams", "name"))):
                yield from ((key, False) for key in _key(file, given))


def _key(file: SourceFile, given: ast.expr | None, depth: int = 4) -> Iterator[Key]:
    if isinstance(given, ast.Dict):
        for one in given.keys:
            yield from _key(file, one, depth)
    elif isinstance(given, ast.DictComp):
        yield from _key(file, given.key, depth)
    elif isinstance(given, ast.List | ast.Tuple):
        for one in given.elts:
            yield from _key(file, one, depth)
    elif isinstance(given, ast.Name) and depth and (meant := meaning_of(file, given)) is not None:
        yield from _key(file, meant, depth - 1)
    elif isinstance(given, ast.JoinedStr):
        filled = [one.value for one in given.values if isinstance(one, ast.FormattedValue)]
        frame = "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in given.values)
        if frame.strip("{}:./-_"):
            yield Key(file, given, frame, tuple(ast.unparse(one).rpartition(".")[2] for one in filled))
    elif isinstance(given, ast.Constant) and isinstance(given.value, str) and len(given.value) > 2:
        yield Key(file, given, given.value, ())


def _shown(key: Key) -> str:
    return ast.unparse(key.node)[:60]


RULE = ProjectRule(
    About(
        id="EVT007",
        family="events",
        title="Producer and consumer spell the key differently",
        severity=Severity.NOTE,
        confidence=Confidence.LOW,
        principle="A key that two sides must agree on is written down once.",
        why=(
            "Nothing fails: the producer writes to one stream, the consumer waits at another. Tests of each side pass, "
            "for each uses its own spelling; in production the messages pile up unread."
        ),
        fix="Make one function or constant of the key and use it on both sides; test them against each other.",
        source="https://redis.io/docs/latest/develop/data-types/streams/",
        bad={"notes/tell.py": _PRODUCER, "notes/read.py": _CONSUMER},
        good={"notes/tell.py": _PRODUCER.replace("{user_id}", "{tenant_id}"), "notes/read.py": _CONSUMER},
    ),
    check,
)
