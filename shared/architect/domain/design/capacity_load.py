"""Requests at work at once, and what serves them: environments, connections, threads, cores."""

import math

from shared.architect.domain.design.outcome import Calculation
from shared.architect.domain.design.queueing import wait_percentile
from shared.architect.domain.design.sheet import Sheet, at_most, calculated, derived

_RELATIONAL = ("postgresql", "aurora_serverless", "mysql")
_ASYNCHRONOUS = ("fastapi", "quart")
_THREADED = ("django", "flask")
_SERVERS = ("fargate", "eks", "vm", "on_prem", "lmi")
# Below this many at once a function's ramp is over within its first ten seconds.
_RAMP_MATTERS = 100
# Beyond this many workers the wait of a line is nothing, and thousands of steps are only warmth.
_MOST_WORKERS = 2000


def load(sheet: Sheet) -> tuple[Calculation, ...]:
    made = (
        concurrency_peak(sheet),
        concurrency_average(sheet),
        lambda_environments(sheet),
        lambda_ramp(sheet),
        queue_environments(sheet),
        db_pool(sheet),
        lambda_connections(sheet),
        thread_workers(sheet),
        thread_wait(sheet),
        async_cores(sheet),
    )
    return tuple(each for each in made if each is not None)


def concurrency_peak(sheet: Sheet) -> Calculation | None:
    """Little's law."""
    if sheet.rps == 0:
        return None
    inputs = sheet.shown("read_rps", "write_rps", "cpu_ms", "io_wait_ms")
    formula = "(read_rps + write_rps) * (cpu_ms + io_wait_ms) / 1000"
    return calculated("concurrency_peak", formula, inputs, sheet.peak_concurrency, "requests at once")


def concurrency_average(sheet: Sheet) -> Calculation | None:
    if sheet.rps == 0:
        return None
    peak = derived("concurrency_peak", sheet.peak_concurrency, "requests at once")
    result = sheet.peak_concurrency / sheet.number("peak_to_avg")
    inputs = (peak, *sheet.shown("peak_to_avg"))
    return calculated("concurrency_average", "concurrency_peak / peak_to_avg", inputs, result, "requests at once")


def lambda_environments(sheet: Sheet) -> Calculation | None:
    if sheet.part("deployment") != "lambda" or sheet.rps == 0:
        return None
    peak = derived("concurrency_peak", sheet.peak_concurrency, "requests at once")
    inputs = (peak, *sheet.shown("margin.environments", "lambda.concurrency"))
    needed = math.ceil(sheet.peak_concurrency * sheet.fact("margin.environments"))
    formula = "ceil(concurrency_peak * margin.environments)"
    return at_most("lambda_environments", formula, inputs, needed, "environments", sheet.fact("lambda.concurrency"))


def lambda_ramp(sheet: Sheet) -> Calculation | None:
    if sheet.part("deployment") != "lambda" or sheet.peak_concurrency < _RAMP_MATTERS:
        return None
    peak = derived("concurrency_peak", sheet.peak_concurrency, "requests at once")
    inputs = (peak, *sheet.shown("serverless.scaling", "seconds.spike"))
    seconds = sheet.peak_concurrency / sheet.fact("serverless.scaling") * 10
    formula = "concurrency_peak / serverless.scaling * 10"
    return at_most("lambda_ramp", formula, inputs, seconds, "s", sheet.fact("seconds.spike"))


def queue_environments(sheet: Sheet) -> Calculation | None:
    """What a function behind a queue needs where each message takes as long as the longest unit of work."""
    if sheet.part("background") != "sqs_lambda" or sheet.number("write_rps") == 0:
        return None
    inputs = sheet.shown("write_rps", "max_job_seconds", "margin.environments", "lambda.concurrency")
    at_once = sheet.number("write_rps") * sheet.number("max_job_seconds")
    needed = math.ceil(at_once * sheet.fact("margin.environments"))
    formula = "ceil(write_rps * max_job_seconds * margin.environments)"
    return at_most("queue_environments", formula, inputs, needed, "environments", sheet.fact("lambda.concurrency"))


