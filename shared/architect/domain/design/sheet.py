"""What calculations read: a design's requirements, its parts and the facts, each value with where it came from."""

import math

from shared.architect.domain.design.facts import Facts
from shared.architect.domain.design.outcome import Calculation, Input, Parts
from shared.architect.domain.design.requirements import Requirements
from shared.kernel.dataclasses import dataclass

SECONDS_A_MONTH = 30 * 24 * 3600
MINUTES_A_MONTH = 30 * 24 * 60
UNITS = {
    "read_rps": "reads/s",
    "write_rps": "writes/s",
    "peak_to_avg": "ratio",
    "cpu_ms": "ms",
    "io_wait_ms": "ms",
    "p99_ms": "ms",
    "staleness_ms": "ms",
    "item_kb": "KB",
    "size_gb": "GB",
    "growth_gb_month": "GB/month",
    "batch_gb": "GB",
    "batch_window_hours": "h",
    "max_job_seconds": "s",
    "hot_key_share": "share",
    "consumers": "readers",
    "target": "share of minutes",
    "usd_month": "USD/month",
    "connections": "sockets",
    "workflow_steps": "steps",
    "team_size": "people",
}


@dataclass(frozen=True)
class Sheet:
    """`parts` may be empty: then only what the requirements alone tell can be worked out."""

    requirements: Requirements
    parts: Parts
    facts: Facts

    def uses(self, *options: str) -> bool:
        return not set(options).isdisjoint(self.parts.values())

    def part(self, dimension: str) -> str:
        return self.parts.get(dimension, "none")

    def number(self, field: str) -> float:
        return self.requirements.number(field)

    def fact(self, key: str) -> float:
        return self.facts.number(key)

    def field(self, name: str) -> Input:
        return Input(name, self.requirements[name], UNITS.get(name, ""), self.requirements.origins[name])

    def shown(self, *names: str) -> tuple[Input, ...]:
        """Fields and facts by name, as a calculation lists them. Keys of facts hold a dot, names of fields none."""
        return tuple(self.facts.input(name) if "." in name else self.field(name) for name in names)

    @property
    def rps(self) -> float:
        return self.number("read_rps") + self.number("write_rps")

    @property
    def average_rps(self) -> float:
        return self.rps / self.number("peak_to_avg")

    @property
    def service_s(self) -> float:
        return (self.number("cpu_ms") + self.number("io_wait_ms")) / 1000

    @property
    def peak_concurrency(self) -> float:
        return self.rps * self.service_s

    @property
    def size_2y(self) -> float:
        return self.number("size_gb") + 24 * self.number("growth_gb_month")


def derived(name: str, value: float, unit: str) -> Input:
    """A result of one calculation that another uses."""
    return Input(name, trimmed(value), unit, "derived")


def trimmed(value: float) -> float:
    """To four significant digits, and more only where less would hide the thousands: nobody knows traffic better."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, max(0, 3 - math.floor(math.log10(abs(value)))))


def calculated(
    key: str,
    formula: str,
    inputs: tuple[Input, ...],
    result: float,
    unit: str,
    limit: float | None = None,
    holds: bool | None = None,
) -> Calculation:
    return Calculation(key, formula, inputs, trimmed(result), unit, limit, holds)


def at_most(key: str, formula: str, inputs: tuple[Input, ...], result: float, unit: str, limit: float) -> Calculation:
    """A calculation that is held against an upper limit."""
    return Calculation(key, formula, inputs, trimmed(result), unit, trimmed(limit), result <= limit)
