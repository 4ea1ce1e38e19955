"""Decisions that hang on the words of an error."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.catching import caught_by, handlers, texts_of
from shared.architect.domain.rules.vocabulary.values import value_of

_BAD = """\
from botocore.exceptions import ClientError


def put_once(table, item) -> bool:
    try:
        table.put_item(Item=item, ConditionExpression="attribute_not_exists(pk)")
    except ClientError as error:
        if "conditional request failed" in str(error):
            return False
        raise
    return True
"""
_GOOD = """\
from botocore.exceptions import ClientError


def put_once(table, item) -> bool:
    try:
        table.put_item(Item=item, ConditionExpression="attribute_not_exists(pk)")
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
    return True
"""
_ASKING = frozenset({"startswith", "endswith", "find", "index", "count", "lower", "upper", "casefold", "strip"})
_CODE = re.compile(r"['\"][A-Z]{2,8}-?\d{3,}['\"]")  # a server's code, which its text has to be searched for
_MATCHING = ("re.search", "re.match", "re.fullmatch", "re.findall")


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    for handler in handlers(file):
        if handler.name is None:
            continue
        texts = {id(one) for one in texts_of(handler)}
        if not texts:
            continue
        test = next(_tests(file, handler, texts), None)  # one of a chain stands for all
        if test is not None:
            caught = " or ".join(_last(name) for name in caught_by(file, handler))
            coded = Severity.NOTE if _CODE.search(ast.unparse(test)) else None
            yield file.hit(test, f"`{_short(test)}` tells {caught} apart by its words: they are no promise, and change "
                           "with a version, a language or a server.", severity=coded)  # fmt: skip


def _tests(file: SourceFile, handler: ast.ExceptHandler, texts: set[int]) -> Iterator[ast.expr]:
    for node in (one for statement in handler.body for one in ast.walk(statement)):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            compared = any(isinstance(op, ast.In | ast.NotIn | ast.Eq | ast.NotEq) for op in node.ops)
            if compared and any(_is_of(one, texts) for one in sides) and any(_is_words(file, one) for one in sides):
                yield node
        elif isinstance(node, ast.Call):
            asks = isinstance(node.func, ast.Attribute) and node.func.attr in ("startswith", "endswith")
            if (isinstance(node.func, ast.Attribute) and asks and _is_of(node.func.value, texts)) or (
                file.name_of(node.func) in _MATCHING and any(_is_of(one, texts) for one in node.args[1:2])
            ):
                yield node


def _is_of(node: ast.expr, texts: set[int]) -> bool:
    """The text, or what `lower()`, a slice or `args[0]` makes of it."""
    if id(node) in texts:
        return True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _ASKING:
        return _is_of(node.func.value, texts)
    return isinstance(node, ast.Subscript) and _is_of(node.value, texts)


def _is_words(file: SourceFile, node: ast.expr) -> bool:
    known = value_of(file, node)
    return any(isinstance(one, str) for one in (known if isinstance(known, list) else [known]))


def _last(name: str) -> str:
    return "an error" if not name or name.endswith("()") else name.rpartition(".")[2]


def _short(node: ast.expr) -> str:
    told = ast.unparse(node)
    return told if len(told) <= 70 else f"{told[:67]}..."


RULE = FileRule(
    About(
        id="ERR002",
        family="errors",
        title="An error is told apart by its text",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="Errors are told apart by class or code; their text is for people.",
        why=(
            "The next release of the driver, a server in another language or a reworded sentence makes the test false. "
            "Nothing fails then: a duplicate becomes a crash, or a real fault is taken for a duplicate."
        ),
        fix="Catch the narrow class, or compare a code (`error.response['Error']['Code']`, `sqlstate`, `errno`).",
        source="https://boto3.amazonaws.com/v1/documentation/api/latest/guide/error-handling.html",
        bad={"shop/store.py": _BAD},
        good={"shop/store.py": _GOOD},
    ),
    check,
)