def db_pool(sheet: Sheet) -> Calculation | None:
    if sheet.part("primary") not in _RELATIONAL or sheet.rps == 0:
        return None
    names = ("read_rps", "write_rps", "seconds.read", "seconds.write_tx", "margin.pool")
    inputs = sheet.shown(*names, "share.connections", "postgresql.max_connections")
    margin = sheet.fact("margin.pool")
    needed = math.ceil(sheet.number("write_rps") * sheet.fact("seconds.write_tx") * margin)
    needed += math.ceil(sheet.number("read_rps") * sheet.fact("seconds.read") * margin)
    formula = "ceil(write_rps * seconds.write_tx * margin.pool) + ceil(read_rps * seconds.read * margin.pool)"
    limit = sheet.fact("share.connections") * sheet.fact("postgresql.max_connections")
    return at_most("db_pool", formula, inputs, needed, "connections", limit)


def lambda_connections(sheet: Sheet) -> Calculation | None:
    """One connection for each environment, unless a proxy or an HTTP interface stands between. DSQL limits not how many
    there are but how fast they come: those of a spike."""
    if sheet.part("deployment") != "lambda" or sheet.part("primary") not in (*_RELATIONAL, "aurora_dsql"):
        return None
    peak = derived("concurrency_peak", sheet.peak_concurrency, "requests at once")
    needed = math.ceil(sheet.peak_concurrency * sheet.fact("margin.environments"))
    if sheet.part("primary") == "aurora_dsql":
        inputs = (peak, *sheet.shown("margin.environments", "seconds.spike", "aurora_dsql.connections"))
        limit, spike = sheet.fact("aurora_dsql.connections"), sheet.fact("seconds.spike")
        formula = "ceil(concurrency_peak * margin.environments) / seconds.spike"
        return at_most("lambda_connections", formula, inputs, needed / spike, "connections/s", limit)
    inputs = (peak, *sheet.shown("margin.environments", "postgresql.max_connections"))
    formula = "ceil(concurrency_peak * margin.environments)"
    limit = sheet.fact("postgresql.max_connections")
    return at_most("lambda_connections", formula, inputs, needed, "connections", limit)


def _threads(sheet: Sheet) -> int:
    several = sheet.fact("threads.per_process")
    return int(several * math.ceil(sheet.peak_concurrency / sheet.fact("utilisation.threads") / several))


def _is_threaded(sheet: Sheet) -> bool:
    return sheet.part("framework") in _THREADED and sheet.part("deployment") in _SERVERS and sheet.rps > 0


def thread_workers(sheet: Sheet) -> Calculation | None:
    if not _is_threaded(sheet):
        return None
    peak = derived("concurrency_peak", sheet.peak_concurrency, "requests at once")
    inputs = (peak, *sheet.shown("utilisation.threads", "threads.per_process"))
    formula = "threads.per_process * ceil(concurrency_peak / utilisation.threads / threads.per_process)"
    return calculated("thread_workers", formula, inputs, _threads(sheet), "threads")


def thread_wait(sheet: Sheet) -> Calculation | None:
    """What 99 of 100 requests wait at most, by Erlang's C; an order of magnitude."""
    if not _is_threaded(sheet) or _threads(sheet) > _MOST_WORKERS:
        return None
    workers = _threads(sheet)
    wait_ms = 1000 * wait_percentile(workers, sheet.rps, sheet.service_s)
    peak = derived("concurrency_peak", sheet.peak_concurrency, "requests at once")
    inputs = (peak, derived("thread_workers", workers, "threads"), *sheet.shown("cpu_ms", "io_wait_ms", "p99_ms"))
    formula = (
        "max(0, ln(erlang_c(thread_workers, concurrency_peak) / 0.01))"
        " * (cpu_ms + io_wait_ms) / (thread_workers - concurrency_peak)"
    )
    return at_most("thread_wait", formula, inputs, wait_ms, "ms", sheet.number("p99_ms") - 1000 * sheet.service_s)


def async_cores(sheet: Sheet) -> Calculation | None:
    """One process on one core each: the interpreter's lock."""
    if sheet.part("framework") not in _ASYNCHRONOUS or sheet.part("deployment") not in _SERVERS or sheet.rps == 0:
        return None
    inputs = sheet.shown("read_rps", "write_rps", "cpu_ms", "utilisation.cores")
    cores = math.ceil(sheet.rps * sheet.number("cpu_ms") / 1000 / sheet.fact("utilisation.cores"))
    formula = "ceil((read_rps + write_rps) * cpu_ms / 1000 / utilisation.cores)"
    return calculated("async_cores", formula, inputs, cores, "cores")
