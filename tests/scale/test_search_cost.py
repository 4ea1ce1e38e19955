"""A search reads as much of a large directory as of a small one. `make search-scale` goes up to 100,000 people."""

import os
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from infra.local.provision import Clients, provision
from shared.accounts.domain.search import EVERYBODY
from shared.accounts.domain.user import Status
from shared.bootstrap import Container, prepare
from tests.aws_environment import set_aws_environment
from tests.scale.crowd import Reads, fill, metered

SIZES = [int(size) for size in os.environ.get("SEARCH_SIZES", "100,400").split(",")]
LIMIT = 10
QUERIES: dict[str, tuple[str | None, Status | None]] = {
    "everybody": (None, None),
    "everybody suspended": (None, Status.SUSPENDED),
    "a beginning that all share": ("a", None),
    "the same, pending": ("A", Status.PENDING),
    "one address": ("a5@e.io", None),
    "nobody": ("zz", None),
}
# Which index, its rows in up to three statuses, and the accounts.
ONE_STATUS, ALL = ["GetItem", "Query", "BatchGetItem"], ["GetItem", "Query", "Query", "Query", "BatchGetItem"]


def costs(clients: Clients, size: int) -> dict[str, Reads]:
    environ = provision(clients.endpoint, f"rollbook-scale-{size}", clients=clients)
    with ExitStack() as stack:
        reads_of = stack.enter_context(metered())
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        set_aws_environment(environ, patch)
        # The emulator sorts a whole partition for each query; what is measured here is what the answer holds.
        patch.setattr("shared.adapters.aws.clients.LOCAL_PATIENCE", 100)
        prepare(environ)
        container = Container.of(environ)
        started = time.monotonic()
        written = fill(clients, container, size, [query or EVERYBODY for query, _ in QUERIES.values()])
        print(f"\n{size} people in {written} items, written in {time.monotonic() - started:.0f} s")
        container.search_users("warm", None, None, LIMIT)
        return {name: measured(reads_of, container, *query) for name, query in QUERIES.items()}


def measured(
    reads_of: Callable[[Callable[[], object]], Reads], container: Container, query: str | None, status: Status | None
) -> Reads:
    started = time.monotonic()
    reads = reads_of(lambda: container.search_users(query, status, None, LIMIT))
    print(f"  {query!r:10} {status or 'any':10} {len(reads.calls)} calls, {reads.items} items, ", end="")
    print(f"{(time.monotonic() - started) * 1000:.1f} ms")
    return reads


def test_a_search_reads_the_same_at_every_size(emulator_clients: Clients) -> None:
    by_size = {size: costs(emulator_clients, size) for size in SIZES}
    first = by_size[SIZES[0]]
    assert all(found == first for found in by_size.values()), by_size
    assert first["everybody"].calls == first["a beginning that all share"].calls == ALL
    assert first["everybody suspended"].calls == first["the same, pending"].calls == ONE_STATUS
    assert first["one address"].calls == ALL
    assert first["nobody"].calls == ALL[:-1]
    # One row more than asked for, per status, and the accounts themselves.
    assert first["everybody"].items == 3 * (LIMIT + 1) + LIMIT
    assert first["one address"].items == 2
