"""Reviews on in-memory twins: files are handed in, messages are worked on, nothing leaves the process."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from functions.reviewing import review_worker
from shared.accounts.use_cases.authenticate import LiveCaller
from shared.adapters.memory.objects import MemoryObjects
from shared.architect.domain.records.review import LastReview, Review
from shared.architect.domain.records.source_slot import SourceSlot
from shared.architect.use_cases.request_review import RequestedReview, ReviewWish
from shared.kernel.events import Context
from shared.kernel.idempotency import Repeatable
from shared.kernel.principal import Actor
from tests.architect.reviews.line_inspector import RULES, LineInspector
from tests.use_cases.world import World

CLEAN = b"x = 1\n"
FAULTY = b"error ASY001 shop/api.py blocks the loop\nwarning SEC004 shop/keys.py holds a key\n"
ONE_MORE = FAULTY + b"error ASY001 shop/jobs.py blocks it too\n"
WORKERS = {"review.submitted": "review_code", "review.template_submitted": "review_template"}


class Own:
    """What Rollbook consists of here."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def contents(self) -> Mapping[str, bytes]:
        return self.held


class Parked:
    """The retry queue of a worker: what it was told to do."""

    def __init__(self) -> None:
        self.reasons: list[str] = []
        self.delayed = 0

    def retry_after(self, message: Any, seconds: int) -> None:
        self.delayed += 1

    def park(self, message: Any, reason: str) -> None:
        self.reasons.append(reason)


class Studio(World):
    def __init__(self) -> None:
        super().__init__()
        self.version_of_rules = "rules-1"
        self._seen = 0

    @cached_property
    def uploads(self) -> MemoryObjects:
        return MemoryObjects(self.clock)

    @cached_property
    def records(self) -> MemoryObjects:
        return MemoryObjects(self.clock)

    @cached_property
    def code_inspector(self) -> LineInspector:
        return LineInspector()

    @cached_property
    def template_inspector(self) -> LineInspector:
        return LineInspector("template")

    @cached_property
    def own_source(self) -> Own:
        return Own()

    @property
    def rule_ids(self) -> Any:
        return lambda: frozenset(RULES)

    @property
    def rules_version(self) -> Any:
        return lambda: self.version_of_rules

    # people --------------------------------------------------------------------------------------------------------

    @cached_property
    def ada(self) -> LiveCaller:
        """Owns what she names first."""
        return self.staff("ada@example.org")

    def by_ada(self) -> Context:
        return Context(Actor("user", self.ada.user_id), "correlation")

    def ask(self, system: str = "Web shop", content: bytes = FAULTY, **wish: Any) -> RequestedReview:
        told = {"kind": "code", "profile": "standard", "size_bytes": len(content), **wish}
        return self.request_review(ReviewWish(system, **told), None, self.by_ada())

    def hand_in(self, asked: RequestedReview, content: bytes = FAULTY) -> Review:
        """The file, and word of it."""
        assert asked.review.upload is not None
        self.uploads.hand_in(asked.review.upload, content)
        return self.start_review(asked.review.id, self.by_ada())

    def reviewed(self, content: bytes = FAULTY, system: str = "Web shop", **wish: Any) -> Review:
        """Asked for, handed in and worked on."""
        asked = self.ask(system, content, **wish)
        self.hand_in(asked, content)
        self.work()
        return self.review(asked.review.id)

    # workers -------------------------------------------------------------------------------------------------------

    def messages(self) -> list[dict[str, Any]]:
        """What the bus has brought to the queues of reviews since it was last asked, as the workers get it."""
        self.relay()
        fresh, self._seen = self.bus.published[self._seen :], len(self.bus.published)
        return [notice for notice in fresh if notice["type"] in WORKERS]

    def work(self) -> None:
        for notice in self.messages():
            self.deliver(notice)

    def deliver(self, notice: dict[str, Any]) -> Review | None:
        """Straight to the use case, as its message would."""
        worker = self.review_template if WORKERS[notice["type"]] == "review_template" else self.review_code
        context = Context(Actor("system", WORKERS[notice["type"]]), notice["correlation_id"], None, notice["event_id"])
        return worker(notice["stream_id"].partition(":")[2], context)

    def worker(self, queue: Parked) -> Any:
        """The handler of the queue of reviews."""
        return review_worker(self.review_code, queue, "review_code")

    # then ----------------------------------------------------------------------------------------------------------

    def review(self, review_id: str) -> Review:
        return self.read_reviews.get(review_id)

    def last(self, review: Review) -> LastReview | None:
        last: LastReview | None = self.store.get(LastReview.key_of(review.system_id, review.kind, review.profile))
        return last

    def slot(self, system_id: str, kind: str = "code") -> SourceSlot:
        slot: SourceSlot | None = self.store.get(SourceSlot.key_of(system_id, kind))
        assert slot is not None
        return slot

    def stream(self, review: Review) -> list[str]:
        return self.history(f"review:{review.id}")


def request(key: str = "key", body: str = "body") -> Repeatable:
    return Repeatable(key, body)
