"""USD a month of what runs the code, of its logs, and of bytes that leave."""

import math

from shared.architect.domain.design.lore import Prices
from shared.architect.domain.design.sheet import SECONDS_A_MONTH, Sheet

# Sockets that one core holds open in Python, KB of log that a request leaves, requests/s beyond which logs are sampled:
# judgements all.
_SOCKETS_A_CORE = 10_000
_LOGGED_KB = 0.5
_LOGGED_RPS = 500
# KB of an answer beyond which the largest record is no measure of the usual one.
USUAL_KB = 64
_MILLION = 1_000_000


def compute_costs(sheet: Sheet, prices: Prices) -> dict[str, float]:
    costs = {
        "deployment": _DEPLOYMENTS[sheet.part("deployment")](sheet, prices) if "deployment" in sheet.parts else 0.0,
        "observability": _observability(sheet, prices),
        "egress": _egress(sheet, prices),
    }
    if sheet.requirements["gpu"]:
        costs["gpu"] = prices["gpu"]
    return costs


def monthly_requests(sheet: Sheet) -> float:
    return sheet.average_rps * SECONDS_A_MONTH


def cores(sheet: Sheet) -> float:
    """At peak, two at least: one may fail."""
    busy = sheet.rps * sheet.number("cpu_ms") / 1000 / sheet.fact("utilisation.cores")
    return max(2.0, math.ceil(busy + sheet.number("connections") / _SOCKETS_A_CORE))


def _lambda(sheet: Sheet, prices: Prices) -> float:
    millions = monthly_requests(sheet) / _MILLION
    gb_s = millions * sheet.service_s * sheet.fact("gb.lambda_memory")
    edge = prices["gateway.million"] if sheet.part("api") != "none" else 0.0
    return millions * (prices["lambda.million"] + edge) + gb_s * prices["lambda.gb_s_million"]


def _fargate(sheet: Sheet, prices: Prices) -> float:
    needed = cores(sheet)
    tasks = 2 * prices["fargate.task"] if needed <= 2 else needed * prices["fargate.core"]
    return tasks + prices["balancer"]


def _lmi(sheet: Sheet, prices: Prices) -> float:
    return max(prices["lmi.floor"], cores(sheet) * prices["vm.core"] * 1.15) + prices["balancer"]


def _eks(sheet: Sheet, prices: Prices) -> float:
    return prices["eks.control"] + prices["nat"] + max(prices["eks.nodes"], cores(sheet) * prices["vm.core"])


def _vm(sheet: Sheet, prices: Prices) -> float:
    return max(prices["vm.floor"], cores(sheet) * prices["vm.core"]) + prices["balancer"]


def _on_prem(sheet: Sheet, prices: Prices) -> float:
    return prices["on_prem.floor"] + cores(sheet) * prices["on_prem.core"] + sheet.size_2y * prices["on_prem.gb"]


_DEPLOYMENTS = {"lambda": _lambda, "fargate": _fargate, "lmi": _lmi, "eks": _eks, "vm": _vm, "on_prem": _on_prem}


def _observability(sheet: Sheet, prices: Prices) -> float:
    gigabytes = min(sheet.average_rps, _LOGGED_RPS) * SECONDS_A_MONTH * _LOGGED_KB / _MILLION
    chosen = sheet.part("observability")
    if chosen == "elk":
        return prices["elk.floor"] + gigabytes * prices["prometheus.gb"]
    if chosen == "prometheus":
        return prices["prometheus.floor"] + gigabytes * prices["prometheus.gb"]
    return gigabytes * prices["cloudwatch.gb" if chosen == "cloudwatch" else "otel.gb"] if chosen != "none" else 0.0


def _egress(sheet: Sheet, prices: Prices) -> float:
    """Answers to reads that leave the region; on own hardware the line is paid with it."""
    clients = sheet.requirements["clients"]
    outside = isinstance(clients, tuple) and bool(set(clients) - {"internal_service"})
    if not outside or sheet.part("deployment") == "on_prem":
        return 0.0
    average_reads = sheet.number("read_rps") / sheet.number("peak_to_avg")
    gigabytes = average_reads * SECONDS_A_MONTH * min(sheet.number("item_kb"), USUAL_KB) / _MILLION
    return gigabytes * prices["cdn.gb" if sheet.part("cache") == "cdn" else "egress.gb"]
