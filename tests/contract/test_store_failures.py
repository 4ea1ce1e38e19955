"""What DynamoDB may answer between yes and no, and what becomes of it: conflicts are told apart from failures."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared.accounts.domain.activity import Activity
from shared.adapters.dynamodb import store as dynamodb
from shared.adapters.dynamodb.codec import encode_record
from shared.adapters.dynamodb.layout import key_attributes
from shared.bootstrap import Container
from shared.edge.problems import problem_of
from shared.kernel.errors import ServiceUnavailable
from shared.kernel.ports import Store
from shared.kernel.records import ABSENT, Put, Record, Write, WriteConflict
from tests.contract.away import container
from tests.contract.failing_aws import FailingAws, Reply, cancelled, failing_aws, refusal, says
from tests.contract.samples import activity, new_id, user


@pytest.fixture(scope="module")
def aws() -> Iterator[FailingAws]:
    with failing_aws() as server:
        yield server


@pytest.fixture(scope="module")
def system(aws: FailingAws) -> Iterator[Container]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dynamodb, "_SHORTEST_WAIT", 0.0001)
        yield container(aws.endpoint, patch)


@pytest.fixture
def store(system: Container) -> Store:
    return system.store


def three_writes() -> list[Write]:
    return [Put(user(), ABSENT) for _ in range(3)]


def item(record: Record) -> dict[str, Any]:
    return {**encode_record(record), **key_attributes(record.key)}


def test_only_the_writes_whose_expectation_failed_are_named(aws: FailingAws, store: Store) -> None:
    writes = three_writes()
    aws.will(cancelled(None, "ConditionalCheckFailed", "TransactionConflict"))
    with pytest.raises(WriteConflict) as conflict:
        store.transact(writes)
    assert conflict.value.failed == (writes[1],)
    assert len(aws.requests) == 1


def test_a_transaction_that_met_another_one_is_sent_again(aws: FailingAws, store: Store) -> None:
    aws.will(cancelled(None, "TransactionConflict", None), cancelled("TransactionConflict", None, None), Reply())
    store.transact(three_writes())
    tokens = {request["ClientRequestToken"] for request in aws.requests}
    assert len(aws.requests) == len(tokens) == 3  # a cancelled transaction is over: the next one is another


def test_a_transaction_that_always_meets_others_is_a_conflict_that_names_nothing(aws: FailingAws, store: Store) -> None:
    aws.will(cancelled("TransactionConflict", None, None))
    with pytest.raises(WriteConflict) as conflict:
        store.transact(three_writes())
    assert conflict.value.failed == ()


def test_a_write_that_only_met_others_may_be_sent_again_and_a_mistake_of_ours_may_not() -> None:
    met_others, unforeseen = problem_of(WriteConflict(())), problem_of(WriteConflict(tuple(three_writes())))
    assert (met_others.status, met_others.headers) == (503, {"Retry-After": "1"})
    assert unforeseen.status == 500


@pytest.mark.parametrize(
    "reply",
    [
        refusal("AccessDeniedException"),
        cancelled(),
        cancelled(None, None, None),
        refusal("TransactionCanceledException"),
        cancelled("AccessDenied", None, None),
        cancelled("ConditionalCheckFailed", "ThrottlingError", None),
        cancelled("ConditionalCheckFailed", "ValidationError", None),
        cancelled("ProvisionedThroughputExceeded", None, None),
        cancelled("ItemCollectionSizeLimitExceeded", None, None),
        refusal("TransactionInProgressException"),
        refusal("IdempotentParameterMismatchException"),
    ],
)
def test_a_transaction_that_failed_for_another_reason_is_no_conflict(
    aws: FailingAws, store: Store, reply: Reply
) -> None:
    aws.will(reply)
    with pytest.raises(ServiceUnavailable):
        store.transact(three_writes())


def test_a_transaction_whose_answer_was_lost_is_repeated_under_its_own_name(
    aws: FailingAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DynamoDB carries out a ClientRequestToken once: what was committed before the line broke is not doubled."""
    aws.will(Reply(body=None), Reply())
    container(aws.endpoint, monkeypatch).store.transact(three_writes())
    assert len(aws.requests) == 2
    assert len({request["ClientRequestToken"] for request in aws.requests}) == 1


def test_keys_that_dynamodb_left_for_later_are_asked_for_again(aws: FailingAws, store: Store) -> None:
    first, second = user(), user()
    table = "away-DIRECTORY"
    later = {table: {"Keys": [key_attributes(second.key)], "ConsistentRead": True}}
    aws.will(
        says(Responses={table: [item(first)]}, UnprocessedKeys=later),
        says(Responses={table: [item(second)]}, UnprocessedKeys={}),
    )
    assert store.get_many(first.key, second.key) == (first, second)
    assert aws.requests[1]["RequestItems"] == later


def test_keys_that_dynamodb_never_gets_to_are_not_taken_for_missing(aws: FailingAws, store: Store) -> None:
    here = user()
    later = {"away-DIRECTORY": {"Keys": [key_attributes(here.key)]}}
    aws.will(says(Responses={}, UnprocessedKeys=later))
    with pytest.raises(ServiceUnavailable):
        store.get_many(here.key, user().key)


def test_a_query_goes_on_through_empty_pages(aws: FailingAws, store: Store) -> None:
    user_id = new_id()
    entries = [activity(user_id) for _ in range(3)]
    more = {"LastEvaluatedKey": key_attributes(entries[0].key)}
    aws.will(says(Items=[], **more), says(Items=[item(entries[0])], **more), says(Items=list(map(item, entries[1:]))))
    assert store.query(Activity.of(user_id)).items == tuple(entries)
    assert [request.get("ExclusiveStartKey") for request in aws.requests] == [None, *2 * [more["LastEvaluatedKey"]]]


def test_a_query_that_breaks_half_way_gives_nothing(aws: FailingAws, store: Store) -> None:
    user_id = new_id()
    entry = activity(user_id)
    aws.will(says(Items=[item(entry)], LastEvaluatedKey=key_attributes(entry.key)), refusal("AccessDeniedException"))
    with pytest.raises(ServiceUnavailable):
        store.query(Activity.of(user_id))


def test_every_read_is_strongly_consistent(aws: FailingAws, store: Store) -> None:
    aws.will(says(Items=[], Responses={}))
    store.get(user().key)
    store.query(Activity.of(new_id()))
    assert [request["ConsistentRead"] for request in aws.requests] == [True, True]
    store.get_many(user().key, activity().key)
    assert [table["ConsistentRead"] for table in aws.requests[2]["RequestItems"].values()] == [True, True]
