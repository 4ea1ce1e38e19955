"""The evaluator itself: it must refuse as IAM refuses, or all that it allows says nothing."""

from typing import Any

import pytest

from tests.privilege.policies import Policy, refusals
from tests.privilege.requests import LEADING_KEYS, Request

READ: dict[str, Any] = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "tables/keys"}
ONE_PARTITION = {
    **READ,
    "Condition": {
        "ForAllValues:StringLike": {LEADING_KEYS: ["USER#*", "ROOT"]},
        "Null": {LEADING_KEYS: ["false"]},
    },
}
FROM = {**READ, "Condition": {"StringEquals": {"ses:FromAddress": "no-reply@example.com"}}}


def reading(*partitions: str, table: str = "keys") -> Request:
    return Request("dynamodb:GetItem", f"tables/{table}", {LEADING_KEYS: partitions} if partitions else {})


def test_nothing_is_allowed_that_no_statement_allows() -> None:
    assert not Policy(()).allows(reading())


def test_a_statement_allows_its_action_on_its_resource() -> None:
    policy = Policy((READ,))
    assert policy.allows(reading())
    assert not policy.allows(reading(table="events"))
    assert not policy.allows(Request("dynamodb:PutItem", "tables/keys"))


def test_a_deny_ends_it_whatever_allows() -> None:
    assert not Policy((READ, {**READ, "Effect": "Deny"})).allows(reading())
    assert Policy((READ, {**READ, "Effect": "Deny", "Resource": "tables/events"})).allows(reading())


@pytest.mark.parametrize(
    ("pattern", "value", "like"),
    [
        ("tables/*", "tables/keys", True),
        ("tables/key?", "tables/keys", True),
        ("tables/key?", "tables/key", False),
        ("tables/keys", "tables/keys2", False),
        ("tables.keys", "tables/keys", False),
        ("Tables/keys", "tables/keys", False),
    ],
)
def test_stars_and_question_marks_stand_for_others_and_nothing_else_does(pattern: str, value: str, like: bool) -> None:
    assert Policy(({**READ, "Resource": [pattern]},)).allows(Request("dynamodb:GetItem", value)) is like


def test_actions_are_the_same_in_capitals() -> None:
    assert Policy(({**READ, "Action": ["DynamoDB:getitem"]},)).allows(reading())


def test_every_partition_of_a_request_must_be_allowed() -> None:
    policy = Policy((ONE_PARTITION,))
    assert policy.allows(reading("USER#1"))
    assert policy.allows(reading("USER#1", "ROOT"))
    assert not policy.allows(reading("USER#1", "DATA#1"))
    assert not policy.allows(reading("ROOTS"))


def test_a_request_without_partitions_slips_through_for_all_values_and_is_stopped_by_null() -> None:
    without_null = {**READ, "Condition": {"ForAllValues:StringLike": {LEADING_KEYS: ["USER#*"]}}}
    assert Policy((without_null,)).allows(reading())
    assert not Policy((ONE_PARTITION,)).allows(reading())


def test_a_plain_condition_needs_its_one_value() -> None:
    policy = Policy((FROM,))
    allowed = {"ses:FromAddress": ("no-reply@example.com",)}
    assert policy.allows(Request("dynamodb:GetItem", "tables/keys", allowed))
    assert not policy.allows(Request("dynamodb:GetItem", "tables/keys", {"ses:FromAddress": ("boss@example.com",)}))
    assert not policy.allows(reading())


def test_none_of_all_values_may_be_one_that_is_excluded() -> None:
    policy = Policy(({**READ, "Condition": {"ForAllValues:StringNotEquals": {"dynamodb:Attributes": ["phc", "sk"]}}},))
    for attributes, allowed in ((("id", "email"), True), (("id", "phc"), False), (("sk",), False), ((), True)):
        request = Request("dynamodb:GetItem", "tables/keys", {"dynamodb:Attributes": attributes})
        assert policy.allows(request) is allowed, attributes


@pytest.mark.parametrize(
    "strange",
    [
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "*", "NotResource": "tables/events"},
        {**READ, "Principal": "*"},
        {**READ, "Condition": {"StringNotEquals": {"a": "b"}}},
        {**READ, "Condition": {"DateLessThan": {"a": "b"}}},
        {**READ, "Condition": {"ForAnyValue:StringEquals": {"a": "b"}}},
    ],
)
def test_what_it_does_not_know_it_does_not_judge(strange: dict[str, Any]) -> None:
    with pytest.raises(LookupError):
        Policy((strange,)).allows(reading())


def test_a_refusal_tells_who_may_not_do_what_to_which() -> None:
    asked = [("accounts", reading("ROOT")), ("accounts", reading("ROOT", table="events")), ("sessions", reading())]
    assert refusals({"accounts": Policy((ONE_PARTITION,)), "sessions": Policy(())}, asked) == [
        "accounts may not dynamodb:GetItem on tables/events with dynamodb:LeadingKeys = ROOT",
        "sessions may not dynamodb:GetItem on tables/keys",
    ]
