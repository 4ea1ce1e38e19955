"""Reads the knowledge: files of JSON beside this module, checked and made into objects once per process."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from shared.architect.domain.design.dimensions import RATED, Dimension, Option, Pair, Rule
from shared.architect.domain.design.expressions import expression
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.schema import Field, Implausible, Schema

_FOLDER = Path(__file__).parent


@cache
def knowledge() -> Knowledge:
    """Raises NotAnExpression, KeyError or ValueError where a file breaks the form; tests keep it from that."""
    texts = {path.relative_to(_FOLDER).as_posix(): path.read_bytes() for path in sorted(_FOLDER.rglob("*.json"))}
    tables = {name.removesuffix(".json"): json.loads(text) for name, text in texts.items()}
    return knowledge_of(tables, _digest(texts))


def knowledge_of(tables: Mapping[str, Any], digest: str) -> Knowledge:
    """`tables`: the files as they are in JSON, by name without suffix ("options/style")."""
    schema = _schema(tables["schema"])
    weights = tables["weights"]
    return Knowledge(
        version=f"{max(_reviews(tables))}.{digest}",
        schema=schema,
        dimensions=tuple(_dimension(told, tables, schema) for told in tables["dimensions"]["dimensions"]),
        pairs=tuple(_pairs(tables["pairs"]["pairs"], weights)),
        weights={criterion: expression(weights["weights"][criterion]) for criterion in RATED},
        pace=expression(weights["pace"]),
        upkeep=expression(weights["upkeep"]),
        maturity=weights["maturity"],
        limits={name: value for name, value in weights.items() if isinstance(value, int | float)},
        tables=tables,
    )


def _digest(texts: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, text in texts.items():
        digest.update(name.encode() + b"\0" + text + b"\0")
    return digest.hexdigest()[:8]


def _reviews(tables: Mapping[str, Any]) -> Iterator[str]:
    for table in tables.values():
        for told in [table] if isinstance(table, dict) else table:
            if isinstance(told, dict) and "reviewed_on" in told:
                yield told["reviewed_on"]


def _schema(table: Mapping[str, Any]) -> Schema:
    fields = {name: _field(name, told) for name, told in table["fields"].items()}
    derived = {name: expression(text) for name, text in table["derived"].items()}
    plain = Schema(fields, derived)
    odd = [(told["key"], expression(told["when"])) for told in table["implausible"]]
    return Schema(fields, derived, tuple(Implausible(key, when, _in_order(plain, when)) for key, when in odd))


def _in_order(schema: Schema, when: Any) -> tuple[str, ...]:
    read = schema.fields_of(when)
    return tuple(name for name in schema.fields if name in read)


def _field(name: str, told: Mapping[str, Any]) -> Field:
    default = told["default"]
    return Field(
        name=name,
        group=told["group"],
        kind=told["type"],
        unit=told.get("unit", ""),
        default=tuple(default) if isinstance(default, list) else default,
        decisive=told.get("decisive", False),
        criterion=told.get("criterion"),
        words=tuple(told.get("words", ())),
        least=told.get("least", 0),
        most=told.get("most", 0),
        reach=told.get("reach", 10),
        from_zero=told.get("from_zero", 0),
        steps=tuple(told.get("steps", ())),
    )


def _dimension(told: Mapping[str, Any], tables: Mapping[str, Any], schema: Schema) -> Dimension:
    name = told["id"]
    options = tuple(_option(name, option, schema) for option in tables[f"options/{name}"])
    need = _rule(told["need"], None, schema) if "need" in told else None
    return Dimension(name, options, need, told["reversal"], told["whole"])


def _option(dimension: str, told: Mapping[str, Any], schema: Schema) -> Option:
    return Option(
        dimension=dimension,
        id=told["id"],
        maturity=told["maturity"],
        reviewed_on=told["reviewed_on"],
        owner=told["owner"],
        aws_only=told.get("aws_only", False),
        ratings={criterion: told["ratings"][criterion] for criterion in RATED},
        person_days=told["person_days"],
        moving_parts=told["moving_parts"],
        outs=tuple(_rule(text, None, schema) for text in told["out"]),
        fits=tuple(_rule(text, points, schema) for text, points in told["fits"]),
    )


def _rule(text: str, points: float | None, schema: Schema) -> Rule:
    when = expression(text)
    return Rule(when, points, schema.fields_of(when))


def _pairs(told: list[Mapping[str, str]], weights: Mapping[str, Any]) -> Iterator[Pair]:
    points = {
        "good": weights["synergy"],
        "strained": weights["strained"],
        "bad": weights["soft_clash"],
        "never": None,
    }
    for each in told:
        yield Pair(each["one"], each["other"], points[each["together"]])
