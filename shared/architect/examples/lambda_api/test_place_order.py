"""The handler against a table: once is once, and what is wrong changes nothing."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import place_order
import pytest
from moto import mock_aws

CONTEXT = SimpleNamespace(
    function_name="orders", memory_limit_in_mb=512, invoked_function_arn="arn:aws:lambda:x", aws_request_id="1"
)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name, value in {
        "ORDERS_TABLE": "orders",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "POWERTOOLS_TRACE_DISABLED": "1",
    }.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        place_order.table.cache_clear()
        yield boto3.resource("dynamodb").create_table(
            TableName="orders",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )


def post(body: object, key: str = "k-1") -> int:
    event = {
        "version": "2.0",
        "routeKey": "POST /orders",
        "rawPath": "/orders",
        "headers": {"idempotency-key": key},
        "requestContext": {"http": {"method": "POST", "path": "/orders"}, "stage": "$default"},
        "body": json.dumps(body),
    }
    return int(place_order.handler(event, CONTEXT)["statusCode"])


def test_the_same_request_twice_makes_one_order(table: Any) -> None:
    assert [post({"sku": "a-1", "quantity": 2}) for _ in range(2)] == [201, 200]
    assert table.scan()["Count"] == 1


@pytest.mark.parametrize("body", [{}, {"sku": "a", "quantity": 0}, {"sku": "a", "quantity": 1, "price": 0}, []])
def test_what_is_wrong_is_refused_and_stores_nothing(table: Any, body: object) -> None:
    assert post(body) == 400
    assert table.scan()["Count"] == 0
