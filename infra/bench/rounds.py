"""Timing on a machine that others use too: CPU time, the sides in turn, and of each the least of many rounds.

Noise only ever adds, so the least is nearest to the truth; taking turns lets a busy minute hit all sides alike.
"""

import time
from collections.abc import Callable, Mapping


def least_cpu(
    sides: Mapping[str, Callable[[], object]], rounds: int, calls: int, clock: Callable[[], float] = time.process_time
) -> dict[str, float]:
    """Milliseconds of this process per call, by side. A first round of each is not counted: it warms."""
    best: dict[str, float] = dict.fromkeys(sides, float("inf"))
    for round_ in range(rounds + 1):
        for name, call in sides.items():
            started = clock()
            for _ in range(calls):
                call()
            spent = (clock() - started) / calls * 1000
            best[name] = min(best[name], spent) if round_ else best[name]
    return best
