"""Rows poured into classes: what the store has and what the class wants are taken for the same."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.clients import AWS, MONGO, SQL, called
from shared.architect.domain.rules.vocabulary.shapes import calls_in, verb_of_sql
from shared.architect.domain.rules.vocabulary.values import text_of

_BAD = """\
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import asyncpg


class State(Enum):
    OPEN = "open"
    PAID = "paid"


@dataclass
class Order:
    id: int
    state: State
    placed_at: datetime


async def load(pool: asyncpg.Pool, order_id: int) -> Order:
    row = await pool.fetchrow("SELECT * FROM orders WHERE id = $1", order_id)
    return Order(**row)
"""
_GOOD = _BAD.replace("SELECT *", "SELECT id, state, placed_at").replace(
    "Order(**row)", 'Order(id=row["id"], state=State(row["state"]), placed_at=row["placed_at"])'
)
_PLAIN = frozenset(
    {"str", "int", "float", "bool", "bytes", "None", "Any", "object", "datetime", "date", "Decimal", "UUID"}
)
_FETCHES = frozenset({
    "fetchone", "fetchall", "fetchrow", "fetch", "fetch_one", "fetch_all", "mappings", "get_item", "query",
    "scan", "find_one", "find",
})  # fmt: skip


def check(file: SourceFile, project: Project) -> Iterator[Hit]:
    for call in file.all(ast.Call):
        splat = call.keywords[0].value if len(call.keywords) == 1 and call.keywords[0].arg is None else None
        function = file.function_of(call) if splat is not None else None
        if splat is None or function is None or call.args or not _reads_rows(file, function):
            continue
        if fields := _rich_fields(file, project, call):
            message = (
                f"`{ast.unparse(call.func)}(**{ast.unparse(splat)[:40]})` takes a row as it is, but "
                f"{', '.join(f'`{one}`' for one in fields[:3])} of the class are no plain values: they stay what the "
                "store gave, and a new column breaks the call."
            )
            yield file.hit(call, message)


def _reads_rows(file: SourceFile, function: FunctionNode) -> bool:
    for call, name in calls_in(file, function):
        one = called(name)
        known = one.library in SQL | AWS | MONGO
        if (known and one.method in _FETCHES) or verb_of_sql(file, call) == "select":
            return True
    return any("select *" in text_of(file, one).lower() for one in ast.walk(function) if isinstance(one, ast.Constant))


def _rich_fields(file: SourceFile, project: Project, call: ast.Call) -> list[str]:
    """Fields of a dataclass of the project that a store does not hold as they are."""
    module, _, last = file.name_of(call.func).rpartition(".")
    home = project.by_module.get(module, file if not module else None)
    cls = home.names.definitions.get(last) if home else None
    if home is None or not isinstance(cls, ast.ClassDef) or not _is_dataclass(home, cls):
        return []
    annotated = [one for one in cls.body if isinstance(one, ast.AnnAssign)]
    return [ast.unparse(one.target) for one in annotated if not _is_plain(home, one.annotation)]


def _is_dataclass(file: SourceFile, cls: ast.ClassDef) -> bool:
    names = (file.name_of(one.func if isinstance(one, ast.Call) else one) for one in cls.decorator_list)
    return any(name in ("dataclasses.dataclass", "dataclass") for name in names)


def _is_plain(file: SourceFile, annotation: ast.expr) -> bool:
    if isinstance(annotation, ast.BinOp):
        return _is_plain(file, annotation.left) and _is_plain(file, annotation.right)
    if isinstance(annotation, ast.Subscript):
        return file.name_of(annotation.value).endswith("Optional") and _is_plain(file, annotation.slice)
    if isinstance(annotation, ast.Constant):
        return annotation.value is None or str(annotation.value) in _PLAIN
    return file.name_of(annotation).rpartition(".")[2] in _PLAIN


RULE = FileRule(
    About(
        id="DAT007",
        family="storage",
        title="A row poured into a class",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="At the edge of the store, each column is turned into each field, by name and by type.",
        why=(
            "Dataclasses check nothing: an Enum field keeps a string, a list keeps JSON text, and `order.state is "
            "State.PAID` is false for ever. The day somebody adds a column, every read raises TypeError."
        ),
        fix="Name the columns in the SELECT and write one function that makes the object from a row, and its reverse.",
        source="https://docs.python.org/3/library/dataclasses.html#module-dataclasses",
        bad={"shop/orders.py": _BAD},
        good={"shop/orders.py": _GOOD},
    ),
    check,
)
