"""What each function does on a day and what its role allows are the same, both ways."""

import pytest

from infra.declarations import Function
from infra.grants import Statement, statements
from infra.topology import FUNCTIONS
from tests.privilege.mutations import less
from tests.privilege.policies import policy_of, refusals
from tests.privilege.requests import Asked, Request
from tests.privilege.universe import everything, partitions_of, singles

FUNCTION = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
ALL = [(function.name, statement) for function in FUNCTIONS for statement in statements(function)]
STATEMENT = pytest.mark.parametrize(("function", "statement"), ALL, ids=lambda part: getattr(part, "sid", part))


def requests_of(function: Function, asked: frozenset[Asked]) -> set[Request]:
    return {one.request for one in asked if one.function == function.name}


def test_every_function_asks_for_something(asked: frozenset[Asked]) -> None:
    assert {one.function for one in asked} == {function.name for function in FUNCTIONS}


def test_every_call_is_allowed(asked: frozenset[Asked]) -> None:
    policies = {function.name: policy_of(statements(function)) for function in FUNCTIONS}
    assert refusals(policies, ((one.function, one.request) for one in asked)) == []


@FUNCTION
def test_all_that_is_allowed_is_done(asked: frozenset[Asked], function: Function) -> None:
    """Of all that any function could ask, in any table, partition and queue."""
    may = policy_of(statement for statement in statements(function) if not statement.unseen)
    allowed = {str(request) for request in everything(asked) if may.allows(request)}
    assert allowed == {str(single) for request in requests_of(function, asked) for single in singles(request)}


@FUNCTION
def test_without_any_part_of_any_grant_something_is_refused(asked: frozenset[Asked], function: Function) -> None:
    requests = [(function.name, request) for request in requests_of(function, asked)]
    mutants = list(less(statements(function)))
    idle = [told for told, rest in mutants if not refusals({function.name: policy_of(rest)}, requests)]
    assert mutants
    assert idle == []


@STATEMENT
def test_what_no_journey_shows_has_a_reason_and_is_in_truth_not_seen(
    asked: frozenset[Asked], function: str, statement: Statement
) -> None:
    seen = [one.request for one in asked if one.function == function and policy_of([statement]).allows(one.request)]
    assert bool(seen) is not bool(statement.unseen)
    assert not statement.unseen or statement.unseen.endswith(".")


@STATEMENT
def test_a_wildcard_has_a_reason_and_only_a_wildcard_has(function: str, statement: Statement) -> None:
    assert not any(character in action for action in statement.actions for character in "*?"), function
    starred = [resource for resource in statement.resources if "*" in resource or "?" in resource]
    assert bool(starred) is statement.wildcard.endswith("."), starred


@FUNCTION
def test_nobody_may_change_or_remove_an_event(function: Function) -> None:
    may = policy_of(statements(function))
    for action in ("UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLUpdate", "PartiQLDelete", "PartiQLInsert"):
        assert not may.allows(Request(f"dynamodb:{action}", "tables/events")), action


def test_nobody_writes_an_event_over_another_one(asked: frozenset[Asked]) -> None:
    """IAM cannot tell a new item from one in its place, so every event is stored with the condition that it is new."""
    puts = [one for one in asked if one.request.action == "dynamodb:PutItem"]
    events = [one for one in puts if one.request.resource == "tables/events"]
    storing = {function.name for function in FUNCTIONS if "put" in function.tables.get("events", ())}
    assert {one.function for one in events} == storing >= {"accounts", "directory", "close_unverified", "designs"}
    assert [str(one.request) for one in events if one.request.replaces] == []
    assert any(one.request.replaces for one in puts)  # elsewhere there are such writes, and they are seen


@FUNCTION
def test_partitions_are_those_of_the_layout(asked: frozenset[Asked], function: Function) -> None:
    """A pattern for a partition that nothing has would be a mistake, whatever it allows."""
    for table, access in function.tables.items():
        named = {each for partitions in access.values() for each in partitions.split()} - {"*"}
        assert named <= partitions_of(table, {one.request for one in asked}), table
