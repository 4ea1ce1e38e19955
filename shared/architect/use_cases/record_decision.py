"""Record what a team decided about a design, and what becomes of the decision."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.records import decision as deciding
from shared.architect.domain.records.decision import Decision, evolve_decision, stream_of
from shared.architect.domain.records.listings import DecisionOfSystem
from shared.architect.domain.records.proposals import Proposal, propose, require_ready
from shared.architect.use_cases.committing import Commits, decide_again
from shared.architect.use_cases.decisions import Decisions
from shared.architect.use_cases.designs import Designs
from shared.architect.use_cases.documents import Documents
from shared.architect.use_cases.repeating import Keep, Once
from shared.architect.use_cases.versions import CheckVersion
from shared.kernel.errors import NotFound
from shared.kernel.events import Context, Payload
from shared.kernel.idempotency import Repeatable
from shared.kernel.ports import Ids
from shared.kernel.records import ABSENT, Check, Put, Write, having

Decide = Callable[[Decision], tuple[list[Payload], Sequence[Write]]]


class RecordDecision:
    def __init__(
        self,
        designs: Designs,
        decisions: Decisions,
        documents: Documents,
        commits: Commits,
        once: Once,
        ids: Ids,
        knowledge: Callable[[], Knowledge],
    ) -> None:
        self._designs = designs
        self._decisions = decisions
        self._documents = documents
        self._commits = commits
        self._once = once
        self._ids = ids
        self._knowledge = knowledge

    def __call__(self, design_id: str, proposal: Proposal, request: Repeatable | None, context: Context) -> Decision:
        """A new decision, with the next number of its system. Raises NotFound, ValidationFailed, Conflict."""

        def effect(keep: Keep) -> Decision:
            return decide_again(lambda: self._record(design_id, proposal, keep, context))

        return self._once(request, effect, self._again)

    def _record(self, design_id: str, proposal: Proposal, keep: Keep, context: Context) -> Decision:
        design = self._designs.get(design_id)
        require_ready(design)
        outcome = self._documents.get(design.document or "")["outcome"]
        number = self._decisions.last_number(design.system_id) + 1
        payloads = propose(design, number, proposal, outcome, self._knowledge())
        decision_id = self._ids.new()
        change = self._commits.begin(stream_of(decision_id), payloads, context, evolve_decision)
        row = Put(DecisionOfSystem.numbered(design.system_id, number, decision_id), ABSENT)
        kept = keep({"decision_id": decision_id, "version": change.after.version})
        self._commits.commit([*change.writes, row, *kept])
        return change.after

    def _again(self, kept: Mapping[str, Any]) -> Decision:
        return _as_it_was(self._commits, kept)


class DecideOnDecision:
    """Accept, reject, supersede. Where it is so already nothing happens; a race is decided again."""

    def __init__(self, decisions: Decisions, commits: Commits, once: Once) -> None:
        self._decisions = decisions
        self._commits = commits
        self._once = once

    def accept(
        self, decision_id: str, reason: str | None, check: CheckVersion, request: Repeatable | None, context: Context
    ) -> Decision:
        """Raises NotFound, Precondition, Conflict wrong_status."""
        return self._change(decision_id, lambda found: (deciding.accept(found, reason), ()), check, request, context)

    def reject(
        self, decision_id: str, reason: str | None, check: CheckVersion, request: Repeatable | None, context: Context
    ) -> Decision:
        """Raises NotFound, Precondition, Conflict wrong_status."""
        return self._change(decision_id, lambda found: (deciding.reject(found, reason), ()), check, request, context)

    def supersede(
        self,
        decision_id: str,
        by: str,
        reason: str | None,
        check: CheckVersion,
        request: Repeatable | None,
        context: Context,
    ) -> Decision:
        """`by`: the id of the decision that takes its place. Raises NotFound, ValidationFailed, Precondition,
        Conflict wrong_status."""

        def decide(found: Decision) -> tuple[list[Payload], Sequence[Write]]:
            successor = self._decisions.find(by)
            payloads = deciding.supersede(found, successor, reason)
            # What takes over must still be accepted when this is written.
            holds = [Check(successor.key, having(version=successor.version))] if successor and payloads else []
            return payloads, holds

        return self._change(decision_id, decide, check, request, context)

    def _change(
        self, decision_id: str, decide: Decide, check: CheckVersion, request: Repeatable | None, context: Context
    ) -> Decision:
        def attempt(keep: Keep) -> Decision:
            found = self._decisions.get(decision_id)
            check(found.version)
            payloads, also = decide(found)
            change = self._commits.go_on(found.tip, found, payloads, context, evolve_decision)
            kept = keep({"decision_id": decision_id, "version": change.after.version})
            self._commits.commit([*change.writes, *also, *kept])
            return change.after

        return self._once(
            request, lambda keep: decide_again(lambda: attempt(keep)), lambda kept: _as_it_was(self._commits, kept)
        )


def _as_it_was(commits: Commits, kept: Mapping[str, Any]) -> Decision:
    decision = commits.fold(stream_of(kept["decision_id"]), kept["version"], evolve_decision)
    if decision is None:
        raise NotFound
    return decision
