"""What rules about a whole design read: its requirements, what follows from them, its parts and their arithmetic."""

import math
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from shared.architect.domain.design import cost
from shared.architect.domain.design.capacity import calculations
from shared.architect.domain.design.capacity_reach import availability_of
from shared.architect.domain.design.cost_compute import USUAL_KB
from shared.architect.domain.design.house_rules import NO_HOUSE_RULES, HouseRules
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.outcome import Calculation, Parts
from shared.architect.domain.design.requirements import Requirements
from shared.architect.domain.design.search import NothingFeasible, best
from shared.architect.domain.design.sheet import SECONDS_A_MONTH, Sheet, at_most, calculated
from shared.kernel.dataclasses import dataclass

PART = "the_"
_LADDER = (0.9, 0.95, 0.99, 0.995, 0.999, 0.9995, 0.9999, 0.99999)
# What the names that are worked out here stand on, for a reader to see.
_READS: Mapping[str, tuple[str, ...]] = {
    "work_known": ("cpu_ms", "io_wait_ms"),
    "rto_known": ("rto_s",),
    "quorum_ms": ("multi_region", "level"),
    "batch_mb_s": ("batch_gb", "batch_window_hours"),
    "transitions_month": ("write_rps", "peak_to_avg", "workflow_steps"),
    "read_gb_month": ("read_rps", "peak_to_avg", "item_kb"),
    "queue_environments": ("write_rps", "max_job_seconds"),
    "chain": ("multi_region",),
    "months_left": ("size_gb", "growth_gb_month"),
    "parts_bearable": ("team_size",),
    "cheapest_month": ("read_rps", "write_rps", "size_gb"),
    "cost_month": ("read_rps", "write_rps", "size_gb"),
}
# A promise is a floor, and most months are better: only what allows several times the minutes contradicts a target.
PROMISES_ARE_FLOORS = 5
# A bill is good to a factor of three: only beyond that it contradicts a budget.
BILLS_ARE_GUESSES = 3
# Any system has some parts; of those beyond, three for each person who can be called: a judgement.
_PARTS_OF_ANY = 8
_PARTS_A_PERSON = 3


