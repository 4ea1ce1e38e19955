"""A worker looks at a source once, whatever happens on the way, and holds it against the last review."""

import json
from typing import Any

import pytest

from functions.reviewing import MOST_RECEIVES
from infra.topology import QUEUES
from shared.architect.domain.records.decision import Decision, DecisionStatus
from shared.architect.domain.records.listings import DecisionOfSystem
from shared.architect.domain.records.review import FAILURES, ReviewStatus, ReviewTries
from shared.architect.domain.records.suppression import SuppressionWish
from shared.kernel.errors import Conflict, NotFound, ServiceUnavailable
from shared.kernel.records import Put
from tests.architect.reviews.studio import CLEAN, FAULTY, ONE_MORE, Parked, Studio
from tests.contract.samples import MOMENT


def test_a_review_tells_what_was_found(studio: Studio) -> None:
    review = studio.reviewed(FAULTY)
    assert review.status is ReviewStatus.COMPLETED
    assert review.outcome is not None
    told = review.outcome
    assert (told.errors, told.warnings, told.new, told.new_errors, told.gate) == (1, 1, 2, 1, True)
    report = studio.read_reviews.report(review)
    assert report is not None
    assert [one.rule for one in report.findings] == ["ASY001", "SEC004"]
    assert studio.stream(review) == ["review.requested", "review.submitted", "review.completed"]


def test_the_event_of_completion_names_its_cause(studio: Studio) -> None:
    asked = studio.ask()
    studio.hand_in(asked)
    (message,) = studio.messages()
    studio.deliver(message)
    completed = studio.store.events[-1].envelope
    assert (completed.type, completed.causation_id) == ("review.completed", message["event_id"])
    assert (completed.actor.type, completed.actor.id) == ("system", "review_code")


def test_the_next_review_tells_what_is_new_fixed_and_remaining(studio: Studio) -> None:
    first = studio.reviewed(FAULTY)
    second = studio.reviewed(ONE_MORE)
    third = studio.reviewed(CLEAN)
    told = [
        (one.outcome.previous, one.outcome.new, one.outcome.fixed, one.outcome.remaining, one.outcome.gate)
        for one in (first, second, third)
        if one.outcome
    ]
    assert told == [(None, 2, 0, 0, True), (first.id, 1, 0, 2, True), (second.id, 0, 3, 0, False)]


def test_other_systems_kinds_and_profiles_are_no_baseline(studio: Studio) -> None:
    studio.reviewed(FAULTY)
    others = [
        studio.reviewed(FAULTY, "Another system"),
        studio.reviewed(FAULTY, kind="template"),
        studio.reviewed(FAULTY, profile="strict"),
    ]
    assert [one.outcome.previous for one in others if one.outcome] == [None, None, None]


def test_a_failed_review_is_no_baseline(studio: Studio) -> None:
    first = studio.reviewed(FAULTY)
    assert studio.reviewed(b"bad").status is ReviewStatus.FAILED
    third = studio.reviewed(ONE_MORE)
    assert third.outcome is not None
    assert (third.outcome.previous, third.outcome.fixed) == (first.id, 0)


def test_findings_that_newer_rules_made_are_told_apart(studio: Studio) -> None:
    studio.reviewed(FAULTY)
    studio.code_inspector.rule_versions["ASY001"] = "2"
    review = studio.reviewed(ONE_MORE)
    assert review.outcome is not None
    assert (review.outcome.new, review.outcome.new_of_rules, review.outcome.new_errors) == (0, 1, 1)


def test_a_message_that_comes_twice_makes_no_second_review(studio: Studio) -> None:
    studio.hand_in(studio.ask())
    (message,) = studio.messages()
    first = studio.deliver(message)
    assert first is not None
    assert studio.deliver(message) is None
    assert studio.review(first.id) == first
    assert len(studio.code_inspector.asked) == 1


def test_two_workers_with_one_message_complete_it_once(studio: Studio) -> None:
    studio.hand_in(studio.ask())
    (message,) = studio.messages()
    studio.code_inspector.before = [lambda: studio.deliver(message)]
    assert studio.deliver(message) is None
    review = studio.review(message["stream_id"].partition(":")[2])
    assert studio.stream(review) == ["review.requested", "review.submitted", "review.completed"]


