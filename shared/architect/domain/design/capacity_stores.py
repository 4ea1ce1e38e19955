"""What stores take: units, partitions, growth, replicas, what a cache leaves for them."""

import math

from shared.architect.domain.design.outcome import Calculation
from shared.architect.domain.design.sheet import Sheet, at_most, calculated, derived

_REPLICATED = ("postgresql", "aurora_serverless", "mysql", "mongodb")
_READ_UNITS = {"eventual": 0.5, "read_your_writes": 1.0, "strong": 1.0, "serializable": 2.0}
_FAR_AHEAD_MONTHS = 120


def stores(sheet: Sheet) -> tuple[Calculation, ...]:
    made = (
        storage_2y(sheet),
        months_to_limit(sheet),
        dynamodb_write_units(sheet),
        dynamodb_read_units(sheet),
        dynamodb_partitions(sheet),
        hot_key(sheet),
        read_replicas(sheet),
        cache_leaves(sheet),
    )
    return tuple(each for each in made if each is not None)


def storage_2y(sheet: Sheet) -> Calculation:
    """With indexes and backups, which are bought as well."""
    inputs = sheet.shown("size_gb", "growth_gb_month", "index.overhead", "backup.overhead")
    factor = (1 + sheet.fact("index.overhead")) * (1 + sheet.fact("backup.overhead"))
    formula = "(size_gb + 24 * growth_gb_month) * (1 + index.overhead) * (1 + backup.overhead)"
    return calculated("storage_2y", formula, inputs, sheet.size_2y * factor, "GB")


def months_to_limit(sheet: Sheet) -> Calculation | None:
    """Until the data, without its indexes, fills what the store holds. `holds`: there is time to act before."""
    limit_key = f"limit_gb.{sheet.part('primary')}"
    if not sheet.facts.has(limit_key) or sheet.number("growth_gb_month") == 0:
        return None
    months = max(0.0, (sheet.fact(limit_key) - sheet.number("size_gb")) / sheet.number("growth_gb_month"))
    if months > _FAR_AHEAD_MONTHS:
        return None
    inputs = sheet.shown("size_gb", "growth_gb_month", limit_key, "months.ahead")
    least = sheet.fact("months.ahead")
    formula = f"({limit_key} - size_gb) / growth_gb_month"
    return calculated("months_to_limit", formula, inputs, months, "months", least, months >= least)


def _write_units(sheet: Sheet) -> float:
    each = math.ceil(max(sheet.number("item_kb"), 0.001)) * (2 if sheet.requirements["multi_entity_tx"] else 1)
    return sheet.number("write_rps") * each


def _read_units(sheet: Sheet) -> float:
    factor = _READ_UNITS[str(sheet.requirements["level"])]
    return sheet.number("read_rps") * math.ceil(max(sheet.number("item_kb"), 0.001) / 4) * factor


def units_at_peak(sheet: Sheet) -> tuple[float, float]:
    """Write and read units a second, as DynamoDB counts them."""
    return _write_units(sheet), _read_units(sheet)


def dynamodb_write_units(sheet: Sheet) -> Calculation | None:
    if sheet.part("primary") != "dynamodb":
        return None
    inputs = sheet.shown("write_rps", "item_kb", "multi_entity_tx", "dynamodb.new_table_write")
    formula = "write_rps * ceil(item_kb) * (2 if multi_entity_tx else 1)"
    limit = sheet.fact("dynamodb.new_table_write")
    return at_most("dynamodb_write_units", formula, inputs, _write_units(sheet), "WCU/s", limit)


def dynamodb_read_units(sheet: Sheet) -> Calculation | None:
    if sheet.part("primary") != "dynamodb":
        return None
    factor = derived("units_per_read", _READ_UNITS[str(sheet.requirements["level"])], "RCU")
    inputs = (*sheet.shown("read_rps", "item_kb", "level"), factor)
    formula = "read_rps * ceil(item_kb / 4) * units_per_read"
    return calculated("dynamodb_read_units", formula, inputs, _read_units(sheet), "RCU/s")


def dynamodb_partitions(sheet: Sheet) -> Calculation | None:
    if sheet.part("primary") != "dynamodb":
        return None
    writes, reads = _write_units(sheet), _read_units(sheet)
    units = (derived("dynamodb_write_units", writes, "WCU/s"), derived("dynamodb_read_units", reads, "RCU/s"))
    inputs = (*units, *sheet.shown("dynamodb.partition_write", "dynamodb.partition_read"))
    most = max(writes / sheet.fact("dynamodb.partition_write"), reads / sheet.fact("dynamodb.partition_read"))
    formula = (
        "max(1, ceil(max(dynamodb_write_units / dynamodb.partition_write,"
        " dynamodb_read_units / dynamodb.partition_read)))"
    )
    return calculated("dynamodb_partitions", formula, inputs, max(1, math.ceil(most)), "partitions")


def hot_key(sheet: Sheet) -> Calculation | None:
    """Units that the busiest key takes. No store spreads one key."""
    if sheet.part("primary") not in ("dynamodb", "cassandra_scylla"):
        return None
    inputs = (
        derived("write_units", _write_units(sheet), "units/s"),
        *sheet.shown("hot_key_share", "dynamodb.partition_write"),
    )
    on_one = _write_units(sheet) * sheet.number("hot_key_share")
    limit = sheet.fact("dynamodb.partition_write")
    return at_most("hot_key", "write_units * hot_key_share", inputs, on_one, "units/s", limit)


def _hits(sheet: Sheet) -> float:
    cached = sheet.part("cache") not in ("none",)
    return (sheet.fact("cdn.govuk") if sheet.part("cache") == "cdn" else sheet.fact("cache.hit")) if cached else 0.0


def read_replicas(sheet: Sheet) -> Calculation | None:
    """`holds`: readers accept data as old as a replica's lag."""
    left = sheet.number("read_rps") * (1 - _hits(sheet))
    if sheet.part("primary") not in _REPLICATED or left <= sheet.fact("reads.per_replica"):
        return None
    names = ("read_rps", "reads.per_replica", "staleness_ms", "ms.replica_lag")
    inputs = (*sheet.shown(*names), derived("cache_hit", _hits(sheet), "share"))
    holds = sheet.number("staleness_ms") >= sheet.fact("ms.replica_lag")
    formula = "ceil(read_rps * (1 - cache_hit) / reads.per_replica)"
    replicas = math.ceil(left / sheet.fact("reads.per_replica"))
    return calculated("read_replicas", formula, inputs, replicas, "replicas", holds=holds)


def cache_leaves(sheet: Sheet) -> Calculation | None:
    if sheet.part("cache") == "none" or not sheet.parts or sheet.number("read_rps") == 0:
        return None
    hit = "cdn.govuk" if sheet.part("cache") == "cdn" else "cache.hit"
    inputs = sheet.shown("read_rps", hit)
    left = sheet.number("read_rps") * (1 - _hits(sheet))
    return calculated("cache_leaves", f"read_rps * (1 - {hit})", inputs, left, "reads/s")
