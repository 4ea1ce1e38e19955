"""What another value would change: the recommended parts, their worth and cost, pitfalls and conflicts."""

from collections.abc import Mapping

from shared.architect.domain.design import cost
from shared.architect.domain.design.conflicts import with_parts
from shared.architect.domain.design.house_rules import NO_HOUSE_RULES, HouseRules
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.outcome import Conflict, CostBand, Parts, Warned
from shared.architect.domain.design.requirements import Requirements, Value
from shared.architect.domain.design.search import points, utility
from shared.architect.domain.design.systems import systems
from shared.architect.domain.design.warnings import warnings
from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class Moved:
    dimension: str
    from_: str
    to: str


@dataclass(frozen=True)
class State:
    """What is recommended for one request. `relaxes`: what it gives up, where the request contradicts itself."""

    parts: Parts
    utility: float
    cost_band: CostBand
    relaxes: Mapping[str, Value]
    warnings: tuple[Warned, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True)
class WhatIf:
    """`moved`: choices that change. Warnings and conflicts: those that only one of both requests has."""

    changes: Mapping[str, Value]
    before: State
    after: State
    moved: tuple[Moved, ...]
    new_warnings: tuple[str, ...]
    gone_warnings: tuple[str, ...]
    new_conflicts: tuple[str, ...]
    gone_conflicts: tuple[str, ...]


def what_if(
    requirements: Requirements,
    changes: Mapping[str, Value],
    knowledge: Knowledge,
    house: HouseRules = NO_HOUSE_RULES,
) -> WhatIf:
    """Raises ValidationFailed with pointers "/answers/<field>"."""
    wanted = knowledge.schema.complete({}, changes)
    changed = requirements.with_values({name: wanted[name] for name in changes})
    before, after = _state(requirements, knowledge, house), _state(changed, knowledge, house)
    was, now = [each.key for each in before.warnings], [each.key for each in after.warnings]
    clashed, clash = [each.rule for each in before.conflicts], [each.rule for each in after.conflicts]
    return WhatIf(
        changes={name: wanted[name] for name in changes},
        before=before,
        after=after,
        moved=tuple(
            Moved(d, before.parts[d], after.parts[d]) for d in before.parts if before.parts[d] != after.parts[d]
        ),
        new_warnings=tuple(key for key in now if key not in was),
        gone_warnings=tuple(key for key in was if key not in now),
        new_conflicts=tuple(rule for rule in clash if rule not in clashed),
        gone_conflicts=tuple(rule for rule in clashed if rule not in clash),
    )


def _state(requirements: Requirements, knowledge: Knowledge, house: HouseRules) -> State:
    found = systems(requirements, knowledge, house)
    bench, system = found.scorer.bench, found.all[found.recommended]
    parts = bench.parts(system.chosen)
    return State(
        parts=parts,
        utility=points(utility(bench, system.marks.own, system.chosen)),
        cost_band=cost.band(system.requirements, parts, knowledge),
        relaxes=system.relaxes,
        warnings=(*warnings(requirements, parts, knowledge), *knowledge.schema.warnings(requirements)),
        conflicts=(*found.conflicts, *with_parts(system.requirements, parts, knowledge, house)),
    )
