"""An HTTP API over one relational store: a pool made once, one transaction for each command, bounds on every input."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from outbox import metadata, record
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Column, Integer, String, Table, create_engine, insert, select
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool

orders = Table(
    "orders",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("sku", String(40), nullable=False),
    Column("quantity", Integer, nullable=False),
)


class PlaceOrder(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sku: str = Field(min_length=1, max_length=40)
    quantity: int = Field(ge=1, le=100)


class Order(PlaceOrder):
    id: str


def make_engine(url: str, size: int = 10) -> Engine:
    """`size` times processes stays below 80 % of max_connections; who waits longer than 2 s gets an error."""
    return create_engine(url, poolclass=QueuePool, pool_size=size, max_overflow=0, pool_timeout=2, pool_pre_ping=True)


def make_app(engine: Engine) -> FastAPI:
    """The composition root: tests give it another engine."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[dict[str, Engine]]:
        try:
            yield {"engine": engine}
        finally:
            engine.dispose()

    app = FastAPI(lifespan=lifespan)
    app.post("/orders", status_code=201)(place_order)
    app.get("/orders/{order_id}")(show_order)
    return app


def engine_of(request: Request) -> Engine:
    engine: Engine = request.state.engine
    return engine


# Plain functions, not coroutines: the driver blocks, so Starlette runs them in its threads.
def place_order(body: PlaceOrder, engine: Annotated[Engine, Depends(engine_of)]) -> Order:
    order = Order(id=str(uuid.uuid4()), **body.model_dump())
    with engine.begin() as connection:
        connection.execute(insert(orders).values(order.model_dump()))
        record(connection, str(uuid.uuid4()), "order.placed", {"order_id": order.id})
    return order


def show_order(order_id: str, engine: Annotated[Engine, Depends(engine_of)]) -> Order:
    with engine.connect() as connection:
        row = connection.execute(select(orders).where(orders.c.id == order_id)).one_or_none()
    if row is None:
        raise HTTPException(404)
    return Order(id=row.id, sku=row.sku, quantity=row.quantity)
