"""Which kind of record stands under a key: the layout's own patterns, read backwards."""

import re
from collections.abc import Iterator
from typing import Any

from infra.cost.calls import Touch
from infra.cost.stage import Stage
from infra.cost.units import STORED_BESIDE, item_size
from infra.local.names import table_name
from shared.adapters.dynamodb.layout import KEY_SCHEMA, LAYOUT, TableName

_PART = "[^#]+"
# Where kinds share a pattern, the first part of the key tells them apart.
_FIRST_PARTS = {"Role": "ROLES", "Holders": "HOLDERS", "RootKey": "ROOT", "SigningKeys": "SIGNING"}


def kind_of(table: TableName, key: tuple[str, ...]) -> str:
    """The name of the record's class. A query names a partition only. Raises LookupError for what the layout lacks."""
    kinds = [kind.__name__ for kind, place in LAYOUT.items() if place.table == table and _fits(kind, key)]
    named = [kind for kind in kinds if _FIRST_PARTS.get(kind, key[0]) == key[0]]
    if len(named) == 1:
        return named[0]
    if len(key) == 1 and named:
        return "a partition of several kinds"
    raise LookupError(f"{key} in {table} is of {len(named)} kinds, not of one")


def family(touch: Touch) -> str:
    return "a scan" if touch.key == ("scan",) else kind_of(touch.table, touch.key)


def stored(stage: Stage) -> Iterator[tuple[TableName, str, int]]:
    """Table, kind and billed bytes of every item."""
    for table in KEY_SCHEMA:
        for item in _items(stage, table):
            key = tuple(str(item[name][type_]) for name, type_ in KEY_SCHEMA[table])
            yield table, kind_of(table, key), item_size(item) + STORED_BESIDE


def _items(stage: Stage, table: TableName) -> Iterator[dict[str, Any]]:
    request: dict[str, Any] = {"TableName": table_name(stage.environ, table)}
    while True:
        page = stage.clients.dynamodb.scan(**request)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        request["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _fits(kind: type[Any], key: tuple[str, ...]) -> bool:
    place = LAYOUT[kind]
    patterns = [pattern for pattern in (place.hash, place.range) if pattern is not None][: len(key)]
    return len(patterns) == len(key) and all(
        re.fullmatch(re.sub(r"\\{\d+\\}", _PART, re.escape(pattern)), part)
        for pattern, part in zip(patterns, key, strict=True)
    )
