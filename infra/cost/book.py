"""The book of prices and assumptions: `assumptions.toml`, read and checked."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

PATH = Path(__file__).with_name("assumptions.toml")
Tiers = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Price:
    """`tiers`: from how many on, and what `per` of them cost from there. `free`: of those, for ever, each month."""

    what: str
    per: float
    tiers: Tiers
    source: str
    confidence: str
    free: float = 0

    def of(self, quantity: float) -> float:
        return tiered(quantity, self.tiers) / self.per


@dataclass(frozen=True)
class Other:
    """What somebody else asks for so many monthly users."""

    name: str
    tiers: Tiers
    source: str
    note: str
    base: float = 0

    def of(self, users: float) -> float:
        return self.base + tiered(users, self.tiers)


@dataclass(frozen=True)
class Running:
    mb_of_a_vcpu: int
    cpu_factor: float
    waits: Mapping[str, float]
    idle_seconds: float
    least_cold: float
    access_log_bytes: int
    bytes_beside_a_line: int
    log_compressed: float
    log_months: float
    header_bytes: int
    pollers: int
    poll_seconds: float
    rotations: int
    metric_hours: Mapping[str, float]
    traced_per_second: float
    traced_share: float
    table_key_seconds: float
    month_seconds: float
    awake: float

    def wait(self, operation: str) -> float:
        return self.waits.get(operation, self.waits["other"])


@dataclass(frozen=True)
class Book:
    meta: Mapping[str, str]
    prices: Mapping[str, Price]
    running: Running
    profile: Mapping[str, float]
    clocks: Mapping[str, float]
    stored: Mapping[str, float]
    goal: Mapping[str, float]
    apart: Mapping[str, Mapping[str, float]]
    others: Sequence[Other] = field(default_factory=tuple)

    def price(self, quantities: Mapping[str, float]) -> float:
        """Dollars of all that is listed. Raises KeyError for what has no price."""
        return sum(self.prices[name].of(quantity) for name, quantity in quantities.items())


def read_book(path: Path = PATH) -> Book:
    text: dict[str, Any] = tomllib.loads(path.read_text())
    prices = {name: Price(**row) for name, row in text.pop("prices").items()}
    others = tuple(Other(**row) for row in text.pop("others"))
    for tiers in [*(one.tiers for one in prices.values()), *(one.tiers for one in others)]:
        if tiers[0][0] != 0 or any(low[0] >= high[0] for low, high in pairwise(tiers)):
            raise ValueError(f"tiers begin at 0 and rise: {tiers}")
    return Book(prices=prices, running=Running(**text.pop("running")), others=others, **text)


def tiered(quantity: float, tiers: Tiers) -> float:
    """Each tier's price holds for what lies in that tier."""
    ends = [*(start for start, _ in tiers[1:]), float("inf")]
    return sum(max(0.0, min(quantity, end) - start) * price for (start, price), end in zip(tiers, ends, strict=True))
