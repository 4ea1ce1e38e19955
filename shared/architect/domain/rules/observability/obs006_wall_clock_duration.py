"""Durations measured by a clock that can jump."""

import ast
from collections.abc import Iterator

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.project import Project
from shared.architect.domain.review.rule import About, FileRule
from shared.architect.domain.review.source import SourceFile

_BAD = """\
import time


def timed(work, metrics):
    started = time.time()
    work()
    metrics.record("seconds", time.time() - started)
"""
_GOOD = """\
import time


def timed(work, metrics):
    started = time.perf_counter()
    work()
    metrics.record("seconds", time.perf_counter() - started)
"""
_CLOCKS = ("time.time()", "time.time_ns()", "datetime.datetime.now()", "datetime.datetime.utcnow()")


def check(file: SourceFile, _: Project) -> Iterator[Hit]:
    if not any(name.split(".")[0] in ("time", "datetime") for name in file.imports):
        return
    for node in file.all(ast.BinOp):
        if isinstance(node.op, ast.Sub) and _is_clock(file, node.left) and _is_clock(file, node.right):
            yield file.hit(node, f"`{ast.unparse(node)}` subtracts times of day: the clock is set, slewed or steps "
                           "back between the two, and the duration is wrong or negative.")  # fmt: skip


def _is_clock(file: SourceFile, node: ast.expr) -> bool:
    return file.name_of(node) in _CLOCKS


RULE = FileRule(
    About(
        id="OBS006",
        family="observability",
        title="A duration is measured with the time of day",
        severity=Severity.NOTE,
        confidence=Confidence.HIGH,
        principle="Time of day says when; only a monotonic clock says how long.",
        why=(
            "NTP moves the wall clock, and virtual machines that were paused jump by seconds. Latency metrics get "
            "negative or huge values, timeouts fire early or never."
        ),
        fix="Use `time.perf_counter()` for durations and `time.monotonic()` for deadlines.",
        source="PEP 418 (monotonic time, performance counter)",
        bad={"shop/timing.py": _BAD},
        good={"shop/timing.py": _GOOD},
    ),
    check,
)
