"""On a schedule: every registered source is reviewed again when it or the rules changed, Rollbook's own among them.

What was asked for is noted at the source in the same transaction, so that a run that comes twice, or comes back after
it died half-way, asks for nothing a second time; and what one run leaves, the next one finds.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count

from shared.architect.domain.records.review import submitted
from shared.architect.domain.records.review_events import ReviewRequested, SourceKept, SourceReviewAsked
from shared.architect.domain.records.source_slot import SourceSlot, evolve_slot, keep, stream_of_source
from shared.architect.domain.records.system import (
    System,
    SystemName,
    evolve_system,
    folded_name,
    register_system,
    stream_of,
)
from shared.architect.ports import Objects, OwnSource, Uploads
from shared.architect.use_cases.committing import Change, Commits, StaleState, decide_again
from shared.architect.use_cases.request_review import begin_review
from shared.architect.use_cases.stored_reports import digest_of, keep_source
from shared.architect.use_cases.systems import Systems
from shared.kernel.dataclasses import dataclass
from shared.kernel.events import Context, Payload
from shared.kernel.ports import Clock, Ids, Store
from shared.kernel.principal import Actor
from shared.kernel.records import ABSENT, Put

# Rollbook as one of the systems that it looks after. Its owner is nobody with an account: a metric tells of it.
OWN_SYSTEM = "00000000-0000-7000-8000-000000000001"
OWN_PROFILE = "standard"
ACTOR = Actor("system", "review_again")
# One run asks for no more than this: each is a message that a worker takes a minute for.
_MOST_STARTED = 200
_PAGE = 100


@dataclass(frozen=True)
class Again:
    """`looked_at`: registered sources; `started`: reviews that were asked for."""

    looked_at: int
    started: int


@dataclass(frozen=True)
class Due:
    """What is to be reviewed, and why."""

    because: str
    upload: str | None = None
    kept: str | None = None


class ReviewAgain:
    """`rules`: their version now. `own_name`: what to call the system that we are."""

    def __init__(
        self,
        store: Store,
        commits: Commits,
        systems: Systems,
        uploads: Uploads,
        records: Objects,
        own: OwnSource,
        rules: Callable[[], str],
        clock: Clock,
        ids: Ids,
        own_name: str,
    ) -> None:
        self._store = store
        self._commits = commits
        self._systems = systems
        self._uploads = uploads
        self._records = records
        self._own = own
        self._rules = rules
        self._clock = clock
        self._ids = ids
        self._own_name = own_name

    def __call__(self, run_id: str) -> Again:
        context = Context(ACTOR, run_id)
        self._keep_own(context)
        looked_at = started = 0
        rules = self._rules()
        for slot in self._slots():
            looked_at += 1
            started += self._ask(slot, rules, context)
            if started == _MOST_STARTED:
                break
        return Again(looked_at, started)

    def _slots(self) -> Iterator[SourceSlot]:
        after: str | None = None
        while True:
            page = self._store.query(SourceSlot.all(), after=after, limit=_PAGE)
            yield from page.items
            after = page.after
            if after is None:
                return

    def _ask(self, slot: SourceSlot, rules: str, context: Context) -> int:
        """1 where a review was asked for. Somebody who changes the source meanwhile is served by the next run."""
        due = self._due(slot, rules)
        if due is None:
            return 0
        review_id = self._ids.new()
        asked: list[Payload] = [
            ReviewRequested(
                slot.system_id, slot.kind, slot.profile, due.because, due.upload, due.kept, *_promise(slot, due)
            ),
            submitted(slot.kind),
        ]
        review = begin_review(self._commits, review_id, asked, context)
        noted: list[Payload] = [SourceReviewAsked(review_id, rules, due.upload or due.kept or "")]
        change = self._commits.go_on(slot.tip, slot, noted, context, evolve_slot)
        try:
            self._commits.commit([*review.writes, *change.writes])
        except StaleState:
            return 0
        return 1

    def _due(self, slot: SourceSlot, rules: str) -> Due | None:
        offered = slot.offered if slot.awaits_upload(self._clock.now()) else None
        if offered is not None and self._uploads.size(offered) == slot.size_bytes:
            return Due("source_changed", upload=offered)
        if not slot.outdated(rules):
            return None
        because = "source_changed" if slot.asked_rules is None else "rules_changed"
        return Due(because, kept=slot.kept)

    def _keep_own(self, context: Context) -> None:
        for kind, content in self._own.contents().items():
            decide_again(partial(self._keep, kind, content, context))

    def _keep(self, kind: str, content: bytes, context: Context) -> None:
        slot = self._store.get(SourceSlot.key_of(OWN_SYSTEM, kind))
        payloads = keep(slot, SourceKept(OWN_SYSTEM, kind, OWN_PROFILE, digest_of(content)))
        if not payloads:
            return
        keep_source(self._records, content)
        system = self._own_system(context)
        if slot is None:
            change = self._commits.begin(stream_of_source(OWN_SYSTEM, kind), payloads, context, evolve_slot)
        else:
            change = self._commits.go_on(slot.tip, slot, payloads, context, evolve_slot)
        self._commits.commit([*system.writes, *change.writes])

    def _own_system(self, context: Context) -> Change[System]:
        found = self._store.get(System.key_of(OWN_SYSTEM))
        if found is not None:
            return Change(found, ())
        names = (self._own_name if number == 1 else f"{self._own_name} {number}" for number in count(1))
        name = next(name for name in names if self._systems.named(name) is None)
        registered = register_system(name, context.actor.id)
        change = self._commits.begin(stream_of(OWN_SYSTEM), registered, context, evolve_system)
        return Change(change.after, (*change.writes, Put(SystemName(folded_name(name), OWN_SYSTEM), ABSENT)))


def _promise(slot: SourceSlot, due: Due) -> tuple[int | None, str | None]:
    """What was said of an upload when it was offered."""
    return (slot.size_bytes, slot.sha256) if due.upload else (None, None)
