"""Answer the questions of a design, or have it go on with stated assumptions."""

from collections.abc import Callable, Mapping
from typing import Any

from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.records.design import Design, evolve_design, stream_of
from shared.architect.domain.records.design_decisions import Wish, answer, require_open
from shared.architect.domain.records.plain import plain
from shared.architect.use_cases.committing import Commits, decide_again
from shared.architect.use_cases.designs import Designs, evaluate
from shared.architect.use_cases.repeating import Keep, Once
from shared.architect.use_cases.versions import CheckVersion
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import NotFound
from shared.kernel.events import Context
from shared.kernel.idempotency import Repeatable


@dataclass(frozen=True)
class Answers:
    """`values`: by field, of fields that were asked about or not. `assume`: nothing more is to be asked."""

    values: Mapping[str, Any]
    assume: bool = False


class AnswerQuestions:
    def __init__(self, designs: Designs, commits: Commits, once: Once, knowledge: Callable[[], Knowledge]) -> None:
        self._designs = designs
        self._commits = commits
        self._once = once
        self._knowledge = knowledge

    def __call__(
        self, design_id: str, answers: Answers, check: CheckVersion, request: Repeatable | None, context: Context
    ) -> Design:
        """Raises NotFound, Precondition, ValidationFailed, Conflict wrong_status."""

        def effect(keep: Keep) -> Design:
            return decide_again(lambda: self._answer(design_id, answers, check, keep, context))

        return self._once(request, effect, self._again)

    def _answer(self, design_id: str, answers: Answers, check: CheckVersion, keep: Keep, context: Context) -> Design:
        design, house = self._designs.with_house_rules(design_id)
        check(design.version)
        require_open(design)
        new = {field: plain(value) for field, value in answers.values.items()}
        together = {**(design.asked or {}), **new}
        evaluation = evaluate(Wish(design.language, design.given), together, self._knowledge(), house.rules)
        payloads = answer(design, new, evaluation, assume=answers.assume)
        change = self._commits.go_on(design.tip, design, payloads, context, evolve_design)
        kept = keep({"design_id": design_id, "version": change.after.version})
        self._commits.commit([*change.writes, *kept])
        return change.after

    def _again(self, kept: Mapping[str, Any]) -> Design:
        design = self._commits.fold(stream_of(kept["design_id"]), kept["version"], evolve_design)
        if design is None:
            raise NotFound
        return design
