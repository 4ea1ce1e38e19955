"""The worker on a bad day: twice the same, and one message that nobody can read."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import bill_orders
import boto3
import pytest
from moto import mock_aws


@pytest.fixture
def dynamodb(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name, value in {
        "BILLS_TABLE": "bills",
        "HANDLED_TABLE": "handled",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        bill_orders.client.cache_clear()
        made = boto3.resource("dynamodb")
        for table, key in (("bills", "id"), ("handled", "event_id")):
            made.create_table(
                TableName=table,
                KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
        yield made


def deliver(*bodies: str) -> list[str]:
    """The ids of the messages that come back."""
    records = [
        {"messageId": str(place), "body": body, "eventSource": "aws:sqs", "receiptHandle": "r", "attributes": {}}
        for place, body in enumerate(bodies)
    ]
    answer = bill_orders.handler({"Records": records}, SimpleNamespace(get_remaining_time_in_millis=lambda: 1000))
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def event(order: str) -> str:
    return json.dumps({"event_id": f"e-{order}", "order_id": order, "cents": 990})


def test_a_redelivered_event_makes_no_second_bill(dynamodb: Any) -> None:
    assert deliver(event("1")) == deliver(event("1")) == []
    assert dynamodb.Table("bills").scan()["Count"] == 1


def test_one_message_that_fails_is_the_only_one_that_comes_back(dynamodb: Any) -> None:
    assert deliver(event("1"), '{"neither": "nor"}', event("2")) == ["1"]
    assert dynamodb.Table("bills").scan()["Count"] == 2
