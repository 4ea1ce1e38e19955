"""One write of a transaction as DynamoDB wants it: an item or key, an update, and the expectation as a condition."""

from collections.abc import Mapping
from typing import Any

from shared.adapters.dynamodb.codec import encode_member, encode_record
from shared.adapters.dynamodb.layout import key_attributes
from shared.kernel.records import Add, Check, Delete, Expect, Put, Write


class _Expression:
    """Collects the placeholders of one request: names and values never stand in an expression themselves."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.values: dict[str, Any] = {}

    def name(self, attribute: str) -> str:
        placeholder = f"#{attribute}"
        self.names[placeholder] = attribute
        return placeholder

    def value(self, attribute: str, value: Any) -> str:
        placeholder = f":v{len(self.values)}"
        self.values[placeholder] = encode_member(attribute, value)
        return placeholder

    def condition(self, expect: Expect, key_name: str) -> str | None:
        terms = [self._equal(name, value) for name, value in expect.equal.items()]
        terms += [self._below(name, limit) for name, limit in expect.below.items()]
        if expect.absent:
            terms.append(f"attribute_not_exists({self.name(key_name)})")
        return " AND ".join(terms) or None

    def update(self, numbers: Mapping[str, int], initial: Mapping[str, Any]) -> str:
        added = ", ".join(f"{self.name(name)} {self.value(name, by)}" for name, by in numbers.items())
        first = ", ".join(
            f"{self.name(name)} = if_not_exists({self.name(name)}, {self.value(name, value)})"
            for name, value in initial.items()
        )
        return f"ADD {added}" + (f" SET {first}" if first else "")

    def placeholders(self) -> dict[str, Any]:
        parts = {"ExpressionAttributeNames": self.names, "ExpressionAttributeValues": self.values}
        return {name: part for name, part in parts.items() if part}

    def _below(self, name: str, limit: int) -> str:
        placeholder = self.name(name)
        return f"(attribute_not_exists({placeholder}) OR {placeholder} < {self.value(name, limit)})"

    def _equal(self, name: str, value: Any) -> str:
        if value is None:
            return f"attribute_not_exists({self.name(name)})"
        return f"{self.name(name)} = {self.value(name, value)}"


def transact_item(write: Write, table: str) -> dict[str, Any]:
    expression = _Expression()
    key = key_attributes(write.key)
    request: dict[str, Any] = {"TableName": table}
    if condition := expression.condition(write.expect, next(iter(key))):
        request["ConditionExpression"] = condition
    match write:
        case Put(record):
            request["Item"] = {**encode_record(record), **key}
        case Add(_, numbers, _, initial):
            request |= {"Key": key, "UpdateExpression": expression.update(numbers, initial)}
        case Delete() | Check():
            request["Key"] = key
    operation = {Put: "Put", Add: "Update", Delete: "Delete", Check: "ConditionCheck"}[type(write)]
    return {operation: request | expression.placeholders()}
