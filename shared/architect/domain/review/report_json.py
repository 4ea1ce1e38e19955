"""Reports as JSON, as they are stored and compared: there and back."""

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from shared.architect.domain.review.report import Report

T = TypeVar("T")


def to_json(report: Report) -> str:
    """Members are named as the fields are; what is None or empty stays in."""
    return json_of(report)


def json_of(value: Any) -> str:
    """Any tree of our data classes. Half a character, which a stranger's escape or file name can be, is told as "?"."""
    text = json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def read(kind: type[T], text: str) -> T:
    """What `json_of` wrote of a `kind`. Raises ValueError, TypeError, KeyError, AttributeError."""
    made: T = _read(kind, json.loads(text))
    return made


def from_json(text: str) -> Report:
    """Raises ValueError for what `to_json` has not written. Members that a later version adds are passed over; those
    that an older one did not know have their defaults."""
    try:
        return read(Report, text)
    except (TypeError, KeyError, AttributeError, StopIteration) as wrong:
        raise ValueError("not a report") from wrong


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def _read(kind: Any, value: Any) -> Any:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return None if value is None else _read(_fitting([one for one in inner if one is not type(None)], value), value)
    if origin is tuple:
        return tuple(_read(inner[0], one) for one in value)
    if kind is date:
        return date.fromisoformat(value)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: _read(inner[1], one) for key, one in value.items()}
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: _read(hints[name], one) for name, one in value.items() if name in hints})
    if isinstance(kind, type) and issubclass(kind, StrEnum | float):
        return kind(value)
    if isinstance(kind, type) and not isinstance(value, kind):
        raise TypeError(kind.__name__)
    return value


def _fitting(kinds: list[Any], value: Any) -> Any:
    """Of a union, the data class that has these members."""
    return kinds[0] if len(kinds) == 1 else next(one for one in kinds if set(_hints(one)) == set(value))


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return typing.get_type_hints(kind)
