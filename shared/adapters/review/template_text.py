"""The text of a CloudFormation template, in JSON or YAML, as a document with the lines of its members."""

import json
from collections.abc import Mapping
from typing import Any

from shared.adapters.review.template_yaml import DEEPEST, MOST_VALUES, Composed, Unreadable, compose, depth_and_size
from shared.architect.ports import InspectionRefused
from shared.kernel.dataclasses import dataclass

LARGEST = 1_000_000  # octets: what CloudFormation takes from a bucket


@dataclass(frozen=True)
class TemplateText:
    """`document`: short tags as the functions that they mean. `lines`: "Resources/Queue/Properties" -> a line from 1.
    `twice`: members that stand twice in one mapping, each with the line of the second."""

    document: Mapping[str, Any]
    lines: Mapping[str, int]
    twice: tuple[tuple[str, int], ...]
    is_json: bool


def read_template(text: str) -> TemplateText:
    """Raises InspectionRefused: `not_a_template`, `too_large`, `too_deep`, `bomb`."""
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        raise InspectionRefused("too_large", f"A template has at most {LARGEST:,} octets.")
    is_json = text.lstrip("\ufeff \t\r\n").startswith("{")
    try:
        found = _json(text) if is_json else compose(text)
    except Unreadable as wrong:
        raise InspectionRefused(wrong.code, str(wrong)) from wrong
    document = found.value
    if not _is_template(document):
        raise InspectionRefused(
            "not_a_template", "It has no `Resources` with a `Type` each: no CloudFormation template."
        )
    return TemplateText(document, found.lines, tuple(found.twice), is_json)


def _json(text: str) -> Composed:
    """JSON is read by its own parser, whose rules on texts differ from YAML's, which tells the lines."""
    try:
        value = json.loads(text.lstrip("\ufeff"), parse_constant=_no_constant)
    except RecursionError as wrong:
        raise Unreadable("too_deep", f"Values stand more than {DEEPEST} deep in each other.") from wrong
    except ValueError:
        return compose(text)  # YAML may begin with a brace, too
    deepest, size = depth_and_size(value)
    if deepest > DEEPEST:
        raise Unreadable("too_deep", f"Values stand more than {DEEPEST} deep in each other.")
    if size > MOST_VALUES:
        raise Unreadable("too_large", f"It holds more than {MOST_VALUES:,} values.")
    try:
        placed = compose(text.replace("\t", " "))
    except Unreadable:
        return Composed(value)
    return Composed(value, placed.lines, placed.twice)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _is_template(document: Any) -> bool:
    resources = document.get("Resources") if isinstance(document, Mapping) else None
    return isinstance(resources, Mapping) and any(
        isinstance(one, Mapping) and isinstance(one.get("Type"), str) for one in resources.values()
    )
