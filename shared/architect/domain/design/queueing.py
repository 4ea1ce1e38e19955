"""Waiting in line: Erlang's formulas for M/M/c (Poisson arrivals, exponential service, c servers, one line).

Real service is seldom exponential: results are orders of magnitude. Source: A. K. Erlang 1917; the recursion is the
textbook one, stable for any c.
"""

import math


def erlang_b(servers: int, offered: float) -> float:
    """Share of arrivals that find all `servers` busy where nobody waits. `offered` = rate x service time."""
    blocked = 1.0
    for servers_so_far in range(1, servers + 1):
        blocked = offered * blocked / (servers_so_far + offered * blocked)
    return blocked


def erlang_c(servers: int, offered: float) -> float:
    """Share of arrivals that wait. 1 where the servers cannot keep up."""
    if offered >= servers:
        return 1.0
    blocked = erlang_b(servers, offered)
    return blocked / (1 - (offered / servers) * (1 - blocked))


def mean_wait(servers: int, rate: float, service_s: float) -> float:
    """Seconds in line on average; infinite where the servers cannot keep up."""
    offered = rate * service_s
    return math.inf if offered >= servers else erlang_c(servers, offered) * service_s / (servers - offered)


def wait_percentile(servers: int, rate: float, service_s: float, share: float = 0.99) -> float:
    """Seconds in line that `share` of arrivals do not exceed; infinite where the servers cannot keep up."""
    offered = rate * service_s
    if offered >= servers:
        return math.inf
    waits = erlang_c(servers, offered)
    return max(0.0, math.log(waits / (1 - share)) * service_s / (servers - offered)) if waits > 0 else 0.0


def drain_seconds(backlog: float, served: float, arriving: float, failing: float = 0.0) -> float:
    """Until a backlog is gone: rates per second, `failing` the share that comes again. Infinite where it only grows."""
    effective = arriving / (1 - failing)
    return math.inf if served <= effective else backlog / (served - effective)


def chain(*availabilities: float) -> float:
    """Availability of parts that all must be up, independence assumed."""
    return math.prod(availabilities)


def redundant(availability: float, copies: int) -> float:
    """Availability of copies of which one must be up, independence assumed."""
    return 1 - (1 - availability) ** copies
