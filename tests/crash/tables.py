"""What is stored, whole: read from the tables as records, copied, and put back as it was."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from shared.accounts.domain.role import Holders, Role
from shared.adapters.dynamodb.codec import decode_record
from shared.adapters.dynamodb.layout import KEY_SCHEMA, LAYOUT, TableName
from shared.kernel.keys import RootKey, SigningKeys

R = TypeVar("R")
Item = dict[str, Any]
Rows = dict[TableName, dict[tuple[str, ...], Item]]
# Where two kinds have one pattern, the first part of the key tells them apart.
_FIRST_PARTS: Mapping[type[Any], str] = {Role: "ROLES", Holders: "HOLDERS", RootKey: "ROOT", SigningKeys: "SIGNING"}
_OF_EVENTS = ("event_id", "hash", "previous_hash")
_MADE_UP: Mapping[str, tuple[str, ...]] = {"design:": _OF_EVENTS, "DESIGN#": _OF_EVENTS, "MAIL#": ("pk", "cause")}
_BATCH = 25  # BatchWriteItem takes no more


@dataclass(frozen=True)
class Tables:
    """`names`: the real name of each table."""

    dynamodb: Any
    names: Mapping[TableName, str]

    def rows(self) -> Rows:
        return {table: {key_of(table, item): item for item in self._scan(name)} for table, name in self.names.items()}

    def put_back(self, wanted: Rows, found: Rows) -> None:
        """Exactly `wanted` is stored afterwards, where `found` is now."""
        for table, name in self.names.items():
            extra = [item for key, item in found[table].items() if key not in wanted[table]]
            changed = [item for key, item in wanted[table].items() if found[table].get(key) != item]
            requests: list[Any] = [{"DeleteRequest": {"Key": _key_members(table, item)}} for item in extra]
            requests += [{"PutRequest": {"Item": item}} for item in changed]
            for start in range(0, len(requests), _BATCH):
                self.dynamodb.batch_write_item(RequestItems={name: requests[start : start + _BATCH]})

    def _scan(self, name: str) -> Iterator[Item]:
        request: Item = {"TableName": name, "ConsistentRead": True}
        while True:
            page = self.dynamodb.scan(**request)
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]


@dataclass(frozen=True)
class Stored:
    """Every record of the tables."""

    records: tuple[Any, ...]

    @classmethod
    def of(cls, rows: Rows) -> "Stored":
        return cls(tuple(record_of(table, item) for table, items in rows.items() for item in items.values()))

    def all(self, kind: type[R]) -> list[R]:
        return [record for record in self.records if isinstance(record, kind)]


def record_of(table: TableName, item: Item) -> Any:
    """Raises LookupError for an item that the layout does not know."""
    key = key_of(table, item)
    kinds = [kind for kind, place in LAYOUT.items() if place.table == table and _fits(kind, key)]
    if len(kinds) != 1:
        raise LookupError(f"{key} in {table} is of {len(kinds)} kinds, not of one")
    return decode_record(kinds[0], _on_the_wire(item))


def _on_the_wire(value: Any) -> Any:
    """botocore gives octets where DynamoDB's JSON, which the functions read, has base64."""
    match value:
        case bytes():
            return base64.b64encode(value).decode()
        case dict():
            return {name: _on_the_wire(inner) for name, inner in value.items()}
        case list():
            return [_on_the_wire(inner) for inner in value]
    return value


def key_of(table: TableName, item: Item) -> tuple[str, ...]:
    return tuple(str(item[name][type_]) for name, type_ in KEY_SCHEMA[table])


def digest(rows: Rows) -> str:
    """Of every byte that is stored, but for what workers make up: ids of their events, and what those are part of."""
    lines = [repr((table, _named(key), _told(item))) for table, items in rows.items() for key, item in items.items()]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _named(key: tuple[str, ...]) -> tuple[str, ...]:
    """Of a mail that went out its kind: the first part is the id of the event that it tells of."""
    return ("MAIL#", *key[1:]) if key[0].startswith("MAIL#") else key


def _told(item: Item) -> Any:
    about = next((item[name]["S"] for name in ("stream_id", "pk") if name in item), "")
    left_out = next((names for beginning, names in _MADE_UP.items() if about.startswith(beginning)), ())
    return _sorted({name: part for name, part in item.items() if name not in left_out})


def _fits(kind: type[Any], key: tuple[str, ...]) -> bool:
    if kind in _FIRST_PARTS and key[0] != _FIRST_PARTS[kind]:
        return False
    place = LAYOUT[kind]
    patterns = [pattern for pattern in (place.hash, place.range) if pattern is not None]
    return len(patterns) == len(key) and all(
        re.fullmatch(re.sub(r"\\{\d+\\}", "[^#]+", re.escape(pattern)), part)
        for pattern, part in zip(patterns, key, strict=True)
    )


def _key_members(table: TableName, item: Item) -> Item:
    return {name: item[name] for name, _ in KEY_SCHEMA[table]}


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return sorted((name, _sorted(part)) for name, part in value.items())
    return [_sorted(part) for part in value] if isinstance(value, list) else value
