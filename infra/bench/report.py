"""What was measured, as a table for people and as build/bench.json for programs."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

Direction = Literal["<=", ">="]


@dataclass(frozen=True)
class Goal:
    direction: Direction
    bound: float

    def holds(self, value: float) -> bool:
        return value <= self.bound if self.direction == "<=" else value >= self.bound

    def __str__(self) -> str:
        return f"{self.direction} {self.bound:g}"


@dataclass(frozen=True)
class Measure:
    """`unit`: what of what, for instance `x one verify`. Without a goal it is told for the reader only."""

    name: str
    value: float
    unit: str
    goal: Goal | None = None

    @property
    def holds(self) -> bool | None:
        return self.goal.holds(self.value) if self.goal else None


def as_json(measures: Iterable[Measure]) -> str:
    rows = [
        {**asdict(one), "value": round(one.value, 3), "goal": str(one.goal) if one.goal else None, "holds": one.holds}
        for one in measures
    ]
    return json.dumps(rows, indent=2) + "\n"


def as_table(measures: Sequence[Measure]) -> str:
    width = max(len(one.name) for one in measures)
    said = {True: "holds", False: "MISSED", None: ""}
    lines = [
        f"{one.name:{width}}  {one.value:9.2f} {one.unit:28} {one.goal or ''!s:8}  {said[one.holds]}".rstrip()
        for one in measures
    ]
    return "\n".join(lines)
