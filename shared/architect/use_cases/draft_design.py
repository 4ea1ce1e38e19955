"""Draft a design: solve it, compose its document, store that, then say so. Behind a queue, so it may come twice.

The document is stored under its digest before the event names it: a worker that dies in between leaves an object that
nobody points at, and the next one writes the same.
"""

from collections.abc import Callable
from typing import Any

from shared.architect.document.compose import compose
from shared.architect.document.conflicts import conflicts_told
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.outcome import Choice, Outcome, WholeOption
from shared.architect.domain.design.solve import solve
from shared.architect.domain.records.design import Design, evolve_design, values
from shared.architect.domain.records.design_decisions import Draft, give_up, tell_draft
from shared.architect.domain.records.house_rules import StoredHouseRules
from shared.architect.domain.records.plain import plain
from shared.architect.use_cases.committing import Commits, decide_again
from shared.architect.use_cases.designs import Designs, language_of
from shared.architect.use_cases.documents import Documents
from shared.kernel.errors import ValidationFailed
from shared.kernel.events import Context, Payload
from shared.kernel.ports import Clock
from shared.kernel.principal import Actor

_TOLD = ("parts", "utility", "cost_band", "availability", "person_days", "moving_parts", "criteria", "relaxes")


class DraftDesign:
    def __init__(
        self,
        designs: Designs,
        commits: Commits,
        documents: Documents,
        clock: Clock,
        knowledge: Callable[[], Knowledge],
    ) -> None:
        self._designs = designs
        self._commits = commits
        self._documents = documents
        self._clock = clock
        self._knowledge = knowledge

    def __call__(self, design_id: str, correlation_id: str) -> None:
        """Of a design that does not wait for it: nothing. Raises NotFound, ServiceUnavailable."""
        context = Context(Actor("system", "draft_design"), correlation_id)
        decide_again(lambda: self._draft(design_id, context))

    def give_up(self, design_id: str, correlation_id: str) -> None:
        """Tell those who wait for it that an error of ours keeps it from being drafted. Raises NotFound."""
        context = Context(Actor("system", "draft_design"), correlation_id)

        def attempt() -> None:
            design, _ = self._designs.with_house_rules(design_id)  # the one read that its role allows
            payloads = give_up(design, "internal_error")
            self._commits.commit(self._commits.go_on(design.tip, design, payloads, context, evolve_design).writes)

        decide_again(attempt)

    def _draft(self, design_id: str, context: Context) -> None:
        design, house = self._designs.with_house_rules(design_id)
        if design.waits:
            change = self._commits.go_on(design.tip, design, self._drafted(design, house), context, evolve_design)
            self._commits.commit(change.writes)

    def _drafted(self, design: Design, house: StoredHouseRules) -> list[Payload]:
        knowledge = self._knowledge()
        try:
            requirements = knowledge.schema.complete(values(design.given), design.answers)
        except ValidationFailed:  # newer knowledge has other fields or bounds: no try can help
            return give_up(design, "requirements_outdated")
        outcome = solve(requirements, knowledge, house.rules)
        return tell_draft(design, _told(outcome, design, self._stored(outcome, design), house.version))

    def _stored(self, outcome: Outcome, design: Design) -> str:
        """The digest of the document, which is there from now on."""
        language, today = language_of(design.language), self._clock.now().date()
        return self._documents.put(compose(outcome, design.system, language, design.brief, today))


def _told(outcome: Outcome, design: Design, document: str, house_rules: int) -> Draft:
    conflicts = conflicts_told(outcome.conflicts, outcome.requirements, language_of(design.language))
    return Draft(
        kb_version=outcome.kb_version,
        document=document,
        conflicts=tuple(map(plain, conflicts)),
        options=tuple(_option(option) for option in outcome.options),
        recommended=outcome.recommended,
        choices={choice.dimension: _choice(choice) for choice in outcome.choices},
        house_rules=house_rules,
    )


def _option(option: WholeOption) -> dict[str, Any]:
    return {name: plain(getattr(option, name)) for name in _TOLD}


def _choice(choice: Choice) -> list[str]:
    """Every feasible option, the chosen one first and then the best."""
    others = [score.option for score in choice.scores if score.option != choice.option]
    return [choice.option, *others]
