"""The store on DynamoDB: typed records in, one call per operation.

Conflicts are told apart from failures: an expectation that did not hold is a WriteConflict naming the writes;
everything that DynamoDB or the network does to us is ServiceUnavailable.
"""

import json
import logging
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from shared.adapters.aws.clients import AwsClient
from shared.adapters.aws.errors import AwsFailed, AwsRefused
from shared.adapters.dynamodb.codec import decode_record
from shared.adapters.dynamodb.layout import KEY_SCHEMA, LAYOUT, TableName, key_attributes, range_prefix
from shared.adapters.dynamodb.scans import scan_request
from shared.adapters.dynamodb.writes import transact_item
from shared.kernel.errors import ServiceUnavailable
from shared.kernel.ports import Randomness
from shared.kernel.records import Key, Page, Within, Write, WriteConflict, require_one_transaction

A = TypeVar("A")
Item = dict[str, Any]
_log = logging.getLogger(__name__)

# Another transaction on the same item ends within milliseconds; a handful of tries outlasts a queue of them.
_PATIENCE = 6
_SHORTEST_WAIT = 0.01
# Calls that one page of a scan may take to find what it looks for.
_SCANS = 10


class DynamoDbStore:
    """`tables`: the real name of each table."""

    def __init__(self, client: AwsClient, tables: Mapping[TableName, str], randomness: Randomness) -> None:
        self._client = client
        self._tables = tables
        self._randomness = randomness

    def get(self, key: Key[A], /) -> A | None:
        request = {"TableName": self._table(key.kind), "Key": key_attributes(key), "ConsistentRead": True}
        item = self._call("GetItem", request).get("Item")
        return self._record(key.kind, item) if item else None

    def get_many(self, *keys: Key[Any]) -> tuple[Any, ...]:
        wanted: dict[str, Item] = {}
        for key in dict.fromkeys(keys):
            table = wanted.setdefault(self._table(key.kind), {"Keys": [], "ConsistentRead": True})
            table["Keys"].append(key_attributes(key))
        found = self._batch_get(wanted)
        return tuple(self._find(key, found) for key in keys)

    def query(
        self, within: Within[A], /, *, after: str | None = None, limit: int | None = None, newest_first: bool = False
    ) -> Page[A]:
        request = self._query_request(within, after, newest_first)
        items: list[Item] = []
        while True:
            if limit is not None:
                # One more than asked for tells whether there is a next page; LastEvaluatedKey alone does not.
                request["Limit"] = limit + 1 - len(items)
            answer = self._call("Query", request)
            items += answer["Items"]
            start = answer.get("LastEvaluatedKey")
            if start is None or (limit is not None and len(items) > limit):
                break
            request["ExclusiveStartKey"] = start
        records = [self._record(within.kind, item) for item in items[:limit]]
        more = limit is not None and len(items) > limit
        last: Any = records[-1] if more else None
        return Page(tuple(records), last.key.parts[-1] if last else None)

    def scan(self, kind: type[A], /, *, after: str | None = None, limit: int = 50) -> Page[A]:
        request = scan_request(kind, self._table(kind))
        start = json.loads(after) if after else None
        items: list[Item] = []
        for _ in range(_SCANS):
            if start:
                request["ExclusiveStartKey"] = start
            answer = self._call("Scan", request)
            items += answer["Items"]
            start = answer.get("LastEvaluatedKey")
            if start is None or len(items) >= limit:
                break
        records = [self._record(kind, item) for item in items]
        return Page(tuple(records), json.dumps(start) if start else None)

    def transact(self, writes: Sequence[Write], /) -> None:
        require_one_transaction(writes)
        request = {"TransactItems": [transact_item(write, self._table(write.key.kind)) for write in writes]}
        for attempt in range(_PATIENCE):
            try:
                # The token makes the tries of one call one transaction to DynamoDB.
                self._call("TransactWriteItems", {**request, "ClientRequestToken": str(uuid.uuid4())})
            except AwsRefused as error:
                if error.aws_code != "TransactionCanceledException":
                    raise
                failed = _failed_expectations(error, writes)
                if failed or attempt == _PATIENCE - 1:
                    raise WriteConflict(failed) from None
                self._wait(attempt)
            else:
                return

    def _query_request(self, within: Within[Any], after: str | None, newest_first: bool) -> Item:
        table = LAYOUT[within.kind].table
        (hash_name, _), (range_name, range_type) = KEY_SCHEMA[table]
        prefix = range_prefix(within.kind, within.parts)
        hash_value = key_attributes(Key(within.kind, (*within.parts, "0")))[hash_name]
        names, values = {"#hash": hash_name}, {":hash": hash_value}
        condition = "#hash = :hash"
        if range_type == "S":
            names["#range"], values[":prefix"] = range_name, {"S": prefix}
            condition += " AND begins_with(#range, :prefix)"
        request: Item = {
            "TableName": self._tables[table],
            "KeyConditionExpression": condition,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
            "ConsistentRead": True,
            "ScanIndexForward": not newest_first,
        }
        if after is not None:
            request["ExclusiveStartKey"] = key_attributes(Key(within.kind, (*within.parts, after)))
        return request

    def _batch_get(self, wanted: dict[str, Item]) -> dict[str, list[Item]]:
        found: dict[str, list[Item]] = {table: [] for table in wanted}
        for attempt in range(_PATIENCE):
            answer = self._call("BatchGetItem", {"RequestItems": wanted})
            for table, items in answer["Responses"].items():
                found[table] += items
            wanted = answer.get("UnprocessedKeys") or {}
            if not wanted:
                return found
            self._wait(attempt)
        raise ServiceUnavailable

    def _wait(self, attempt: int) -> None:
        time.sleep(_SHORTEST_WAIT * 2**attempt * (0.5 + self._randomness.fraction()))

    def _find(self, key: Key[Any], found: dict[str, list[Item]]) -> Any:
        attributes = key_attributes(key)
        for item in found[self._table(key.kind)]:
            if all(item[name] == value for name, value in attributes.items()):
                return self._record(key.kind, item)
        return None

    def _call(self, operation: str, request: Item) -> Item:
        try:
            return self._client.call(operation, request)
        except AwsFailed as error:
            if error.aws_code != "TransactionCanceledException":
                _log.warning("DynamoDB %s failed: %s", operation, error.aws_code)
            raise

    def _record(self, kind: type[A], item: Item) -> A:
        record: A = decode_record(kind, item)
        return record

    def _table(self, kind: type[Any]) -> str:
        return self._tables[LAYOUT[kind].table]


def _failed_expectations(error: AwsRefused, writes: Sequence[Write]) -> tuple[Write, ...]:
    """The reasons of a cancelled transaction stand in the order of its writes. Raises ServiceUnavailable for others."""
    codes = [reason.get("Code", "None") for reason in error.members.get("CancellationReasons", ())]
    if set(codes) - {"None", "ConditionalCheckFailed", "TransactionConflict"} or not set(codes) - {"None"}:
        raise error
    return tuple(write for write, code in zip(writes, codes, strict=True) if code == "ConditionalCheckFailed")
