"""Cache-aside that survives its cache: lifetimes with jitter, one load for each missing key, no error from Redis."""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

Load = Callable[[str], Awaitable[dict[str, Any] | None]]
log = logging.getLogger(__name__)


class ProductCache:
    """`lifetime`: seconds that readers accept a stale product for."""

    def __init__(self, redis: Redis, load: Load, lifetime: int) -> None:
        self._redis, self._load, self._lifetime = redis, load, lifetime
        self._loading: dict[str, asyncio.Task[dict[str, Any] | None]] = {}

    async def get(self, sku: str) -> dict[str, Any] | None:
        held = await self._read(sku)
        if held is not None:
            return held
        # A hundred readers of one missing key ask the database once.
        task = self._loading.get(sku)
        if task is None:
            task = self._loading[sku] = asyncio.create_task(self._fill(sku))
            task.add_done_callback(lambda _: self._loading.pop(sku, None))
        return await asyncio.shield(task)

    async def forget(self, sku: str) -> None:
        """After the database was changed, never before. A Redis that is away: the lifetime bounds how stale it gets."""
        try:
            await self._redis.delete(f"product:{sku}")
        except RedisError:
            log.warning("cache is away: %s stays for up to %s s", sku, self._lifetime)

    async def _read(self, sku: str) -> dict[str, Any] | None:
        try:
            text = await self._redis.get(f"product:{sku}")
        except RedisError:
            return None
        held: dict[str, Any] | None = json.loads(text) if text else None
        return held

    async def _fill(self, sku: str) -> dict[str, Any] | None:
        product = await self._load(sku)
        if product is not None:
            # Keys that were filled together must not lapse together.
            lifetime = self._lifetime * random.uniform(0.8, 1.0)  # noqa: S311 - no secret
            try:
                await self._redis.set(f"product:{sku}", json.dumps(product), px=int(lifetime * 1000))
            except RedisError:
                log.warning("cache is away")
        return product
