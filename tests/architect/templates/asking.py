"""Asks rules of templates, by id, about a text."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from shared.adapters.review.template_text import read_template
from shared.architect.domain.review.finding import Hit
from shared.architect.domain.review.rule import TemplateRule
from shared.architect.domain.rules.registry import BY_ID, RULES
from shared.architect.ports import Inspection

TODAY = date(2026, 11, 27)
REQUEST = Inspection("standard", TODAY)
OWN = [rule for rule in RULES if isinstance(rule, TemplateRule)]


def hits(id: str, text: str) -> list[Hit]:
    rule = BY_ID[id]
    assert isinstance(rule, TemplateRule)
    read = read_template(text)
    return list(rule.check(read.document, read.lines, "template.yaml"))


def messages(id: str, text: str) -> list[str]:
    return [hit.message for hit in hits(id, text)]


def of_document(rule: TemplateRule, document: Mapping[str, Any]) -> list[str]:
    return [hit.message for hit in rule.check(document, {}, "template.json")]


def example(rule: TemplateRule, which: str) -> str:
    return str(getattr(rule.about, which)["template.yaml"])


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Of every value below the properties of resources."""
    inner = node.items() if isinstance(node, Mapping) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        here = (*path, key)
        if len(here) > 2 and here[0] == "Resources" and here[2] == "Properties":
            yield here
        yield from places(value, here)


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy with another value at one place."""
    key, *rest = path
    copy: Any = dict(document) if isinstance(document, Mapping) else list(document)
    copy[key] = changed(document[key], tuple(rest), value) if rest else value
    return copy
