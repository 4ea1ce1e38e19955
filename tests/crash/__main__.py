"""`make crash`: every crash point of every function, and a table of how many were tried and how many held.

Exit code 1 where an invariant broke, or a function of infra/topology.py has no scenario.
"""

import sys
import time
from collections.abc import Iterator, Sequence

from infra.topology import FUNCTIONS
from tests.crash.catalogue import SCENARIOS, untried
from tests.crash.trying import Tried, tried


def main(names: Sequence[str]) -> int:
    """`names`: of functions or scenarios; all of them by default."""
    chosen = [place for place, one in enumerate(SCENARIOS) if not names or {one.function, one.name} & set(names)]
    started = time.monotonic()
    print(f"Trying {len(chosen)} scenarios; a dot for each.", flush=True)
    results = [_dotted(result) for result in tried(chosen)]
    print("\n" + "\n".join(_table(results)))
    broken = [line for result in results for line in result.broken]
    missing = [] if names else untried(SCENARIOS)
    points = sum(result.points for result in results)
    print(f"{points} crash points, {points - len(broken)} held, in {time.monotonic() - started:.0f} s.", flush=True)
    for line in [*broken, *(f"The function {name} has no scenario." for name in missing)]:
        print(line, file=sys.stderr)
    return 1 if broken or missing or not points else 0


def _dotted(result: Tried) -> Tried:
    print("!" if result.broken else ".", end="", flush=True)
    return result


def _table(results: Sequence[Tried]) -> Iterator[str]:
    yield f"{'function':<22}{'scenario':<34}{'calls':>6}{'points':>8}{'held':>7}"
    for function in FUNCTIONS:
        rows = [result for result in results if result.function == function.name]
        for row in rows:
            yield _row("", row.scenario, row.calls, row.points, row.points - len(row.broken))
        points, broken = sum(row.points for row in rows), sum(len(row.broken) for row in rows)
        yield _row(function.name, f"{len(rows)} scenarios", sum(row.calls for row in rows), points, points - broken)


def _row(function: str, scenario: str, calls: int, points: int, held: int) -> str:
    return f"{function:<22}{scenario:<34}{calls:>6}{points:>8}{held:>7}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
