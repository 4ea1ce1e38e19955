"""What a system costs a month, as a band: prices are dated and traffic is a guess, so that three times as much is as
likely. No figure of it has more than one significant digit."""

import math

from shared.architect.domain.design.cost_compute import compute_costs
from shared.architect.domain.design.cost_stores import store_costs
from shared.architect.domain.design.cost_streams import stream_costs
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.lore import Prices
from shared.architect.domain.design.outcome import CostBand, Parts
from shared.architect.domain.design.requirements import Requirements
from shared.architect.domain.design.sheet import Sheet
from shared.kernel.dataclasses import dataclass

_BANDS: tuple[tuple[float, CostBand], ...] = ((100, "<100"), (1_000, "<1k"), (10_000, "<10k"), (100_000, "<100k"))
# What is paid before the first request comes, by option; keys of prices.
_FLOORS = {
    "opensearch": ("opensearch.floor",),
    "eks": ("eks.control", "eks.nodes", "nat"),
    "kafka": ("kafka.floor",),
    "rabbitmq": ("rabbitmq.floor",),
    "fargate": ("fargate.task", "fargate.task", "balancer"),
    "vm": ("vm.floor", "balancer"),
    "lmi": ("lmi.floor", "balancer"),
    "on_prem": ("on_prem.floor",),
    "postgresql": ("sql.floor",),
    "mysql": ("sql.floor",),
    "mongodb": ("mongodb.floor",),
    "cassandra_scylla": ("cassandra.node", "cassandra.node", "cassandra.node"),
    "timeseries_db": ("timeseries.node",),
    "memory_log": ("memory_log.floor",),
    "redis": ("redis.floor",),
    "redis_cache": ("redis.floor",),
    "elk": ("elk.floor",),
    "prometheus": ("prometheus.floor",),
    "clickhouse": ("clickhouse.floor",),
    "orchestrator": ("orchestrator.floor",),
}


@dataclass(frozen=True)
class CostLine:
    """USD a month of one part, to one significant digit."""

    part: str
    usd: float


def band(requirements: Requirements, parts: Parts, knowledge: Knowledge) -> CostBand:
    monthly = _total(requirements, parts, knowledge)
    return next((name for limit, name in _BANDS if monthly < limit), ">=100k")


def lines(requirements: Requirements, parts: Parts, knowledge: Knowledge) -> tuple[CostLine, ...]:
    """By part, dearest first; parts of less than a dollar are left out."""
    costs = _costs(requirements, parts, knowledge)
    shown = [CostLine(part, one_digit(usd)) for part, usd in costs.items() if usd >= 1]
    return tuple(sorted(shown, key=lambda line: (-line.usd, line.part)))


def floor(parts: Parts, prices: Prices) -> float:
    """USD a month that the parts cost before the first request comes."""
    on_own_hardware = parts.get("deployment") == "on_prem"
    paid = {option for option in parts.values() if not on_own_hardware or option == "on_prem"}
    return sum(prices[key] for option in sorted(paid) for key in _FLOORS.get(option, ()))


def one_digit(usd: float) -> float:
    """347 -> 300, 0.26 -> 0.3."""
    return 0.0 if usd <= 0 else round(usd, -math.floor(math.log10(usd)))


def monthly(requirements: Requirements, parts: Parts, knowledge: Knowledge) -> float:
    """USD a month to one significant digit."""
    return one_digit(_total(requirements, parts, knowledge))


def _total(requirements: Requirements, parts: Parts, knowledge: Knowledge) -> float:
    regions = 1 if requirements["multi_region"] == "none" else 2
    costs = _costs(requirements, parts, knowledge)
    return regions * max(sum(costs.values()), floor(parts, knowledge.lore.prices))


def _costs(requirements: Requirements, parts: Parts, knowledge: Knowledge) -> dict[str, float]:
    sheet, prices = Sheet(requirements, parts, knowledge.lore.facts), knowledge.lore.prices
    return {**compute_costs(sheet, prices), **store_costs(sheet, prices), **stream_costs(sheet, prices)}
