"""The house rules of the team: weights of its own, options it allows, options it forbids."""

from collections.abc import Callable, Iterator
from typing import get_args

from shared.architect.domain.design.dimensions import Dimension
from shared.architect.domain.design.house_rules import HouseRules
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.outcome import Criterion
from shared.architect.domain.records.house_rules import StoredHouseRules, evolve_house_rules, set_house_rules
from shared.architect.use_cases.committing import Commits, decide_again
from shared.architect.use_cases.designs import Designs
from shared.architect.use_cases.versions import CheckVersion
from shared.kernel.errors import FieldError, ValidationFailed
from shared.kernel.events import Context

HEAVIEST = 5


class KeepHouseRules:
    def __init__(self, designs: Designs, commits: Commits, knowledge: Callable[[], Knowledge]) -> None:
        self._designs = designs
        self._commits = commits
        self._knowledge = knowledge

    def get(self) -> StoredHouseRules:
        """Version 0 where nobody has set any."""
        return self._designs.house_rules()

    def put(self, wanted: HouseRules, check: CheckVersion, context: Context) -> StoredHouseRules:
        """All of them anew. Raises ValidationFailed, Precondition."""
        faults = [*_faults(wanted, self._knowledge())]
        if faults:
            raise ValidationFailed(faults)

        def attempt() -> StoredHouseRules:
            stored = self._designs.house_rules()
            check(stored.version)
            payloads = set_house_rules(stored, wanted)
            change = self._commits.go_on(stored.tip, stored, payloads, context, evolve_house_rules)
            self._commits.commit(change.writes)
            return change.after

        return decide_again(attempt)


def _faults(wanted: HouseRules, knowledge: Knowledge) -> Iterator[FieldError]:
    """What names nothing that the knowledge has, and what would leave a dimension without any option."""
    for criterion, weight in wanted.weights.items():
        if criterion not in get_args(Criterion):
            yield FieldError(f"/weights/{criterion}", "unknown_field", "There is no such criterion.")
        elif not 0 <= weight <= HEAVIEST:
            yield FieldError(f"/weights/{criterion}", "invalid", f"A weight is a factor from 0 to {HEAVIEST}.")
    dimensions = {dimension.id: dimension for dimension in knowledge.dimensions}
    for name, options in wanted.allowed.items():
        if name not in dimensions:
            yield FieldError(f"/allowed/{name}", "unknown_field", "There is no such dimension.")
        else:
            yield from _unknown(options, _ids(dimensions[name]), f"/allowed/{name}")
    known = {option for dimension in knowledge.dimensions for option in _ids(dimension)}
    yield from _unknown(wanted.forbidden, known, "/forbidden")
    for dimension in knowledge.dimensions:
        left = set(wanted.allowed.get(dimension.id, _ids(dimension))) - set(wanted.forbidden)
        if not left:
            yield FieldError("", "invalid", f"These rules leave no option for {dimension.id}.")


def _unknown(options: tuple[str, ...], known: set[str], pointer: str) -> Iterator[FieldError]:
    for place, option in enumerate(options):
        if option not in known:
            yield FieldError(f"{pointer}/{place}", "invalid", "There is no such option.")


def _ids(dimension: Dimension) -> set[str]:
    return {option.id for option in dimension.options}
