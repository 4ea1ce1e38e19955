"""`lru_cache` on methods: found by ruff."""

import ast

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, RuffRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.values import argument

_BAD = """\
from functools import lru_cache


class Prices:
    def __init__(self, rows: dict[str, int]) -> None:
        self._rows = rows

    @lru_cache(maxsize=None)
    def of(self, sku: str) -> int:
        return self._rows[sku] * 119 // 100
"""
_GOOD = """\
class Prices:
    def __init__(self, rows: dict[str, int]) -> None:
        self._rows = rows
        self._known: dict[str, int] = {}

    def of(self, sku: str) -> int:
        if sku not in self._known:
            self._known[sku] = self._rows[sku] * 119 // 100
        return self._known[sku]
"""


def _judge(hit: Hit, _code: str, file: SourceFile) -> Hit | None:
    function = next((one for one in file.functions() if _decorated_at(one, hit.place.line)), None)
    owner = file.class_of(function) if function else None
    if function is None or owner is None:
        return hit
    if _is_a_value(file, owner):
        return None
    endless = _is_endless(file, function)
    how_long = (
        "no instance that was asked once is ever freed" if endless else "it holds the instances that were asked last"
    )
    message = f"The cache of `{owner.name}.{function.name}` belongs to the class and keeps `self`: {how_long}."
    severity = hit.severity if endless else Severity.NOTE
    return Hit(hit.place, message, hit.statement, severity, hit.also)


def _is_endless(file: SourceFile, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """`cache`, or `maxsize=None`: it never lets go. Others hold at most so many instances."""
    for one in function.decorator_list:
        name = file.name_of(one.func if isinstance(one, ast.Call) else one).rpartition(".")[2]
        given = (argument(one, "maxsize", 0) if isinstance(one, ast.Call) else None) if name == "lru_cache" else None
        if name == "cache" or (isinstance(given, ast.Constant) and given.value is None):
            return True
    return False


def _is_a_value(file: SourceFile, owner: ast.ClassDef) -> bool:
    """Equal instances share one place of the cache: tuples, frozen classes, those with a hash of their own."""
    bases = [file.name_of(one).rpartition(".")[2] for one in owner.bases]
    frozen = any("frozen=True" in ast.unparse(one) for one in owner.decorator_list)
    hashed = any(isinstance(one, ast.FunctionDef) and one.name == "__hash__" for one in owner.body)
    return frozen or hashed or "NamedTuple" in bases or "tuple" in bases


def _decorated_at(function: ast.FunctionDef | ast.AsyncFunctionDef, line: int) -> bool:
    return any(one.lineno <= line <= (one.end_lineno or one.lineno) for one in function.decorator_list)


RULE = RuffRule(
    About(
        id="CAC003",
        family="caching",
        title="lru_cache on a method",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="A cache lives as long as what it belongs to, and no longer.",
        why=(
            "The decorator makes one cache for the class, with `self` in each key. Instances of every request are held "
            "until they are pushed out, with all that they refer to; a long-running process grows and grows."
        ),
        fix="Cache in the instance (cached_property, a dict), or move the pure part to a function of the module.",
        source="https://docs.astral.sh/ruff/rules/cached-instance-method/",
        bad={"shop/prices.py": _BAD},
        good={"shop/prices.py": _GOOD},
    ),
    codes=("B019",),
    judge=_judge,
)
