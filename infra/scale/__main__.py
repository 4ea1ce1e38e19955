"""`make scale`: measure what each operation touches, then a seeded crowd on the real keys: what gets hot."""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from infra.cost.book import read_book
from infra.cost.operations import measure
from infra.cost.stage import Invocation, on_stage
from infra.cost.usage import of_a_start
from infra.local.emulator import Emulator
from infra.local.failures import LocalFailure
from infra.scale.limits import demands
from infra.scale.simulation import Heat, Scenario, scenarios, simulate

_NEEDED = ("sign_up", "verify", "sign_in", "sign_in_failed", "refresh", "get_me")
_TOLD = 7
# Above it, waiting for each other is what a request mostly does.
CONFLICTS = 0.5
Operations = Mapping[str, Sequence[Invocation]]


def main() -> int:
    parser = argparse.ArgumentParser(prog="make scale")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--draws", type=int, default=20_000, help="operations of each scenario that are drawn")
    given = parser.parse_args()
    try:
        operations = _measured()
    except (LocalFailure, RuntimeError) as failure:
        print(failure, file=sys.stderr)
        return 1
    touches = {
        name: [touch for one in runs for call in one.calls if not of_a_start(call) for touch in call.touches]
        for name, runs in operations.items()
    }
    print(f"10,000,000 people, seed {given.seed}, {given.draws:,} operations drawn for each scenario")
    for scenario in scenarios():
        heats = simulate(scenario, touches, given.seed, given.draws)
        print("\n".join(["", *_hot(scenario, heats), *_limits(scenario, operations)]), flush=True)
    return 0


def _measured() -> Operations:
    with (
        tempfile.TemporaryDirectory() as place,
        Emulator(log=Path(place) / "emulator.log") as emulator,
        on_stage(emulator.endpoint) as stage,
    ):
        return {one.name: one.invocations for one in measure(stage, 1, _NEEDED)}


def _hot(scenario: Scenario, heats: Sequence[Heat]) -> Iterator[str]:
    yield scenario.name
    yield f"  {'family of keys':40}{'':7}{'units/s':>10}{'hottest':>9}{'units/s':>9}{'of bearable':>13}{'held':>7}"
    for heat in heats[:_TOLD]:
        name = f"{heat.table}: {heat.family}"
        verdict = "  HOT" if heat.load > 1 else "  CONFLICTS" if heat.held > CONFLICTS else ""
        figures = f"{heat.units:10,.0f}{heat.share:9.2%}{heat.hottest:9,.0f}{heat.load:13.0%}{heat.held:7.0%}"
        yield f"  {name:40}{heat.does:7}{figures}{verdict}"


def _limits(scenario: Scenario, operations: Operations) -> Iterator[str]:
    for demand in demands(operations, scenario.rates, read_book().running):
        verdict = "  RAISE" if demand.needed > demand.limit else ""
        yield f"  {demand.name:47}{demand.needed:10,.0f} of {demand.limit:,}{verdict}"


if __name__ == "__main__":
    sys.exit(main())
