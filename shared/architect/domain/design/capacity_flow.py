"""Streams, queues and runs: partitions, the time a backlog takes, the rate a window asks for."""

import math

from shared.architect.domain.design.outcome import Calculation
from shared.architect.domain.design.queueing import drain_seconds
from shared.architect.domain.design.sheet import Sheet, at_most, calculated, derived

_QUEUED = ("sqs", "kinesis", "kafka", "rabbitmq", "redis_streams", "eventbridge", "db_outbox")


def flow(sheet: Sheet) -> tuple[Calculation, ...]:
    made = (
        kinesis_shards(sheet),
        kinesis_shards_aggregated(sheet),
        kafka_partitions(sheet),
        queue_drain(sheet),
        batch_throughput(sheet),
        batch_workers(sheet),
        transitions(sheet),
    )
    return tuple(each for each in made if each is not None)


def _mb_s(sheet: Sheet) -> float:
    return sheet.number("write_rps") * sheet.number("item_kb") / 1024


def kinesis_shards(sheet: Sheet) -> Calculation | None:
    """Records bind where they are small, bytes where they are large."""
    if sheet.part("messaging") != "kinesis":
        return None
    inputs = sheet.shown("write_rps", "item_kb", "kinesis.records", "kinesis.bytes")
    by_records = sheet.number("write_rps") / sheet.fact("kinesis.records")
    shards = max(1, math.ceil(max(by_records, _mb_s(sheet) / sheet.fact("kinesis.bytes"))))
    formula = "ceil(max(write_rps / kinesis.records, write_rps * item_kb / 1024 / kinesis.bytes, 1))"
    return calculated("kinesis_shards", formula, inputs, shards, "shards")


def kinesis_shards_aggregated(sheet: Sheet) -> Calculation | None:
    if sheet.part("messaging") != "kinesis" or sheet.number("item_kb") >= 1:
        return None
    inputs = sheet.shown("write_rps", "item_kb", "records.aggregated", "kinesis.records", "kinesis.bytes")
    by_records = sheet.number("write_rps") / sheet.fact("records.aggregated") / sheet.fact("kinesis.records")
    shards = max(1, math.ceil(max(by_records, _mb_s(sheet) / sheet.fact("kinesis.bytes"))))
    formula = (
        "ceil(max(write_rps / records.aggregated / kinesis.records, write_rps * item_kb / 1024 / kinesis.bytes, 1))"
    )
    return calculated("kinesis_shards_aggregated", formula, inputs, shards, "shards")


def kafka_partitions(sheet: Sheet) -> Calculation | None:
    if sheet.part("messaging") != "kafka":
        return None
    inputs = sheet.shown("write_rps", "item_kb", "kafka.partition", "headroom.partitions", "consumers")
    by_bytes = _mb_s(sheet) / sheet.fact("kafka.partition") * sheet.fact("headroom.partitions")
    partitions = math.ceil(max(by_bytes, sheet.number("consumers"), 1))
    formula = "ceil(max(write_rps * item_kb / 1024 / kafka.partition * headroom.partitions, consumers, 1))"
    return calculated("kafka_partitions", formula, inputs, partitions, "partitions")


def queue_drain(sheet: Sheet) -> Calculation | None:
    """Until consumers have caught up after an outage of theirs; failed messages come again."""
    arriving = sheet.number("write_rps")
    if sheet.part("messaging") not in _QUEUED or arriving == 0:
        return None
    backlog = arriving * sheet.fact("seconds.outage")
    served = arriving * sheet.fact("factor.consumers")
    inputs = sheet.shown("write_rps", "seconds.outage", "factor.consumers", "share.failing")
    seconds = drain_seconds(backlog, served, arriving, sheet.fact("share.failing"))
    formula = "write_rps * seconds.outage / (write_rps * factor.consumers - write_rps / (1 - share.failing))"
    return calculated("queue_drain", formula, inputs, seconds, "s")


def _needed_mb_s(sheet: Sheet) -> float:
    window_s = sheet.number("batch_window_hours") * 3600 * sheet.fact("share.window")
    return sheet.number("batch_gb") * 1000 / window_s


def batch_throughput(sheet: Sheet) -> Calculation | None:
    """The rest of the window is left for one more run. `holds`: what one large machine reads is enough."""
    if sheet.number("batch_gb") == 0:
        return None
    inputs = sheet.shown("batch_gb", "batch_window_hours", "share.window", "mb_s.single_node")
    formula = "batch_gb * 1000 / (batch_window_hours * 3600 * share.window)"
    limit = sheet.fact("mb_s.single_node")
    return at_most("batch_throughput", formula, inputs, _needed_mb_s(sheet), "MB/s", limit)


def batch_workers(sheet: Sheet) -> Calculation | None:
    if sheet.number("batch_gb") == 0 or not sheet.uses("pyspark", "dask", "beam_flink", "batch_containers"):
        return None
    needed = derived("batch_throughput", _needed_mb_s(sheet), "MB/s")
    inputs = (needed, *sheet.shown("mb_s.worker"))
    workers = math.ceil(_needed_mb_s(sheet) / sheet.fact("mb_s.worker"))
    return calculated("batch_workers", "ceil(batch_throughput / mb_s.worker)", inputs, workers, "workers")


def transitions(sheet: Sheet) -> Calculation | None:
    """State transitions a month, if each write ran through a workflow's steps."""
    if sheet.number("workflow_steps") < 2 or sheet.number("write_rps") == 0:
        return None
    inputs = sheet.shown("write_rps", "peak_to_avg", "workflow_steps")
    monthly = sheet.number("write_rps") / sheet.number("peak_to_avg") * sheet.number("workflow_steps") * 2_592_000
    formula = "write_rps / peak_to_avg * workflow_steps * 2592000"
    return calculated("transitions", formula, inputs, monthly, "transitions/month")