def test_who_loses_to_another_review_of_the_system_looks_again_at_that_ones_report(studio: Studio) -> None:
    slow, fast = studio.ask(content=ONE_MORE), studio.ask(content=FAULTY)
    studio.hand_in(slow, ONE_MORE)
    studio.hand_in(fast, FAULTY)
    of_slow, of_fast = studio.messages()
    studio.code_inspector.before = [lambda: studio.deliver(of_fast)]
    ended = studio.deliver(of_slow)
    assert ended is not None
    assert ended.outcome is not None
    assert (ended.outcome.previous, ended.outcome.new) == (fast.review.id, 1)
    last = studio.last(ended)
    assert last is not None
    assert last.review_id == fast.review.id  # asked for later: the next one is held against it


def test_a_crash_between_report_and_commit_leaves_an_object_and_no_review(studio: Studio) -> None:
    studio.hand_in(studio.ask())
    (message,) = studio.messages()

    def die() -> None:
        raise ServiceUnavailable

    studio.code_inspector.before = [lambda: studio.store.meanwhile(die)]
    with pytest.raises(ServiceUnavailable):
        studio.deliver(message)
    reports = {name for name in studio.records.held if name.startswith("reviews/")}
    assert len(reports) == 1
    ended = studio.deliver(message)
    assert ended is not None
    assert ended.outcome is not None
    assert {name for name in studio.records.held if name.startswith("reviews/")} == reports
    assert studio.store.get(ReviewTries.key_of(ended.id)) is None


def test_a_source_that_cannot_be_looked_at_fails_with_the_inspectors_words(studio: Studio) -> None:
    review = studio.reviewed(b"bad")
    assert review.status is ReviewStatus.FAILED
    assert review.failure is not None
    assert (review.failure.code, review.failure.detail[:19]) == ("not_a_zip", "This is no zip arch")
    with pytest.raises(Conflict):
        studio.read_reviews.finished(review)


@pytest.mark.parametrize(
    ("handed_in", "code"),
    [(None, "source_missing"), (b"short", "wrong_size"), (b"y" * len(FAULTY), "wrong_digest")],
)
def test_a_source_that_is_not_what_was_promised_fails(studio: Studio, handed_in: bytes | None, code: str) -> None:
    asked = studio.ask(sha256="ab" * 32)
    assert asked.review.upload is not None
    studio.hand_in(asked)
    del studio.uploads.held[asked.review.upload]
    if handed_in is not None:
        studio.uploads.hand_in(asked.review.upload, handed_in)
    studio.work()
    failed = studio.review(asked.review.id)
    assert failed.failure is not None
    assert (failed.failure.code, failed.failure.detail) == (code, FAILURES[code])


def test_what_a_team_lives_with_is_told_as_suppressed_while_it_lasts(studio: Studio) -> None:
    first = studio.reviewed(FAULTY)
    wish = SuppressionWish("The loop is ours alone.", rule="ASY001", path="shop/api.py")
    kept = studio.suppressions.add(first.system_id, wish, None, studio.by_ada())
    second = studio.reviewed(ONE_MORE)
    studio.suppressions.remove(first.system_id, kept.id, studio.by_ada())
    third = studio.reviewed(ONE_MORE)
    told = [(one.outcome.errors, one.outcome.suppressed) for one in (first, second, third) if one.outcome]
    assert told == [(1, 0), (1, 1), (2, 0)]


def test_a_finding_is_suppressed_by_as_much_of_its_fingerprint_as_reports_show(studio: Studio) -> None:
    first = studio.reviewed(FAULTY)
    mark = studio.read_reviews.finished(first).findings[0].fingerprint[:16]
    assert mark in studio.render_review.markdown(first)
    studio.suppressions.add(first.system_id, SuppressionWish("Known.", mark), None, studio.by_ada())
    second = studio.reviewed(ONE_MORE)
    assert second.outcome is not None
    assert (second.outcome.errors, second.outcome.suppressed) == (1, 1)


def decision(system_id: str, number: int, status: DecisionStatus, imported: str) -> Decision:
    checks = ({"kind": "forbidden_import", "importer": "shop", "imported": imported},)
    told: dict[str, Any] = {"choices": {}, "context": {}, "history": (), "version": 2, "hash": "ab", "checks": checks}
    times: dict[str, Any] = {"created_at": MOMENT, "updated_at": MOMENT}
    return Decision(
        f"decision-{number}", system_id, "Web shop", "design", number, "No ORM", status, "1", "", **told, **times
    )


def test_accepted_decisions_are_checked_and_drift_is_counted(studio: Studio) -> None:
    system_id = studio.ask().review.system_id
    accepted, proposed = DecisionStatus.ACCEPTED, DecisionStatus.PROPOSED
    told = [
        (1, accepted, "django"),
        (2, accepted, "boto3"),
        (3, proposed, "flask"),
        (4, DecisionStatus.SUPERSEDED, "x"),
    ]
    for number, status, imported in told:
        row = DecisionOfSystem.numbered(system_id, number, f"decision-{number}")
        studio.store.transact([Put(decision(system_id, number, status, imported)), Put(row)])
    review = studio.reviewed(b"shop imports django\nshop imports flask\nshop imports x\n")
    assert review.outcome is not None
    assert review.outcome.drift == 1
    report = studio.read_reviews.finished(review)
    assert [(one.number, one.holds) for one in report.drift] == [(1, False), (2, True)]


