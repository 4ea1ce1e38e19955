"""Breakers that let everybody in to see whether the other side is well again."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile
from shared.architect.domain.rules.vocabulary.circuit_breakers import breakers, is_half_open
from shared.architect.domain.rules.vocabulary.shapes import says

_BAD = """\
import time


class Breaker:
    def __init__(self) -> None:
        self._state = "closed"
        self._opened_at = 0.0

    def allows(self) -> bool:
        if self._state == "open" and time.monotonic() - self._opened_at > 30:
            self._state = "half_open"
        return self._state != "open"

    def failed(self) -> None:
        self._state = "open"
        self._opened_at = time.monotonic()

    def succeeded(self) -> None:
        self._state = "closed"
"""
_GOOD = """\
import threading
import time


class Breaker:
    def __init__(self) -> None:
        self._state = "closed"
        self._opened_at = 0.0
        self._lock = threading.Lock()

    def allows(self) -> bool:
        with self._lock:
            if self._state == "open" and time.monotonic() - self._opened_at > 30:
                self._state = "half_open"
                return True
            return self._state == "closed"

    def failed(self) -> None:
        with self._lock:
            self._state = "open"
            self._opened_at = time.monotonic()

    def succeeded(self) -> None:
        with self._lock:
            self._state = "closed"
"""
_LIMITS = (
    "lock", "semaphore", "probe", "trial", "in_flight", "inflight", "permit", "half_open_calls",
    "half_open_max", "max_half", "half_open_attempts", "half_open_requests", "test_calls", "success_threshold",
    "compare_and",
)  # fmt: skip


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    for cls in breakers(file):
        if says(file, cls, *_LIMITS):
            continue
        for node in ast.walk(cls):
            if isinstance(node, ast.Assign) and is_half_open(node.value) and _is_state(node):
                message = (
                    f"`{cls.name}` goes to half-open without a lock or a count: every caller of that moment is let "
                    "through at once."
                )
                yield file.hit(node, message)
                break


def _is_state(node: ast.Assign) -> bool:
    return any(isinstance(one, ast.Attribute) for one in node.targets)


RULE = FileRule(
    About(
        id="RES003",
        family="resilience",
        title="Half-open breaker lets everybody through",
        severity=Severity.NOTE,
        confidence=Confidence.MEDIUM,
        principle="One probe asks whether the patient is awake, not the whole ward.",
        why=(
            "The moment that the pause is over, all waiting callers see half-open and go through together. The service "
            "that was just coming up gets the full load in one instant, and goes down again."
        ),
        fix="Let one caller (or a fixed few) through under a lock, and refuse the others until its answer is known.",
        source="https://martinfowler.com/bliki/CircuitBreaker.html",
        bad={"shop/breaker.py": _BAD},
        good={"shop/breaker.py": _GOOD},
    ),
    check,
)
