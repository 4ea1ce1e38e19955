"""Circuit breakers that take every exception for an outage."""

import ast
import re
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import FunctionNode, SourceFile
from shared.architect.domain.rules.vocabulary.catching import BROAD, caught_by
from shared.architect.domain.rules.vocabulary.circuit_breakers import breakers
from shared.architect.domain.rules.vocabulary.values import argument, splats

_BAD = """\
import time
from collections.abc import Callable


class CircuitBreaker:
    def __init__(self, limit: int = 5) -> None:
        self._limit, self._failures, self._opened_at = limit, 0, 0.0

    def call(self, func: Callable[[], str]) -> str:
        if self._is_open():
            raise RuntimeError("circuit is open")
        try:
            answer = func()
        except Exception:
            self._failures += 1
            self._opened_at = time.monotonic()
            raise
        self._failures = 0
        return answer

    def _is_open(self) -> bool:
        return self._failures >= self._limit and time.monotonic() - self._opened_at < 30
"""
_GOOD = _BAD.replace("        except Exception:", "        except (TimeoutError, ConnectionError):")
_COUNTS = re.compile(r"fail|error|trip|open|record", re.IGNORECASE)
_LIBRARIES = {
    "pybreaker.CircuitBreaker": "exclude",
    "aiobreaker.CircuitBreaker": "exclude",
    "circuitbreaker.circuit": "expected_exception",
    "circuitbreaker.CircuitBreaker": "expected_exception",
}


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    for cls in breakers(file):
        for clause in (one for one in ast.walk(cls) if isinstance(one, ast.ExceptHandler)):
            if BROAD.intersection(caught_by(file, clause)) and _counts(cls, clause) and not _chooses(clause):
                message = (
                    f"`{cls.name}` counts every exception as a failure of the other side: a bug in the caller, or a "
                    "customer's wrong input, opens the circuit for all."
                )
                yield file.hit(clause, message)
    for call, name in file.calls():
        option = _LIBRARIES.get(name)
        if option and argument(call, option) is None and not splats(call):
            message = f"`{name}` without `{option}` counts every exception, the caller's own mistakes too."
            yield file.hit(call, message, severity=Severity.NOTE)


def _counts(cls: ast.ClassDef, clause: ast.ExceptHandler) -> bool:
    counting = {one.name for one in cls.body if isinstance(one, FunctionNode) and _adds(one)}
    for top in clause.body:
        called = [
            one.func.attr for one in ast.walk(top) if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)
        ]
        if _adds(top) or any(name in counting or _COUNTS.search(name) for name in called):
            return True
    return False


def _adds(node: ast.AST) -> bool:
    return any(isinstance(one, ast.AugAssign) for one in ast.walk(node))


def _chooses(clause: ast.ExceptHandler) -> bool:
    """It looks at the error before it counts."""
    nodes = [one for top in clause.body for one in ast.walk(top)]
    tested = [one.test for one in nodes if isinstance(one, ast.If)]
    return any(isinstance(one, ast.Name) and one.id == clause.name for test in tested for one in ast.walk(test))


RULE = FileRule(
    About(
        id="RES002",
        family="resilience",
        title="Breaker that counts every error",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="A breaker opens for outages: timeouts, refused connections, 5xx. Nothing else.",
        why=(
            "Five requests with a bad id raise five errors, and the breaker shuts out everybody from a service that is "
            "well. Anyone who can send bad input can switch the dependency off."
        ),
        fix=(
            "Catch only what says that the other side is in trouble (timeouts, connection errors, 5xx); let all else "
            "pass uncounted."
        ),
        source="https://learn.microsoft.com/en-us/azure/architecture/patterns/circuit-breaker",
        bad={"shop/breaker.py": _BAD},
        good={"shop/breaker.py": _GOOD},
    ),
    check,
)
