"""Availability of the chain that a request passes, and the latency below which no request can be."""

from shared.architect.domain.design.outcome import Calculation, Input
from shared.architect.domain.design.queueing import chain, redundant
from shared.architect.domain.design.sheet import MINUTES_A_MONTH, Sheet, at_most, calculated, trimmed

_STRONG = ("strong", "serializable")
# What a second region can be promised to make of it, by how it is used.
_CAPS = {"passive": "availability.standby_region", "active_active": "availability.two_active_regions"}
_LOCAL_STORES = ("memory_log",)


def reach(sheet: Sheet) -> tuple[Calculation, ...]:
    made = (availability_chain(sheet), downtime(sheet), latency_floor(sheet))
    return tuple(each for each in made if each is not None)


def _links(sheet: Sheet) -> tuple[str, ...]:
    """Facts of the parts that all must be up for a request to be answered. A cache may be down. Where requests are only
    accepted into a queue, that is in their path, and the store behind it is not."""
    edge = "gateway" if sheet.part("deployment") == "lambda" else "balancer"
    names = [edge, sheet.part("deployment")]
    if sheet.part("api") == "none":
        names = [sheet.part("deployment")]
    store = sheet.part("primary")
    spread = store == "dynamodb" and sheet.requirements["multi_region"] == "active_active"
    if sheet.part("api") == "async_ingress":
        names.append(sheet.part("messaging"))
    else:
        names.append("dynamodb_global" if spread else store)
    keys = (f"availability.{name}" for name in names)
    return tuple(key for key in keys if sheet.facts.has(key))


def availability_of(sheet: Sheet) -> float:
    """Of the whole, as a share of minutes. A second region takes over where there is one; independence is assumed, but
    no more is promised than two regions with the same code, names and people have."""
    one_region = chain(*(sheet.fact(key) for key in _links(sheet)))
    most = _CAPS.get(str(sheet.requirements["multi_region"]))
    return one_region if most is None else max(one_region, min(sheet.fact(most), redundant(one_region, 2)))


def availability_chain(sheet: Sheet) -> Calculation | None:
    if not sheet.parts:
        return None
    links = tuple(sheet.facts.input(key) for key in _links(sheet))
    product = " * ".join(_links(sheet))
    most = _CAPS.get(str(sheet.requirements["multi_region"]))
    capped = sheet.shown(most) if most else ()
    formula = f"max({product}, min({most}, 1 - (1 - {product}) ^ 2))" if most else product
    inputs = (*links, *capped, *sheet.shown("multi_region", "target"))
    result, target = round(availability_of(sheet), 6), sheet.number("target")
    return Calculation("availability_chain", formula, inputs, result, "share of minutes", target, result >= target)


def downtime(sheet: Sheet) -> Calculation | None:
    if not sheet.parts:
        return None
    available = availability_of(sheet)
    shown = Input("availability_chain", round(available, 6), "share of minutes", "derived")
    allowed = (1 - sheet.number("target")) * MINUTES_A_MONTH
    inputs = (shown, *sheet.shown("target"))
    minutes = (1 - available) * MINUTES_A_MONTH
    return at_most("downtime", "(1 - availability_chain) * 43200", inputs, minutes, "min/30 days", allowed)


def floor_ms(sheet: Sheet) -> float:
    """Milliseconds below which p99 cannot be: the work itself, the way, the store, and a round trip between regions for
    each write that regions must agree on."""
    total = sheet.number("cpu_ms") + sheet.number("io_wait_ms") + sheet.fact("ms.edge") + sheet.fact("ms.python_tail")
    if sheet.part("primary") not in _LOCAL_STORES:
        total += sheet.fact("ms.store")
    return total + (sheet.fact("ms.region_rtt") if _agrees(sheet) else 0)


def _agrees(sheet: Sheet) -> bool:
    return sheet.requirements["multi_region"] == "active_active" and sheet.requirements["level"] in _STRONG


def latency_floor(sheet: Sheet) -> Calculation | None:
    if sheet.rps == 0:
        return None
    names = ["cpu_ms", "io_wait_ms", "ms.edge", "ms.python_tail"]
    if sheet.part("primary") not in _LOCAL_STORES:
        names.append("ms.store")
    if _agrees(sheet):
        names.append("ms.region_rtt")
    inputs = (*sheet.shown(*names), *sheet.shown("p99_ms"))
    result, limit = floor_ms(sheet), sheet.number("p99_ms")
    return calculated("latency_floor", " + ".join(names), inputs, result, "ms", trimmed(limit), result <= limit)
