"""Facts that designs stand on, each with its source, its date and how sure it is."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Literal

from shared.architect.domain.design.outcome import Input
from shared.kernel.dataclasses import dataclass

# `sourced`: read at the source; `secondary`: retold by others; `judgement`: our own; `unverified`: never quoted.
Confidence = Literal["sourced", "secondary", "judgement", "unverified"]
Fault = Literal["no_source", "unverified", "stale"]
_CONFIDENCES = {"sourced", "secondary", "judgement", "unverified"}


@dataclass(frozen=True)
class Source:
    """`dated`: year, month or day of what was read, as ISO 8601 writes them. `urls`: none where none is known."""

    key: str
    title: str
    urls: tuple[str, ...]
    dated: str


@dataclass(frozen=True)
class Fact:
    """`options`: those it speaks of, as "option" or, where two dimensions share a name, "dimension/option"."""

    key: str
    options: tuple[str, ...]
    text: str
    source: Source
    confidence: Confidence
    value: float | None
    unit: str
    reviewed_on: date

    @property
    def quotable(self) -> bool:
        return self.confidence in {"sourced", "secondary"}


@dataclass(frozen=True)
class Flagged:
    """A fact that a document must mark, and why."""

    key: str
    fault: Fault


@dataclass(frozen=True)
class Facts:
    by_key: Mapping[str, Fact]
    review_days: int

    def number(self, key: str) -> float:
        """Raises KeyError where there is no such fact, or it has no number."""
        value = self.by_key[key].value
        if value is None:
            raise KeyError(f"{key} has no number")
        return value

    def input(self, key: str) -> Input:
        """The number of a fact, for a calculation to show. Raises KeyError like `number`."""
        fact = self.by_key[key]
        return Input(key, self.number(key), fact.unit, "fact" if fact.quotable else "judgement")

    def has(self, key: str) -> bool:
        return key in self.by_key

    def about(self, dimension: str, option: str) -> tuple[Fact, ...]:
        names = {option, f"{dimension}/{option}"}
        return tuple(fact for fact in self.by_key.values() if names.intersection(fact.options))

    def flagged(self, today: date) -> tuple[Flagged, ...]:
        """Those without a source to name, unverified, or last reviewed longer ago than facts keep."""
        found = ((fact.key, self._fault(fact, today)) for fact in self.by_key.values())
        return tuple(Flagged(key, fault) for key, fault in found if fault is not None)

    def _fault(self, fact: Fact, today: date) -> Fault | None:
        if fact.confidence == "unverified":
            return "unverified"
        if fact.confidence != "judgement" and not fact.source.title:
            return "no_source"
        return "stale" if today > fact.reviewed_on + timedelta(days=self.review_days) else None


def facts_of(table: Mapping[str, Any]) -> Facts:
    """From knowledge/facts.json. Raises ValueError where a fact is named twice or tells an unknown confidence, KeyError
    where its source is not listed."""
    sources = {
        key: Source(key, told["title"], tuple(told["urls"]), told["date"]) for key, told in table["sources"].items()
    }
    reviewed = str(table["reviewed_on"])
    facts = [_fact(told, sources, reviewed) for told in table["facts"]]
    by_key = {fact.key: fact for fact in facts}
    if len(by_key) != len(facts):
        raise ValueError("a fact is told twice")
    return Facts(by_key, table["review_days"])


def _fact(told: Mapping[str, Any], sources: Mapping[str, Source], reviewed: str) -> Fact:
    if told["confidence"] not in _CONFIDENCES:
        raise ValueError(f"{told['key']}: confidence {told['confidence']}")
    return Fact(
        key=told["key"],
        options=tuple(told["options"]),
        text=told["text"],
        source=sources[told["source"]],
        confidence=told["confidence"],
        value=told.get("value"),
        unit=told.get("unit", ""),
        reviewed_on=date.fromisoformat(told.get("reviewed_on", reviewed)),
    )
