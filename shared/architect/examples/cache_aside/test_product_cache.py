import asyncio
from typing import Any

import pytest
from fakeredis import FakeAsyncRedis, FakeServer
from product_cache import ProductCache


class Database:
    def __init__(self) -> None:
        self.reads = 0

    async def load(self, sku: str) -> dict[str, Any] | None:
        self.reads += 1
        await asyncio.sleep(0.01)
        return {"sku": sku, "price": self.reads} if sku != "none" else None


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
def database() -> Database:
    return Database()


async def test_a_hundred_readers_of_a_missing_key_ask_the_database_once(server: FakeServer, database: Database) -> None:
    redis = FakeAsyncRedis(server=server)
    cache = ProductCache(redis, database.load, 60)
    found = await asyncio.gather(*(cache.get("a") for _ in range(100)))
    assert (database.reads, {each["price"] for each in found if each}) == (1, {1})
    assert 0 < await redis.pttl("product:a") <= 60_000
    await redis.aclose()


async def test_what_was_changed_is_read_anew(server: FakeServer, database: Database) -> None:
    redis = FakeAsyncRedis(server=server)
    cache = ProductCache(redis, database.load, 60)
    await cache.get("a")
    await cache.forget("a")
    assert await cache.get("a") == {"sku": "a", "price": 2}
    await redis.aclose()


async def test_a_cache_that_is_away_makes_reads_slower_and_never_wrong(server: FakeServer, database: Database) -> None:
    redis = FakeAsyncRedis(server=server)
    cache = ProductCache(redis, database.load, 60)
    server.connected = False
    assert await cache.get("a") == {"sku": "a", "price": 1}
    await cache.forget("a")
    assert await cache.get("none") is None
    await redis.aclose()
