"""The fields of a request: what may be said, what is assumed where nothing was, and what follows from both."""

import math
from collections.abc import Mapping
from typing import Any, Literal

from shared.architect.domain.design.expressions import Expression
from shared.architect.domain.design.outcome import Warned
from shared.architect.domain.design.requirements import Origin, Requirements, Value
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import FieldError, ValidationFailed

Kind = Literal["int", "num", "bool", "enum", "list", "words"]
LONGEST_WORD = 64
MOST_WORDS = 30


@dataclass(frozen=True)
class Field:
    """`words`: what an enum or list may hold ("words": any). `least` and `most`: of a number, both included. `reach`:
    by which factor a value may be wrong before another project is meant; `from_zero`: the largest value worth a thought
    where the field is 0. `criterion`: which of the eight it bears on, if any. `steps`: values that people say, where
    the scale has none of its own."""

    name: str
    group: str
    kind: Kind
    unit: str
    default: Value
    decisive: bool
    criterion: str | None = None
    words: tuple[str, ...] = ()
    least: float = 0
    most: float = 0
    reach: float = 10
    from_zero: float = 0
    steps: tuple[float, ...] = ()


@dataclass(frozen=True)
class Implausible:
    """Values that can hardly all be meant: worth a warning, never a refusal."""

    key: str
    when: Expression
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Schema:
    """`derived`: name -> what it is made of, in an order in which each needs only those before it."""

    fields: Mapping[str, Field]
    derived: Mapping[str, Expression]
    implausible: tuple[Implausible, ...] = ()

    def complete(self, given: Mapping[str, Value], asked: Mapping[str, Value] | None = None) -> Requirements:
        """Every field has a value: answers over what was given over defaults. Raises ValidationFailed with pointers
        "/requirements/<field>", or "/answers/<field>" for `asked`."""
        faults: list[FieldError] = []
        said = self._read(given, "/requirements", faults)
        answered = self._read(asked or {}, "/answers", faults)
        if faults:
            raise ValidationFailed(faults)
        values = {name: field.default for name, field in self.fields.items()} | said | answered
        origins: dict[str, Origin] = dict.fromkeys(self.fields, "assumed")
        origins |= dict.fromkeys(said, "given")
        origins |= dict.fromkeys(answered, "asked")
        return Requirements(values, origins)

    def derive(self, values: Mapping[str, Value]) -> dict[str, Any]:
        """The same values, with those that follow from them: what expressions read."""
        known: dict[str, Any] = dict(values)
        for name, how in self.derived.items():
            known[name] = how.value(known)
        return known

    def fields_of(self, expression: Expression) -> frozenset[str]:
        """The fields that it reads, those behind derived names included."""
        found: set[str] = set()
        for name in expression.names:
            how = self.derived.get(name)
            found |= self.fields_of(how) if how else {name}
        return frozenset(found)

    def warnings(self, requirements: Requirements) -> tuple[Warned, ...]:
        known = self.derive(requirements.values)
        return tuple(Warned(each.key, each.fields) for each in self.implausible if each.when.value(known))

    def _read(self, values: Mapping[str, Value], pointer: str, faults: list[FieldError]) -> dict[str, Value]:
        read: dict[str, Value] = {}
        for name, value in values.items():
            field = self.fields.get(name)
            try:
                if field is None:
                    raise _Refused("unknown_field", "There is no such field.")
                read[name] = _READERS[field.kind](field, value)
            except _Refused as refused:
                faults.append(FieldError(f"{pointer}/{_escaped(name)}", refused.code, refused.detail))
        return read


class _Refused(Exception):
    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def _escaped(name: str) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")


def _number(field: Field, value: Any) -> float | None:
    if field.default is None and value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _Refused("invalid", f"A number, {_bounds(field)}.")
    if not field.least <= value <= field.most:
        raise _Refused("invalid", f"Must be {_bounds(field)}.")
    return float(value) if isinstance(value, float) else value


def _whole(field: Field, value: Any) -> int:
    number = _number(field, value)
    if number is None or number != int(number):
        raise _Refused("invalid", f"A whole number, {_bounds(field)}.")
    return int(number)


def _bounds(field: Field) -> str:
    return f"from {field.least:,} to {field.most:,} {field.unit}".rstrip()


def _flag(_field: Field, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Refused("invalid", "true or false.")
    return value


def _word(field: Field, value: Any) -> str:
    if not isinstance(value, str) or value not in field.words:
        raise _Refused("invalid", f"One of: {', '.join(field.words)}.")
    return value


def _list(field: Field, value: Any) -> tuple[str, ...]:
    """In the order of the schema, each once: the order in which somebody wrote them means nothing."""
    words = _strings(value)
    strangers = [word for word in words if word not in field.words]
    if strangers:
        raise _Refused("invalid", f"Some of: {', '.join(field.words)}.")
    return tuple(word for word in field.words if word in words)


def _words(_field: Field, value: Any) -> tuple[str, ...]:
    words = _strings(value)
    if not all(0 < len(word) <= LONGEST_WORD and word.isprintable() for word in words):
        raise _Refused("invalid", f"Words of 1 to {LONGEST_WORD} characters.")
    return tuple(sorted(set(words)))


def _strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(word, str) for word in value):
        raise _Refused("invalid", "A list of words.")
    if len(value) > MOST_WORDS:
        raise _Refused("too_long", f"At most {MOST_WORDS} words.")
    return tuple(value)


_READERS: Mapping[Kind, Any] = {
    "int": _whole,
    "num": _number,
    "bool": _flag,
    "enum": _word,
    "list": _list,
    "words": _words,
}
