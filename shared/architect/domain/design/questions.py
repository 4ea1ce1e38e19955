"""What to ask: facts that nobody told, by what they could change.

The value of knowing a fact is the probability that it is other than assumed, times the mean over likely answers of what
is lost by not knowing: the utility that the best system for the answer has above the one chosen without it, and never
more than what turning back would cost. What cannot change the outcome is never asked.
"""

from collections.abc import Iterator, Mapping, Sequence

from shared.architect.domain.design.bench import POINT
from shared.architect.domain.design.house_rules import NO_HOUSE_RULES, HouseRules
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.options import settle
from shared.architect.domain.design.outcome import Parts, Question, Turn
from shared.architect.domain.design.probing import Probe, probes
from shared.architect.domain.design.requirements import Requirements, Value
from shared.architect.domain.design.scoring import Marks, Scorer
from shared.architect.domain.design.search import Chosen, strongest, utility
from shared.architect.domain.design.side_turns import side_turns
from shared.kernel.dataclasses import dataclass

MOST_ASKED = 5
# Points below which an answer is not worth the asking, unless the kind of system requires it.
LEAST_WORTH = 1.0
_MOST_TURNS = 3
# What turning back from a choice costs, in points, from which on it decides whether to ask at all.
_HARD_TO_TURN = 15


@dataclass(frozen=True)
class _Weighed:
    probe: Probe
    worth: float


def questions(
    requirements: Requirements, knowledge: Knowledge, house: HouseRules = NO_HOUSE_RULES
) -> tuple[Question, ...]:
    """At most five, best first: what the kind of system requires, then by worth. None when nothing can change, or
    nothing is feasible (which a conflict tells)."""
    asking = _Asking(requirements, knowledge, house)
    return asking.asked() if asking.feasible else ()


class _Asking:
    def __init__(self, requirements: Requirements, knowledge: Knowledge, house: HouseRules) -> None:
        self._requirements = requirements
        self._knowledge = knowledge
        self._scorer = Scorer(knowledge, house)
        self._marks = self._scorer.marks(requirements.values)
        settled = settle(self._scorer, self._marks)
        self._chosen = settled.recommended if settled else None
        # Up to this much below the best is what is recommended, for its simplicity: no answer is to blame for it.
        self._given_away = self._below(self._marks, settled.best, settled.recommended) if settled else 0.0
        self._cheapest_reversal = min(each.reversal for each in knowledge.dimensions)
        self.feasible = settled is not None

    def asked(self) -> tuple[Question, ...]:
        told: list[Question] = []
        for weighed in self._ranked():
            question = self._question(weighed)
            if question is not None:
                told.append(question)
            if len(told) == MOST_ASKED:
                break
        return tuple(told) if any(each.required or self._is_hard(each) for each in told) else ()

    def _ranked(self) -> Sequence[_Weighed]:
        found = probes(self._requirements, self._knowledge.schema, self._knowledge.lore.priors)
        weighed = [_Weighed(probe, self._worth(probe)) for probe in found]
        wanted = [each for each in weighed if each.worth >= LEAST_WORTH or each.probe.required]
        return sorted(wanted, key=lambda each: (not each.probe.required, -each.worth, each.probe.field))

    def _worth(self, probe: Probe) -> float:
        lost = [self._lost(probe.field, value) for value in probe.values]
        return round(probe.probability * sum(lost) / len(lost), 2)

    def _lost(self, field: str, value: Value) -> float:
        """Points, by building what is recommended now where the answer is `value`."""
        bench, before = self._knowledge.bench, self._chosen
        marks = self._scorer.changed(self._marks, {field: value})
        best = strongest(bench, marks.own, before)
        if best is None or before is None:
            return 0.0
        regret = max(0.0, self._below(marks, best, before) - self._given_away)
        if regret <= self._cheapest_reversal:
            return regret
        after = self._recommended({field: value}) or before
        return min(regret, sum(bench.dimensions[group].reversal for group in _differing(before, after)))

    def _below(self, marks: Marks, best: Chosen, chosen: Chosen) -> float:
        bench = self._knowledge.bench
        return (utility(bench, marks.own, best) - utility(bench, marks.own, chosen)) / POINT

    def _question(self, weighed: _Weighed) -> Question | None:
        turns = tuple(self._turns(weighed.probe))
        if not turns and weighed.probe.required:
            turns = tuple(side_turns(self._requirements, weighed.probe, self._told, self._knowledge))
        if not turns:
            return None
        return Question(weighed.probe.field, weighed.worth, weighed.probe.required, turns[:_MOST_TURNS])

    def _turns(self, probe: Probe) -> Iterator[Turn]:
        """For each answer that changes what is recommended, the choice that is hardest to turn back."""
        bench = self._knowledge.bench
        now = self._recommended({})
        for value in probe.values:
            then = self._recommended({probe.field: value})
            if now is None or then is None or now == then:
                continue
            hardest = max(_differing(now, then), key=lambda group: bench.dimensions[group].reversal)
            before, after = bench.options[now[hardest]], bench.options[then[hardest]]
            yield Turn(value, before.dimension, before.id, after.id)

    def _told(self, changes: Mapping[str, Value]) -> Parts | None:
        chosen = self._recommended(changes)
        return self._knowledge.bench.parts(chosen) if chosen else None

    def _recommended(self, changes: Mapping[str, Value]) -> Chosen | None:
        marks = self._scorer.changed(self._marks, changes) if changes else self._marks
        settled = settle(self._scorer, marks, self._chosen)
        return settled.recommended if settled else None

    def _is_hard(self, question: Question) -> bool:
        costs = {each.id: each.reversal for each in self._knowledge.dimensions}
        return max(costs.get(turn.dimension, 0) for turn in question.turns) >= _HARD_TO_TURN


def _differing(one: Chosen, other: Chosen) -> list[int]:
    return [group for group, (before, after) in enumerate(zip(one, other, strict=True)) if before != after]
