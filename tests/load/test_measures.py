"""Percentiles, the slope of memory, and how many clients are enough."""

import os
import threading
from collections.abc import Sequence

import pytest

from infra.demo.client import Client, Reply
from infra.load.crowd import Crowd, saturate
from infra.load.memory import NotFound, Sample, growth, megabytes_of, serving_process
from infra.load.meter import Meter, MeteredClient, percentile, route_of, row_of


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([7.0], 0.5, 7.0),
        ([7.0], 0.99, 7.0),
        ([1.0, 2.0], 0.5, 1.0),
        ([1.0, 2.0, 3.0], 0.5, 2.0),
        (list(range(1, 101)), 0.95, 95),
        (list(range(1, 101)), 0.99, 99),
        (list(range(1, 102)), 0.99, 100),
        (list(range(1, 1001)), 0.99, 990),
    ],
)
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(
    values: Sequence[float], share: float, expected: float
) -> None:
    assert percentile(values, share) == expected


def test_a_row_sorts_and_is_in_milliseconds() -> None:
    row = row_of("GET /v1/me", [0.3, 0.1, 0.2])
    assert row.calls == 3
    assert [row.p50, row.p95, row.p99] == pytest.approx([200, 300, 300])


def test_a_route_is_named_without_ids_and_query() -> None:
    assert route_of("/v1/users/019aab00-1111-7aaa-8aaa-0000000000a1?as_of=x") == "/v1/users/{user_id}"
    assert route_of("/v1/users/019aab00-1111-7aaa-8aaa-0000000000a1/events") == "/v1/users/{user_id}/events"
    assert route_of("/v1/me") == "/v1/me"


def test_calls_are_noted_by_route_and_those_of_local_pages_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    statuses = {"/v1/me": 200, "/v1/signup": 503, "/_local/inbox.json": 200}
    monkeypatch.setattr(Client, "call", lambda _self, _method, path, *_a, **_o: Reply(statuses[path]))
    meter = Meter()
    client = MeteredClient(Client("http://127.0.0.1:9"), meter)
    for path in (*statuses, "/v1/me"):
        client.call("GET", path)
    assert [(row.route, row.calls) for row in meter.rows()] == [("GET /v1/me", 2), ("GET /v1/signup", 1)]
    assert (meter.total, meter.failures, len(meter.fresh()), len(meter.fresh())) == (3, 1, 3, 0)
    meter.begin()
    assert (meter.rows(), meter.failures) == ([], 1)


def samples(*megabytes: float) -> list[Sample]:
    """One each second."""
    return [Sample(float(second), value) for second, value in enumerate(megabytes)]


def test_growth_is_megabytes_a_minute_of_what_is_kept_after_the_warm_up() -> None:
    warming = [100.0 + 5 * second for second in range(30)]
    steady = [250.0 + second / 60 for second in range(60)]
    assert growth(samples(*warming, *steady), 30) == pytest.approx(1.0)
    assert growth(samples(*warming, *[250.0] * 60), 30) == 0.0
    assert growth(samples(*warming, *steady), 0) > 30


def test_what_a_hash_takes_for_a_moment_is_no_growth() -> None:
    hashing = [200.0 + (19 if second % 3 else 0) + (38 if second > 50 and second % 2 else 0) for second in range(90)]
    assert growth(samples(*hashing), 30) == 0.0


def test_too_few_samples_tell_nothing() -> None:
    with pytest.raises(ValueError, match="tell nothing"):
        growth(samples(*[100.0] * 40), 35)


def test_the_memory_of_a_process_is_what_the_system_says() -> None:
    assert 10 < megabytes_of(os.getpid()) < 2000
    with pytest.raises(NotFound):
        megabytes_of(2**22 + 1)
    with pytest.raises(NotFound):
        serving_process(1)


@pytest.mark.parametrize(
    ("rates", "clients"),
    [([10, 20, 21, 0], 8), ([10, 5, 0], 4), ([10, 20, 40, 80, 160, 320], 64)],
)
def test_clients_are_doubled_until_that_brings_no_more(rates: list[float], clients: int) -> None:
    over, measured, told = threading.Event(), iter(rates), list[int]()

    def visit(_number: int) -> None:
        over.wait(10)

    crowd = Crowd(visit)
    assert saturate(crowd, lambda: next(measured), lambda size, _: told.append(size)) == clients
    assert told == [2 * 2**step for step in range(len(told))]
    assert not crowd.join(0.01)
    over.set()
    assert crowd.join(5.0)
