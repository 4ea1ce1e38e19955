"""USD a month of stores, of caches and of what reads them for reports."""

import math
from collections.abc import Callable

from shared.architect.domain.design.capacity_stores import units_at_peak
from shared.architect.domain.design.lore import Prices
from shared.architect.domain.design.sheet import SECONDS_A_MONTH, Sheet

_MILLION = 1_000_000
_HOURS_A_MONTH = 730
# What one node takes, and what one ACU does: judgements.
_NODE_GB = 4_000
_NODE_WRITES = 50_000
_ACU_RPS = 300
_COPIES = 3


def store_costs(sheet: Sheet, prices: Prices) -> dict[str, float]:
    """On own hardware, stores are in the price of the racks; only what is bought as a service is not."""
    if sheet.part("deployment") == "on_prem":
        return {}
    return {
        "primary": _PRIMARIES[sheet.part("primary")](sheet, prices) if "primary" in sheet.parts else 0.0,
        "secondary": _secondary(sheet, prices),
        "cache": _cache(sheet, prices),
        "analytics": _analytics(sheet, prices),
    }


def _monthly(sheet: Sheet, per_second: float) -> float:
    """Millions a month of something counted per second at peak."""
    return per_second / sheet.number("peak_to_avg") * SECONDS_A_MONTH / _MILLION


def _sql(sheet: Sheet, prices: Prices) -> float:
    units = sheet.number("write_rps") / 500 + sheet.number("read_rps") / 5_000
    return max(prices["sql.floor"], units * prices["sql.unit"]) + sheet.number("size_gb") * prices["sql.gb"]


def _aurora(sheet: Sheet, prices: Prices) -> float:
    """Half an ACU at least while anybody is there; none in idle hours."""
    acu = max(0.5, sheet.average_rps / _ACU_RPS) * (1 - sheet.number("idle_fraction") * 0.5)
    capacity = acu * _HOURS_A_MONTH * prices["aurora.acu_hour"]
    return (
        capacity
        + sheet.number("size_gb") * prices["aurora.gb"]
        + _monthly(sheet, sheet.rps) * prices["aurora.io_million"]
    )


def _dsql(sheet: Sheet, prices: Prices) -> float:
    return _monthly(sheet, sheet.rps) * prices["dsql.million"] + sheet.number("size_gb") * prices["dynamodb.gb"]


def _dynamodb(sheet: Sheet, prices: Prices) -> float:
    writes, reads = units_at_peak(sheet)
    on_demand = _monthly(sheet, writes) * prices["dynamodb.write_million"]
    on_demand += _monthly(sheet, reads) * prices["dynamodb.read_million"]
    return on_demand + sheet.number("size_gb") * prices["dynamodb.gb"]


def _mongodb(sheet: Sheet, prices: Prices) -> float:
    return prices["mongodb.floor"] + _sql(sheet, prices)


def _nodes(sheet: Sheet, least: int) -> float:
    return max(
        least,
        math.ceil(sheet.number("size_gb") * _COPIES / _NODE_GB),
        math.ceil(sheet.number("write_rps") * _COPIES / _NODE_WRITES),
    )


def _cassandra(sheet: Sheet, prices: Prices) -> float:
    return _nodes(sheet, 3) * prices["cassandra.node"]


def _timeseries(sheet: Sheet, prices: Prices) -> float:
    return _nodes(sheet, 1) * prices["timeseries.node"]


def _s3(sheet: Sheet, prices: Prices) -> float:
    puts = _monthly(sheet, sheet.number("write_rps")) * prices["s3.put_million"]
    return sheet.number("size_gb") * prices["s3.gb"] + puts


def _redis(sheet: Sheet, prices: Prices) -> float:
    return prices["redis.floor"] + sheet.rps / 10_000 * prices["redis.per_10k"] + sheet.number("size_gb") * 10


def _elasticsearch(sheet: Sheet, prices: Prices) -> float:
    return _nodes(sheet, 3) * prices["elasticsearch.node"]


def _memory_log(_sheet: Sheet, prices: Prices) -> float:
    return prices["memory_log.floor"]


_PRIMARIES: dict[str, Callable[[Sheet, Prices], float]] = {
    "postgresql": _sql,
    "mysql": _sql,
    "aurora_serverless": _aurora,
    "aurora_dsql": _dsql,
    "dynamodb": _dynamodb,
    "mongodb": _mongodb,
    "cassandra_scylla": _cassandra,
    "timeseries_db": _timeseries,
    "s3_lake": _s3,
    "redis": _redis,
    "elasticsearch": _elasticsearch,
    "memory_log": _memory_log,
}


def _secondary(sheet: Sheet, prices: Prices) -> float:
    if sheet.part("secondary") == "opensearch":
        return max(prices["opensearch.floor"], _nodes(sheet, 1) * prices["elasticsearch.node"])
    return _s3(sheet, prices) if sheet.part("secondary") == "s3_objects" else 0.0


def _cache(sheet: Sheet, prices: Prices) -> float:
    if sheet.part("cache") != "redis_cache":
        return 0.0
    return prices["redis.floor"] + sheet.number("read_rps") / 10_000 * prices["redis.per_10k"]


def _analytics(sheet: Sheet, prices: Prices) -> float:
    chosen = sheet.part("analytics")
    if chosen == "read_replica":
        return _sql(sheet, prices) / 2
    if chosen == "athena":
        return sheet.number("size_gb") / 1000 * prices["athena.tb"]
    if chosen == "clickhouse":
        return max(prices["clickhouse.floor"], _nodes(sheet, 1) * prices["timeseries.node"])
    runs_a_month = 30
    return sheet.number("batch_gb") * runs_a_month / 72 * prices["worker.core_hour"] if chosen != "none" else 0.0
