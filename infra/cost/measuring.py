"""Everything that is measured, in one run, on an emulator of its own."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.cost.architect import ARCHITECT
from infra.cost.families import stored
from infra.cost.operations import measure
from infra.cost.stage import Invocation, on_stage
from infra.cost.standing import Metric, metrics_of
from infra.cost.starts import measure_starts


@dataclass(frozen=True)
class Sheet:
    """`operations`: runs by name; `starts`: CPU of init phases by function; `kept`: billed bytes of items by table and
    kind; `accounts`: how many there were in the end."""

    operations: Mapping[str, Sequence[Invocation]]
    starts: Mapping[str, float]
    kept: Mapping[tuple[str, str], Sequence[int]]
    metrics: frozenset[Metric]

    @property
    def accounts(self) -> int:
        return len(self.kept["directory", "User"])

    def item(self, kind: str) -> float:
        """Mean bytes of one item."""
        (sizes,) = (sizes for (_, each), sizes in self.kept.items() if each == kind)
        return sum(sizes) / len(sizes)

    def each(self, table: str) -> float:
        """Mean bytes that an account takes in a table."""
        return sum(sum(sizes) for (where, _), sizes in self.kept.items() if where == table) / self.accounts


def measured(endpoint: str, scratch: Path, rounds: int) -> Sheet:
    with on_stage(endpoint) as stage:
        operations = {one.name: one.invocations for one in measure(stage, rounds)}
        kept: dict[tuple[str, str], list[int]] = defaultdict(list)
        for table, kind, size in stored(stage):
            kept[table, kind].append(size)
        # After accounts were counted: what designs and reviews leave is no part of an account.
        operations |= {one.name: one.invocations for one in measure(stage, rounds, operations=ARCHITECT)}
        environ = dict(stage.environ)
    metrics = metrics_of(run for runs in operations.values() for run in runs)
    return Sheet(operations, measure_starts(environ, scratch), kept, metrics)
