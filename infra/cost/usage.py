"""What one operation uses of each thing that has a price: from its measured invocations, and how AWS runs and bills."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import exp

from infra.cost.book import Running
from infra.cost.calls import AwsCall
from infra.cost.stage import Invocation
from infra.topology import Function, HttpTrigger, QueueTrigger

GB = 1024**3
Usage = Mapping[str, float]
# Of these a function reads once in its life; they belong to its cold start.
_OF_A_START = ("ROOT", "SIGNING")
# Buckets are under our key. A bucket's own key saves most such requests where many come at once; here few do.
_SEALED = {"key_requests": 1}


def of_operation(invocations: Sequence[Invocation], running: Running) -> Usage:
    """Warm: what a cold start takes on top is counted by how many there are."""
    return total(of_invocation(invocation, running) for invocation in invocations)


def of_invocation(invocation: Invocation, running: Running) -> Usage:
    calls = [call for call in invocation.calls if not of_a_start(call)]
    seconds = duration(invocation, calls, running)
    usage = {
        "invocations": 1.0,
        "gb_seconds": seconds * invocation.function.memory / 1024,
        "log_gb": _logged(invocation, running) / GB,
    }
    if isinstance(invocation.function.trigger, HttpTrigger):
        usage["http_requests"] = 1
        usage["sent_gb"] = (invocation.answer + running.header_bytes) / GB
    if isinstance(invocation.function.trigger, QueueTrigger):
        usage["queue_requests"] = 3 * invocation.messages  # sent, received and deleted, each in a batch of its own
    return total([usage, *map(of_call, calls)])


def of_call(call: AwsCall) -> Usage:
    match call.service, call.operation:
        case "dynamodb", _:
            return {"read_units": call.units("read"), "write_units": call.units("write")}
        case "sqs", "SendMessage":
            return {}  # every message is counted where it is received, whoever sent it
        case "events", "PutEvents":
            return {"bus_events": call.entries, "archived_gb": call.size / GB}
        case "sesv2", "SendEmail":
            return {"mails": 1}
        case "kms", _:
            return {"key_requests": 1}
        case "s3", "PutObject":
            return {"object_writes": 1, "object_gb": call.size / GB, **_SEALED}
        case "s3", "HandIn":
            return {"object_writes": 1, **_SEALED}  # by somebody else, with our ticket; gone after a day
        case "s3", "GetObject":
            return {"object_reads": 1, **_SEALED}
        case "s3", "HeadObject":
            return {"object_reads": 1}
        case "cloudformation", "GetTemplate":
            return {}
    raise ValueError(f"nobody knows what {call.service} {call.operation} costs")


def duration(invocation: Invocation, calls: Sequence[AwsCall], running: Running) -> float:
    """Seconds that Lambda bills: the CPU at the function's share of one, and the time that calls are waited for."""
    waited = sum(running.wait(call.operation) for call in calls)
    return (cpu_time(invocation.cpu, invocation.function, running) + waited) / 1000


def cpu_time(milliseconds: float, function: Function, running: Running) -> float:
    """Nothing here runs on two processors at once."""
    share = min(1.0, function.memory / running.mb_of_a_vcpu)
    return milliseconds * running.cpu_factor / share


def cold_share(per_second: float, running: Running) -> float:
    """How many runs begin with a new process: those that nobody came before, for so long; or a few anyway."""
    return max(running.least_cold, exp(-per_second * running.idle_seconds))


def traces(per_second: float, running: Running) -> float:
    """Recorded per second, where requests come at random."""
    first = running.traced_per_second * (1 - exp(-per_second / running.traced_per_second))
    return first + running.traced_share * (per_second - first)


def of_a_start(call: AwsCall) -> bool:
    return call.service == "kms" or any(touch.table == "keys" and touch.key[0] in _OF_A_START for touch in call.touches)


def total(usages: Iterable[Usage]) -> dict[str, float]:
    """What all of them use."""
    summed: defaultdict[str, float] = defaultdict(float)
    for usage in usages:
        for name, quantity in usage.items():
            summed[name] += quantity
    return dict(summed)


def times(usage: Usage, factor: float) -> Usage:
    return {name: quantity * factor for name, quantity in usage.items()}


def _logged(invocation: Invocation, running: Running) -> float:
    own = sum(len(line.encode()) + running.bytes_beside_a_line for line in invocation.lines)
    access = running.access_log_bytes + running.bytes_beside_a_line
    return own + (access if isinstance(invocation.function.trigger, HttpTrigger) else 0)
