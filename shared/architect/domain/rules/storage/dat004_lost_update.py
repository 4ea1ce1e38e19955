"""Read, change, write back: what somebody else wrote in between is gone."""

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
    names_below,
    receiver,
    says,
    statements,
    targets_of,
)

_BAD = """\
import boto3

table = boto3.resource("dynamodb").Table("accounts")


def withdraw(account_id: str, cents: int) -> int:
    account = table.get_item(Key={"id": account_id})["Item"]
    if account["balance"] < cents:
        raise ValueError("not enough money")
    account["balance"] -= cents
    table.put_item(Item=account)
    return account["balance"]
"""
_GOOD = """\
import boto3

table = boto3.resource("dynamodb").Table("accounts")


def withdraw(account_id: str, cents: int) -> int:
    answer = table.update_item(
        Key={"id": account_id},
        UpdateExpression="SET balance = balance - :cents",
        ConditionExpression="balance >= :cents",
        ExpressionAttributeValues={":cents": cents},
        ReturnValues="UPDATED_NEW",
    )
    return answer["Attributes"]["balance"]
"""
_READS = re.compile(r"^(get|get_item|find|find_one|find_by_\w+|get_by_\w+|fetchrow|fetch_one|load|hget|hgetall|"
                    r"scalar_one|first|one|get_or_404|scalar)$")  # fmt: skip
_WRITES_BACK = re.compile(r"^(put_item|save|replace_one|put|set|hset|update|store|save_\w+|replace|write)$")
_COMMITS = frozenset({"commit", "flush", "save"})
_GUARDS = (
    "version", "condition", "etag", "rowcount", "for_update", "watch", "lock", "expected", "if_match",
    "transact", "atomic", "revision", "serializable", "isolation", "compare_and", "cas", "updateexpression",
)  # fmt: skip


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    for function in functions_with(file, _READS):
        reads = _reads(file, function)
        changed = _changed(function, set(reads)) if reads else {}
        if not changed or says(file, function, *_GUARDS):
            continue
        for write, name in _writes_back(file, function, reads, changed):
            message = (
                f"`{function.name}` reads `{name}`, changes it and writes it back with `{ast.unparse(write.func)}`: "
                "what another call wrote in between is lost."
            )
            yield file.hit(write, message)
            break


def _reads(file: SourceFile, function: FunctionNode) -> dict[str, ast.Call]:
    """Names that hold what was read from a store, and the calls that read it."""
    found: dict[str, ast.Call] = {}
    for node in statements(function):
        if not isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) or node.value is None:
            continue
        call = next((one for one in ast.walk(node.value) if isinstance(one, ast.Call) and _is_read(file, one)), None)
        source = call or next((found[name] for name in names_below(node.value) if name in found), None)
        if source is not None:
            found |= {name: source for name in targets_of(node) if name not in found}
    return found


def _is_read(file: SourceFile, call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute) or not _READS.match(call.func.attr):
        return False
    name = file.name_of(call.func)
    stored = library(name) in SQL | AWS | MONGO | REDIS
    return stored or call.func.attr not in ("get", "first", "one", "load", "find", "scalar")


def _changed(function: FunctionNode, read: set[str]) -> dict[str, bool]:
    """Names of what was read and then changed; true where the new value is made from the old."""
    found: dict[str, bool] = {}
    for node in statements(function):
        if isinstance(node, ast.AugAssign):
            found |= dict.fromkeys(_root(node.target) & read, True)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute | ast.Subscript) and (root := _root(target) & read):
                    found |= {name: found.get(name, False) or name in names_below(node.value) for name in root}
    return found


def _root(target: ast.AST) -> set[str]:
    while isinstance(target, ast.Attribute | ast.Subscript):
        target = target.value
    return {target.id} if isinstance(target, ast.Name) else set()


def _writes_back(
    file: SourceFile, function: FunctionNode, reads: dict[str, ast.Call], changed: dict[str, bool]
) -> Iterator[tuple[ast.Call, str]]:
    for call, full in calls_in(file, function):
        if not isinstance(call.func, ast.Attribute):
            continue
        given = {name for one in (*call.args, *(k.value for k in call.keywords)) for name in names_below(one)}
        for name, from_old in changed.items():
            same = receiver(call) == receiver(reads[name])
            whole = same and _WRITES_BACK.match(call.func.attr) and name in given
            committed = same and from_old and call.func.attr in _COMMITS and library(full) in SQL
            itself = from_old and receiver(call) == name and call.func.attr == "save"
            if call.lineno > reads[name].lineno and (whole or committed or itself):
                yield call, name


RULE = FileRule(
    About(
        id="DAT004",
        family="storage",
        title="Read, change, write back without a version",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        principle="Who writes back what was read says which version was read.",
        why=(
            "Two requests read a balance of 100, each takes 30, both write 70: one withdrawal is lost, and nothing "
            "says so. It shows only under load, as numbers that do not add up."
        ),
        fix=(
            "Let the store calculate (`SET balance = balance - :cents`), or write under the condition that the version "
            "is still the one that was read, and try again; or lock the row with SELECT ... FOR UPDATE."
        ),
        source="https://martinfowler.com/eaaCatalog/optimisticOfflineLock.html",
        bad={"bank/accounts.py": _BAD},
        good={"bank/accounts.py": _GOOD},
    ),
    check,
)