# behind the queue --------------------------------------------------------------------------------


def record(notice: dict[str, Any], receives: int = 1) -> dict[str, Any]:
    attributes = {"ApproximateReceiveCount": str(receives)}
    body = json.dumps({"detail-type": notice.get("type"), "detail": notice})
    return {"Records": [{"messageId": "m", "receiptHandle": "r", "body": body, "attributes": attributes}]}


def queued(studio: Studio) -> dict[str, Any]:
    studio.hand_in(studio.ask())
    (message,) = studio.messages()
    return message


def test_a_rule_that_breaks_is_tried_again_and_then_told_as_our_fault(studio: Studio) -> None:
    message, queue = queued(studio), Parked()

    def break_down() -> None:
        raise RecursionError

    studio.code_inspector.before = [break_down, break_down]
    handle = studio.worker(queue)
    answers = [handle(record(message, receives), None) for receives in range(1, MOST_RECEIVES + 1)]
    assert [len(answer["batchItemFailures"]) for answer in answers] == [1, 1, 0]
    assert (queue.delayed, queue.reasons) == (2, [])
    failed = studio.review(message["stream_id"].partition(":")[2]).failure
    assert failed is not None
    assert failed.code == "internal_error"


def test_a_worker_that_dies_again_and_again_has_timed_out(studio: Studio) -> None:
    message = queued(studio)

    def be_killed() -> None:
        raise SystemExit

    studio.code_inspector.before = [be_killed, be_killed]
    for _ in range(2):
        with pytest.raises(SystemExit):
            studio.deliver(message)
    ended = studio.deliver(message)
    assert ended is not None
    assert ended.failure is not None
    assert ended.failure.code == "timed_out"
    assert len(studio.code_inspector.asked) == 2


def test_an_outage_of_the_store_of_files_is_waited_for(studio: Studio) -> None:
    message, queue = queued(studio), Parked()
    handle = studio.worker(queue)
    studio.uploads.down = True
    assert len(handle(record(message), None)["batchItemFailures"]) == 1
    studio.uploads.down = False
    assert handle(record(message, 2), None) == {"batchItemFailures": []}
    assert studio.review(message["stream_id"].partition(":")[2]).status is ReviewStatus.COMPLETED


@pytest.mark.parametrize(
    ("notice", "reason"),
    [
        ({}, "not an event of a review"),
        ({"stream_id": 7, "event_id": "e"}, "not an event of a review"),
        ({"stream_id": "system:1", "event_id": "e"}, "not an event of a review"),
        ({"stream_id": "review:", "event_id": "e"}, "not an event of a review"),
        ({"stream_id": "review:a#b", "event_id": "e"}, "not an event of a review"),
        ({"stream_id": "review:1"}, "not an event of a review"),
        ({"stream_id": "review:1", "event_id": "e"}, "an event of no review"),
    ],
)
def test_what_is_no_event_of_a_review_is_parked(studio: Studio, notice: dict[str, Any], reason: str) -> None:
    queue = Parked()
    assert studio.worker(queue)(record(notice), None) == {"batchItemFailures": []}
    assert queue.reasons == [reason]


def test_the_queues_hand_a_message_out_as_often_as_the_worker_counts_on() -> None:
    receives = {queue.name: queue.max_receives for queue in QUEUES}
    assert receives["reviews"] == receives["template-reviews"] == MOST_RECEIVES


def test_nothing_is_read_of_what_there_is_not(studio: Studio) -> None:
    with pytest.raises(NotFound):
        studio.read_reviews.get(studio.ids.new())
    assert studio.read_reviews.list(studio.ids.new(), None, 10).items == ()


def test_reviews_are_listed_newest_first_of_one_system_or_of_all(studio: Studio) -> None:
    first, second, third = (studio.ask(name).review.id for name in ("Web shop", "Another", "Web shop"))
    of_all = studio.read_reviews.list(None, None, 2)
    rest = studio.read_reviews.list(None, of_all.after, 2)
    assert [one.id for one in (*of_all.items, *rest.items)] == [third, second, first]
    assert rest.after is None
    system_id = of_all.items[0].system_id
    assert [one.id for one in studio.read_reviews.list(system_id, None, 50).items] == [third, first]
