"""The systems that a request may get: normally two to four that hold all of it; where it contradicts itself, or where
nothing fits, those that would be best if something were given up, each with what that is."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from shared.architect.domain.design import cost
from shared.architect.domain.design.capacity import availability, calculations
from shared.architect.domain.design.conflicts import conflicts, with_parts
from shared.architect.domain.design.house_rules import NO_HOUSE_RULES, HouseRules
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.options import Settled, criteria, effort, others, settle, shown
from shared.architect.domain.design.outcome import Conflict, Relaxation, WholeOption
from shared.architect.domain.design.relaxing import Changes, clashing_fields, feasible_changes, other_systems
from shared.architect.domain.design.requirements import Requirements
from shared.architect.domain.design.scoring import Marks, Scorer
from shared.architect.domain.design.search import Chosen, points, utility
from shared.kernel.dataclasses import dataclass

NOTHING_FEASIBLE = "nothing_feasible"
HOUSE_RULES = "house_rules"
_MOST_RELAXED = 4


@dataclass(frozen=True)
class System:
    """One that could be built: for `requirements`, which are the request's but for `relaxes`."""

    requirements: Requirements
    marks: Marks
    chosen: Chosen
    relaxes: Changes


@dataclass(frozen=True)
class Systems:
    """Simplest first. `scorer`: whose marks they have."""

    scorer: Scorer
    all: tuple[System, ...]
    recommended: int
    conflicts: tuple[Conflict, ...]


def systems(requirements: Requirements, knowledge: Knowledge, house: HouseRules) -> Systems:
    scorer = Scorer(knowledge, house)
    clashes = conflicts(requirements, knowledge)
    relaxed = _relaxed(scorer, requirements, clashes) if clashes else []
    if relaxed:
        return _chosen_by_request(scorer, requirements, relaxed, clashes)
    marks = scorer.marks(requirements.values)
    settled = settle(scorer, marks)
    if settled is not None:
        return _feasible(scorer, requirements, marks, settled, clashes)
    return _infeasible(scorer, requirements, marks, clashes)


def _feasible(
    scorer: Scorer, requirements: Requirements, marks: Marks, settled: Settled, clashes: tuple[Conflict, ...]
) -> Systems:
    found = [System(requirements, marks, chosen, {}) for chosen in shown(scorer, marks, settled)]
    found = _as_good(scorer, found, settled.recommended)
    found = sorted(_at_least_two(scorer, found), key=lambda each: effort(scorer.bench, each.chosen))
    recommended = next(place for place, each in enumerate(found) if each.chosen == settled.recommended)
    return Systems(scorer, tuple(found), recommended, clashes)


def _as_good(scorer: Scorer, found: list[System], recommended: Chosen) -> list[System]:
    """Without those that miss something which the recommended one holds, as long as others are left."""

    def missed(system: System) -> set[str]:
        parts = scorer.bench.parts(system.chosen)
        return {each.rule for each in with_parts(system.requirements, parts, scorer.knowledge, scorer.house)}

    known = next(missed(each) for each in found if each.chosen == recommended)
    good = [each for each in found if missed(each) <= known]
    return good if len(good) >= 2 else found


def _at_least_two(scorer: Scorer, found: list[System]) -> list[System]:
    """Where there is one system alone: another that the same requests allow, or the first that one requirement less
    allows, or the best of those that are far behind."""
    first, bench = found[0], scorer.bench
    if len({bench.whole(each.chosen) for each in found}) >= 2:
        return found
    more = chain(_near(scorer, first), _with_less(scorer, first), _far(scorer, first))
    other = next((each for each in more if bench.whole(each.chosen) != bench.whole(first.chosen)), None)
    return [*found[: _MOST_RELAXED - 1], other] if other else found


def _near(scorer: Scorer, first: System) -> Iterator[System]:
    settled = settle(scorer, first.marks)
    for chosen in shown(scorer, first.marks, settled) if settled else ():
        yield replace(first, chosen=chosen)


def _with_less(scorer: Scorer, first: System) -> Iterator[System]:
    for changes in other_systems(scorer, first.marks, first.chosen):
        both = {**first.relaxes, **changes}
        if not changes.keys() & first.relaxes.keys():
            relaxed = first.requirements.with_values(changes)
            if not conflicts(relaxed, scorer.knowledge):
                yield from _system(scorer, relaxed, both)


def _far(scorer: Scorer, first: System) -> Iterator[System]:
    found = others(scorer.bench, first.marks.own, first.chosen, None)
    best_first = sorted(found, key=lambda each: -utility(scorer.bench, first.marks.own, each))
    return (replace(first, chosen=chosen) for chosen in best_first)