@dataclass(frozen=True)
class Facing:
    """A request facing its parts; without parts, the request alone. Rules name a part "the_<dimension>". `house`: what
    a team allows where other parts are looked for."""

    requirements: Requirements
    parts: Parts
    knowledge: Knowledge
    house: HouseRules = NO_HOUSE_RULES

    @cached_property
    def sheet(self) -> Sheet:
        return Sheet(self.requirements, self.parts, self.knowledge.lore.facts)

    @cached_property
    def values(self) -> Mapping[str, Any]:
        known = self.knowledge.schema.derive(self.requirements.values)
        known |= {f"{PART}{dimension.id}": self.parts.get(dimension.id, "none") for dimension in self._dimensions}
        return known | self._of_requirements() | (self._of_parts() if self.parts else {})

    @cached_property
    def numbers(self) -> Mapping[str, Calculation]:
        made = calculations(self.requirements, self.parts, self.knowledge)
        return {each.key: each for each in (*made, *self._own_numbers())}

    def fields_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """Fields among the names that a rule reads, those behind derived names included, in the schema's order."""
        schema = self.knowledge.schema
        read: set[str] = set()
        for name in names:
            how = schema.derived.get(name)
            read |= schema.fields_of(how) if how else {name, *_READS.get(name, ())}
        return tuple(field for field in schema.fields if field in read)

    def parts_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """Chosen options that a rule looks at, but not those that are "none"."""
        looked_at = {name.removeprefix(PART) for name in names if name.startswith(PART)}
        chosen = (self.parts.get(each.id, "none") for each in self._dimensions if each.id in looked_at)
        return tuple(option for option in chosen if option != "none")

    def shown(self, keys: Iterable[str]) -> tuple[Calculation, ...]:
        return tuple(self.numbers[key] for key in keys if key in self.numbers)

    @property
    def _dimensions(self) -> tuple[Any, ...]:
        return self.knowledge.dimensions

    def _is_known(self, *fields: str) -> bool:
        return any(self.requirements.origins[field] != "assumed" for field in fields)

    def _of_requirements(self) -> dict[str, Any]:
        sheet, schema = self.sheet, self.knowledge.schema
        decisive = [field.name for field in schema.fields.values() if field.decisive]
        window_s = sheet.number("batch_window_hours") * 3600 * sheet.fact("share.window")
        month = sheet.number("write_rps") / sheet.number("peak_to_avg") * SECONDS_A_MONTH
        reads = sheet.number("read_rps") / sheet.number("peak_to_avg") * SECONDS_A_MONTH
        return {
            "work_known": self._is_known("cpu_ms", "io_wait_ms"),
            "rto_known": self._is_known("rto_s"),
            "quorum_ms": _quorum_ms(sheet, self._is_known("cpu_ms", "io_wait_ms")),
            "batch_mb_s": sheet.number("batch_gb") * 1000 / window_s,
            "source_mb_s": sheet.fact("mb_s.source"),
            "transitions_month": month * sheet.number("workflow_steps"),
            "read_gb_month": reads * min(sheet.number("item_kb"), USUAL_KB) / 1_000_000,
            "assumed_decisive": sum(self.requirements.origins[name] == "assumed" for name in decisive),
            "queue_environments": sheet.number("write_rps") * sheet.number("max_job_seconds"),
        }

    def _of_parts(self) -> dict[str, Any]:
        available = availability_of(self.sheet)
        chosen = [self.knowledge.option(dimension, option) for dimension, option in self.parts.items()]
        moving = sum(option.moving_parts for option in chosen)
        bill = cost.monthly(self.requirements, self.parts, self.knowledge)
        # Only where it matters: looking for cheaper systems takes longer than all the rest.
        too_dear = bill > BILLS_ARE_GUESSES * self.sheet.number("usd_month")
        return {
            "chain": available,
            "reachable_target": _reachable(available),
            "cost_floor": cost.floor(self.parts, self.knowledge.lore.prices),
            "cost_month": bill,
            "cheapest_month": self._cheapest() if too_dear else bill,
            "moving_parts": moving,
            "person_days": sum(option.person_days for option in chosen),
            "parts_bearable": _bearable(self.sheet),
            "team_needed": max(1, math.ceil((moving - _PARTS_OF_ANY) / _PARTS_A_PERSON)),
            "months_left": _months_left(self.sheet),
        }

    def _cheapest(self) -> float:
        """USD a month of the cheapest of these parts and the best without their store, deployment, or both: that one
        design is dear contradicts no budget."""
        barred: list[dict[str, str]] = [{}]
        for dimension in ("primary", "deployment"):
            barred += [{**each, dimension: self.parts[dimension]} for each in barred if dimension in self.parts]
        designs = [self.parts, *(self._without(each) for each in barred[1:])]
        return min(cost.monthly(self.requirements, parts, self.knowledge) for parts in designs)

    def _without(self, barred: Mapping[str, str]) -> Parts:
        try:
            return best(self.requirements, self.knowledge, self.house, barred).parts
        except NothingFeasible:
            return self.parts

    def _own_numbers(self) -> Iterable[Calculation]:
        sheet, values = self.sheet, self.values
        known = ("cpu_ms", "io_wait_ms") if values["work_known"] else ()
        quorum = sheet.shown("ms.region_rtt", "ms.edge", "ms.store", *known)
        formula = " + ".join(each.name for each in quorum)
        yield at_most("quorum", formula, quorum, values["quorum_ms"], "ms", sheet.number("p99_ms"))
        if not self.parts:
            return
        idle = cost.one_digit(values["cost_floor"])
        floor = sheet.shown("usd_month")
        yield at_most(
            "cost_floor", "sum of what the parts cost idle", floor, idle, "USD/month", sheet.number("usd_month")
        )
        team = sheet.shown("team_size")
        count = values["moving_parts"]
        yield at_most("moving_parts", "sum over the parts", team, count, "moving parts", values["parts_bearable"])
        yield calculated("person_days", "sum over the parts", (), values["person_days"], "person-days")


def _quorum_ms(sheet: Sheet, work_known: bool) -> float:
    """A write that regions agree on: the way, the store, one round trip; the work too, where somebody told it."""
    work = 1000 * sheet.service_s if work_known else 0.0
    return sheet.fact("ms.region_rtt") + sheet.fact("ms.edge") + sheet.fact("ms.store") + work


def _bearable(sheet: Sheet) -> float:
    return _PARTS_OF_ANY + _PARTS_A_PERSON * sheet.number("team_size")


def _reachable(available: float) -> float:
    """The highest rung that does not contradict what the parts promise."""
    kept = [rung for rung in _LADDER if 1 - available <= PROMISES_ARE_FLOORS * (1 - rung)]
    return kept[-1] if kept else _LADDER[0]


def _months_left(sheet: Sheet) -> float:
    limit, growth = f"limit_gb.{sheet.part('primary')}", sheet.number("growth_gb_month")
    if not sheet.facts.has(limit) or growth == 0:
        return math.inf
    return max(0.0, (sheet.fact(limit) - sheet.number("size_gb")) / growth)
