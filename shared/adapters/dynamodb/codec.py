"""Dataclasses as DynamoDB attribute values and back, guided by their type hints.

Times are RFC 3339 texts, so that they read and sort well; the member `expires` is whole epoch seconds rounded up, as
DynamoDB's TTL wants it. A member that is None is left out.
"""

import types
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from math import ceil
from typing import Any, Union, get_args, get_origin, get_type_hints

from shared.kernel.events import format_time
from shared.kernel.records import FLAT

Attribute = dict[str, Any]
Decode = Callable[[Attribute], Any]

TTL = "expires"


def encode_record(record: Any) -> dict[str, Attribute]:
    item: dict[str, Attribute] = {}
    for member in fields(record):
        value = getattr(record, member.name)
        if member.metadata.get(FLAT):
            item |= encode_record(value)
        elif value is not None:
            item[member.name] = encode_member(member.name, value)
    return item


def encode_member(name: str, value: Any) -> Attribute:
    if name == TTL and isinstance(value, datetime):
        return {"N": str(ceil(value.timestamp()))}
    return encode(value)


def encode(value: Any) -> Attribute:
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case Enum():
            return {"S": value.value}
        case str():
            return {"S": value}
        case int() | float():
            return {"N": repr(value)}
        case bytes():
            return {"B": b64encode(value).decode()}
        case datetime():
            return {"S": format_time(value)}
        case list() | tuple():
            return {"L": [encode(item) for item in value]}
        case Mapping():
            return {"M": {name: encode(item) for name, item in value.items()}}
    if is_dataclass(value):
        return {"M": encode_record(value)}
    raise TypeError(f"no attribute type for {type(value).__name__}")


def attribute_names(kind: Any) -> list[str]:
    """What an item of this kind may hold, its keys aside."""
    flat = _flat(kind)
    own = [member.name for member in fields(kind) if member.name not in flat]
    return own + [name for hint in flat.values() for name in attribute_names(hint)]


def decode_record(kind: Any, item: Mapping[str, Attribute]) -> Any:
    values = _absent(kind) | {name: read(item[name]) for name, read in _readers(kind).items() if name in item}
    return kind(**values, **{name: decode_record(hint, item) for name, hint in _flat(kind).items()})


@cache
def _absent(kind: Any) -> dict[str, None]:
    """What is left out when it is None comes back as None, where the record has no other default."""
    return {member.name: None for member in fields(kind) if member.default is MISSING and not member.metadata}


@cache
def _flat(kind: Any) -> dict[str, type[Any]]:
    hints = get_type_hints(kind)
    return {member.name: hints[member.name] for member in fields(kind) if member.metadata.get(FLAT)}


@cache
def _readers(kind: Any) -> dict[str, Decode]:
    hints = get_type_hints(kind)
    readers = {member.name: _reader(hints[member.name]) for member in fields(kind)}
    if hints.get(TTL) is datetime:
        readers[TTL] = lambda attribute: datetime.fromtimestamp(int(attribute["N"]), UTC)
    return readers


def _reader(hint: Any) -> Decode:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _reader(next(argument for argument in arguments if argument is not type(None)))
    if origin is tuple:
        read = _reader(arguments[0])
        return lambda attribute: tuple(read(item) for item in attribute["L"])
    if hint is datetime:
        return lambda attribute: datetime.fromisoformat(attribute["S"])
    if hint is bytes:
        return lambda attribute: b64decode(attribute["B"])
    if isinstance(hint, type) and issubclass(hint, Enum):
        return lambda attribute: hint(attribute["S"])
    if is_dataclass(hint):
        return lambda attribute: decode_record(hint, attribute["M"])
    return decode


def _number(digits: str) -> int | float:
    """DynamoDB keeps 38 digits, more than any float has, and gives a whole number back without its point."""
    return int(digits) if digits.lstrip("-").isdecimal() else float(digits)


def decode(attribute: Attribute) -> Any:
    """A value by the attribute's own type: for members without a closer hint."""
    ((kind, value),) = attribute.items()
    match kind:
        case "N":
            return _number(value)
        case "B":
            return b64decode(value)
        case "L":
            return [decode(item) for item in value]
        case "M":
            return {name: decode(item) for name, item in value.items()}
        case "NULL":
            return None
    return value