def _system(scorer: Scorer, requirements: Requirements, changes: Changes) -> Iterator[System]:
    relaxed = requirements.with_values(changes)
    marks = scorer.marks(relaxed.values)
    settled = settle(scorer, marks)
    if settled is not None:
        yield System(relaxed, marks, settled.recommended, changes)


def _relaxed(scorer: Scorer, requirements: Requirements, clashes: tuple[Conflict, ...]) -> list[System]:
    """One for each way out of the first conflict, with ways out of the others where these remain."""
    found: list[System] = []
    for relaxation in clashes[0].relaxations:
        changes = _way_out(scorer.knowledge, requirements, dict(relaxation.changes))
        if changes is not None and all(dict(each.relaxes) != changes for each in found):
            found += _system(scorer, requirements, changes)
    return found[:_MOST_RELAXED]


def _way_out(knowledge: Knowledge, requirements: Requirements, changes: Changes) -> Changes | None:
    """More changes until no conflict is left, none of them taken back; None where that leads nowhere."""
    left = conflicts(requirements.with_values(changes), knowledge)
    if not left:
        return changes
    for relaxation in left[0].relaxations:
        if not relaxation.changes.keys() & changes.keys():
            further = _way_out(knowledge, requirements, {**changes, **relaxation.changes})
            if further is not None:
                return further
    return None


def _chosen_by_request(
    scorer: Scorer, requirements: Requirements, relaxed: list[System], clashes: tuple[Conflict, ...]
) -> Systems:
    """Recommended is the one that gives up least of what was asked: whose parts serve the request itself best."""
    own = scorer.marks(requirements.values).own
    relaxed = _at_least_two(scorer, relaxed)
    ordered = sorted(relaxed, key=lambda each: (effort(scorer.bench, each.chosen), len(each.relaxes)))
    worth = [utility(scorer.bench, own, each.chosen) for each in ordered]
    recommended = max(range(len(ordered)), key=lambda place: (worth[place], -len(ordered[place].relaxes), -place))
    return Systems(scorer, tuple(ordered), recommended, clashes)


def _infeasible(scorer: Scorer, requirements: Requirements, marks: Marks, clashes: tuple[Conflict, ...]) -> Systems:
    fields = clashing_fields(scorer, marks)
    changes = feasible_changes(scorer, marks, fields)
    if changes:
        conflict = Conflict(NOTHING_FEASIBLE, fields, (), tuple(Relaxation(each) for each in changes))
        found = [system for each in changes for system in _system(scorer, requirements, each)]
        return _chosen_by_request(scorer, requirements, found[:_MOST_RELAXED], (*clashes, conflict))
    return _beside_the_house(scorer, requirements, clashes)


def _beside_the_house(scorer: Scorer, requirements: Requirements, clashes: tuple[Conflict, ...]) -> Systems:
    """Where a team's own rules leave nothing, whatever else is given up: what would be best without them."""
    free = systems(requirements, scorer.knowledge, replace(NO_HOUSE_RULES, weights=scorer.house.weights))
    relaxed = tuple(replace(each, relaxes={**each.relaxes, HOUSE_RULES: _told(scorer.house)}) for each in free.all)
    conflict = Conflict(HOUSE_RULES, (), (), (Relaxation({HOUSE_RULES: _told(scorer.house)}),))
    return Systems(free.scorer, relaxed, free.recommended, (*clashes, conflict))


def _told(house: HouseRules) -> tuple[str, ...]:
    """The rules that would have to go."""
    allowed = (f"allowed:{dimension}" for dimension in sorted(house.allowed))
    return (*allowed, *(f"forbidden:{option}" for option in sorted(house.forbidden)))


def whole_option(scorer: Scorer, system: System) -> WholeOption:
    bench, knowledge = scorer.bench, scorer.knowledge
    parts = bench.parts(system.chosen)
    options = [bench.options[number] for number in system.chosen]
    missed = with_parts(system.requirements, parts, knowledge, scorer.house)
    return WholeOption(
        parts=parts,
        utility=points(utility(bench, system.marks.own, system.chosen)),
        criteria=criteria(scorer, system.marks, system.chosen),
        person_days=sum(option.person_days for option in options),
        moving_parts=sum(option.moving_parts for option in options),
        cost_band=cost.band(system.requirements, parts, knowledge),
        availability=availability(system.requirements, parts, knowledge),
        calculations=calculations(system.requirements, parts, knowledge),
        relaxes={**_least(missed), **system.relaxes},
    )


def _least(missed: tuple[Conflict, ...]) -> Changes:
    """What its parts cannot hold, and what that would have to become: the first way out of each conflict."""
    return {name: value for each in missed for way in each.relaxations[:1] for name, value in way.changes.items()}
