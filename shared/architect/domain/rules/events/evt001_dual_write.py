"""Committing and publishing side by side: two writes that no transaction holds together."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.sending import does, tellers
from shared.architect.domain.rules.vocabulary.shapes import calls_in, calls_matching, method, says, statements

_BAD = """\
import json

from kafka import KafkaProducer
from sqlalchemy.orm import Session

producer = KafkaProducer(bootstrap_servers="kafka:9092")


def place(session: Session, order: object, order_id: str) -> None:
    session.add(order)
    session.commit()
    producer.send("orders", json.dumps({"type": "order.placed", "id": order_id}).encode())
"""
_GOOD = """\
import json

from sqlalchemy import insert
from sqlalchemy.orm import Session

from shop.tables import outbox


def place(session: Session, order: object, order_id: str) -> None:
    session.add(order)
    event = json.dumps({"type": "order.placed", "id": order_id})
    session.execute(insert(outbox).values(topic="orders", payload=event))
    session.commit()
"""
_TABLES = """\
from sqlalchemy import Column, MetaData, String, Table

outbox = Table("outbox", MetaData(), Column("topic", String), Column("payload", String))
"""
_KNOWN = ("outbox", "relay", "on_commit", "after_commit", "transactional", "debezium", "change_data", "collect_events")


def check(file: SourceFile, project: Project) -> Iterator[Hit]:
    told_in: dict[FunctionNode, list[ast.Call]] = {}
    for call in calls_matching(file, tellers(project)):
        function = file.function_of(call)
        if function and does(file, call, file.name_of(call.func), project, "tells"):
            told_in.setdefault(function, []).append(call)
    for function, told in told_in.items():
        calls = calls_in(file, function)
        written = next((call for call, name in calls if does(file, call, name, project, "writes")), None)
        at = written or _transaction(function)
        if at and not says(file, function, *_KNOWN):
            what = f"`{ast.unparse(at.func)}`"
            message = (
                f"`{function.name}` stores with {what} and tells with `{ast.unparse(told[0].func)}`: when the process "
                "dies between the two, one of them has happened and the other never will."
            )
            yield file.hit(told[0], message)


def _transaction(function: FunctionNode) -> ast.Call | None:
    """`with session.begin():` commits at its end."""
    for node in statements(function):
        if isinstance(node, ast.With | ast.AsyncWith):
            for call in (item.context_expr for item in node.items):
                if isinstance(call, ast.Call) and method(call) in ("begin", "transaction", "atomic"):
                    return call
    return None


RULE = FileRule(
    About(
        id="EVT001",
        family="events",
        title="Stored here, published there, in one go",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        principle="A fact and the news of it are written in the same transaction, or they will part one day.",
        why=(
            "A deployment, a timeout or a full disk between commit and publish leaves an order that nobody ships; the "
            "other way round, a parcel for an order that was rolled back. Retrying the request makes a second order "
            "instead."
        ),
        fix=(
            "Write the event into an outbox table in the same transaction and let a relay publish it; or publish from "
            "the store's own change stream."
        ),
        source="https://microservices.io/patterns/data/transactional-outbox.html",
        bad={"shop/orders.py": _BAD},
        good={"shop/orders.py": _GOOD, "shop/tables.py": _TABLES},
    ),
    check,
)
