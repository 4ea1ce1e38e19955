"""DynamoDB's arithmetic: how large an item is, and how many request units a call takes.

Source: Amazon DynamoDB Developer Guide, "Item sizes and formats" and "Read and write operations". The emulator's own
figures are not used: those of its queries are wrong.
"""

import base64
from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any

Item = Mapping[str, Any]
# What the index of every stored item takes beside it: billed as storage, not by requests.
STORED_BESIDE = 100
_READ_BLOCK = 4 * 1024
_WRITE_BLOCK = 1024
_NESTED = 3  # bytes of every list and map, and one more for each of its elements


def item_size(item: Item) -> int:
    """Names count as much as values do."""
    return sum(_text(name) + _value(value) for name, value in item.items())


def read_units(size: int) -> int:
    """Of one strongly consistent read; what is not there is one unit too."""
    return max(1, ceil(size / _READ_BLOCK))


def batch_read_units(sizes: Iterable[int]) -> int:
    """A batch is so many single reads: each is rounded up by itself."""
    return sum(read_units(size) for size in sizes)


def query_units(sizes: Iterable[int]) -> int:
    """A query is one read of everything it looked at: the sum is rounded up."""
    return read_units(sum(sizes))


def write_units(size: int) -> int:
    """Of one write of its own. `size`: the larger of what was there and what is there afterwards."""
    return max(1, ceil(size / _WRITE_BLOCK))


def transact_write_units(sizes: Iterable[int]) -> int:
    """Every item is written twice, once to prepare and once to commit; an item that is only checked as well."""
    return sum(2 * write_units(size) for size in sizes)


def _value(attribute: Mapping[str, Any]) -> int:
    ((kind, value),) = attribute.items()
    match kind:
        case "S":
            return _text(value)
        case "N":
            return _number(value)
        case "B":
            return len(value if isinstance(value, bytes) else base64.b64decode(value))
        case "L":
            return _NESTED + sum(1 + _value(element) for element in value)
        case "M":
            return _NESTED + sum(1 + _text(name) + _value(element) for name, element in value.items())
        case "BOOL" | "NULL":
            return 1
    raise ValueError(f"no size is known for an attribute of type {kind}")


def _number(text: str) -> int:
    """A byte for two significant digits, and one more; a negative number takes one more again."""
    digits = text.lstrip("-").replace(".", "").strip("0")
    return max(1, ceil(len(digits) / 2)) + 1 + text.startswith("-")


def _text(text: str) -> int:
    return len(text.encode())
