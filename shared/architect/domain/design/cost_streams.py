"""USD a month of events, background work and timed jobs."""

import math

from shared.architect.domain.design.lore import Prices
from shared.architect.domain.design.sheet import SECONDS_A_MONTH, Sheet

_MILLION = 1_000_000
# Calls for a message: send, receive, delete.
_CALLS_A_MESSAGE = 3


def stream_costs(sheet: Sheet, prices: Prices) -> dict[str, float]:
    return {
        "messaging": _messaging(sheet, prices),
        "background": _background(sheet, prices),
        "schedules": prices["orchestrator.floor"] if sheet.part("schedules") == "orchestrator" else 0.0,
    }


def _average_writes(sheet: Sheet) -> float:
    return sheet.number("write_rps") / sheet.number("peak_to_avg")


def _millions(sheet: Sheet) -> float:
    return _average_writes(sheet) * SECONDS_A_MONTH / _MILLION


def _messaging(sheet: Sheet, prices: Prices) -> float:
    chosen, millions = sheet.part("messaging"), _millions(sheet)
    mb_s = sheet.number("write_rps") * sheet.number("item_kb") / 1024
    if chosen == "sqs":
        return millions * _CALLS_A_MESSAGE * prices["sqs.million"]
    if chosen == "eventbridge":
        return millions * prices["eventbridge.million"]
    if chosen == "kinesis":
        shards = math.ceil(max(sheet.number("write_rps") / sheet.fact("kinesis.records"), mb_s, 1))
        return shards * prices["kinesis.shard"] + millions * prices["kinesis.million"]
    return {
        "kafka": prices["kafka.floor"] + mb_s * prices["kafka.mb_s"],
        "rabbitmq": prices["rabbitmq.floor"],
        "redis_streams": prices["redis.floor"],
    }.get(chosen, 0.0)


def _background(sheet: Sheet, prices: Prices) -> float:
    """A message is taken to need what a request needs; runs of a batch are with the analytics."""
    chosen, millions = sheet.part("background"), _millions(sheet)
    if chosen == "workflow_engine":
        return millions * sheet.number("workflow_steps") * prices["sfn.million"]
    if chosen == "sqs_lambda":
        gb_s = millions * sheet.service_s * sheet.fact("gb.lambda_memory")
        return millions * prices["lambda.million"] + gb_s * prices["lambda.gb_s_million"]
    if chosen in ("celery", "arq"):
        return prices["fargate.task"]
    if chosen == "batch_containers":
        hours = _average_writes(sheet) * sheet.number("cpu_ms") / 1000 * 730
        return hours * prices["worker.core_hour"]
    return 0.0
