"""Looking first and writing then, with nothing that holds the answer in between."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.clients import AWS, MONGO, REDIS, SQL, library
from shared.architect.domain.rules.vocabulary.shapes import (
    calls_in,
    functions_with,
    method,
    names_below,
    receiver,
    says,
    statements,
    targets_of,
    verb_of_sql,
)

_BAD = """\
import boto3


class Coupons:
    def __init__(self, table_name: str) -> None:
        self._table = boto3.resource("dynamodb").Table(table_name)

    def redeem(self, code: str, customer: str) -> bool:
        taken = self._table.get_item(Key={"code": code}).get("Item")
        if taken:
            return False
        self._table.put_item(Item={"code": code, "customer": customer})
        return True
"""
_GOOD = """\
import boto3
from botocore.exceptions import ClientError


class Coupons:
    def __init__(self, table_name: str) -> None:
        self._table = boto3.resource("dynamodb").Table(table_name)

    def redeem(self, code: str, customer: str) -> bool:
        try:
            self._table.put_item(
                Item={"code": code, "customer": customer},
                ConditionExpression="attribute_not_exists(code)",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        return True
"""
_LOOKS = re.compile(
    r"^(exists|sismember|hexists|get_item|find|find_one|find_first|get_by_\w+|find_by_\w+|exists_\w+|\w+_exists|"
    r"is_taken|one_or_none|scalar_one_or_none|count_documents)$"
)
_LOOKS_AT_STORES = re.compile(r"^(get|scalar|scalars|execute|fetchrow|fetchval|fetch|fetch_one|query|count|first)$")
_ANY_LOOK = re.compile(f"{_LOOKS.pattern}|{_LOOKS_AT_STORES.pattern}")
_WRITES = re.compile(r"^(put|put_item|insert|insert_one|insert_many|add|create|save|store|add_all|create_\w+|"
                     r"insert_\w+|save_\w+|add_\w+|sadd|hset)$")  # fmt: skip
_GUARDS = (
    "condition", "for_update", "conflict", "transaction", "atomic", "integrityerror", "uniqueviolation",
    "duplicate", "serializable", "lock", "setnx", "upsert", "expected_version", "transact", "conditional",
    "ifnotexists", "if_not_exists", "merge", "watch", "if_match", "expected", "get_or_create", "ensure_",
    "isolation",
)  # fmt: skip


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    for function in functions_with(file, _ANY_LOOK):
        found = _pair(file, function)
        if found and not says(file, function, *_GUARDS) and not _holds(function):
            look, write = found
            message = (
                f"`{function.name}` asks `{ast.unparse(look.func)}` and then calls `{ast.unparse(write.func)}`: two "
                "callers at once both find nothing, and both write."
            )
            yield file.hit(write, message)


def _pair(file: SourceFile, function: FunctionNode) -> tuple[ast.Call, ast.Call] | None:
    """A look and the write that it decides about, on the same receiver."""
    calls = calls_in(file, function)
    looks = [(call, name) for call, name in calls if _is_look(file, call, name)]
    writes = [(call, name) for call, name in calls if _is_write(file, call, name)] if looks else []
    for look, looked_at in looks:
        for write, written in writes:
            same = receiver(look) == receiver(write) or _of_model(looked_at) == _of_model(written) != ""
            if same and _decides(file, function, look, write):
                return look, write
    return None


def _is_look(file: SourceFile, call: ast.Call, name: str) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    if library(name) in SQL | AWS | MONGO and _LOOKS_AT_STORES.match(call.func.attr):
        return verb_of_sql(file, call) in ("select", "")
    return bool(_LOOKS.match(call.func.attr)) and (library(name) not in REDIS or call.func.attr != "get")


def _is_write(file: SourceFile, call: ast.Call, name: str) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    if _WRITES.match(call.func.attr) or (library(name) in REDIS and call.func.attr == "set"):
        return True
    return call.func.attr in ("execute", "fetchval", "fetchrow") and verb_of_sql(file, call) == "insert"


def _of_model(name: str) -> str:
    """`Coupon.get` and `Coupon(...).save` are of one table."""
    owner = name.rpartition(".")[0].removesuffix("()")
    return owner if owner[:1].isupper() or "." in owner else ""


def _decides(file: SourceFile, function: FunctionNode, look: ast.Call, write: ast.Call) -> bool:
    """An `if` asks what was looked up; the write stands in it, or after it where it left."""
    if (look.lineno, look.col_offset) >= (write.lineno, write.col_offset):
        return False
    above, answers = set(file.above(write)), _answers(function, look)
    for test in (one for one in statements(function) if isinstance(one, ast.If)):
        asked = look in set(ast.walk(test.test)) or bool(answers & names_below(test.test))
        leaves = isinstance(test.body[-1], ast.Return | ast.Raise | ast.Continue) and test.lineno < write.lineno
        if asked and (leaves or test in above) and test.lineno >= look.lineno:
            return True
    return False


def _answers(function: FunctionNode, look: ast.Call) -> set[str]:
    """The names that what was looked up is kept under."""
    found: set[str] = set()
    for node in statements(function):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            within = set(ast.walk(node.value))
            if look in within or (found & names_below(node.value) and isinstance(node.value, ast.Call | ast.Await)):
                found |= targets_of(node)
    return found


def _holds(function: FunctionNode) -> bool:
    """It runs in a transaction that it opened, or with something locked."""
    for node in statements(function):
        if isinstance(node, ast.With | ast.AsyncWith):
            for item in node.items:
                call = item.context_expr
                if isinstance(call, ast.Call) and method(call) in (
                    "begin",
                    "transaction",
                    "begin_nested",
                    "atomic",
                    "lock",
                ):
                    return True
    return False


RULE = FileRule(
    About(
        id="DAT003",
        family="storage",
        title="Look first, write then",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        principle="Let the store decide: a check is only worth something in the same step as the write.",
        why=(
            "Between the look and the write another request does the same. Both see a free name, both write: the "
            "coupon is redeemed twice, two accounts share an address. It happens at double clicks and at every retry."
        ),
        fix=(
            "Write at once and under a condition: a unique index with ON CONFLICT, ConditionExpression, SET NX; then "
            "answer the conflict. Or lock the row first (SELECT ... FOR UPDATE)."
        ),
        source="https://cwe.mitre.org/data/definitions/367.html",
        bad={"shop/coupons.py": _BAD},
        good={"shop/coupons.py": _GOOD},
    ),
    check,
)
