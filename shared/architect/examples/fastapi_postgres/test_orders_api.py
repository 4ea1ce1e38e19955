"""Over HTTP, on a real database: an order and its event are stored together, or not at all."""

from collections.abc import Iterator
from pathlib import Path

import orders_api
import outbox
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = orders_api.make_engine(f"sqlite:///{tmp_path}/shop.db")
    outbox.metadata.create_all(made)
    yield made
    made.dispose()


@pytest.fixture
def client(engine: Engine) -> Iterator[TestClient]:
    with TestClient(orders_api.make_app(engine)) as made:
        yield made


def waiting(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(outbox.outbox)).scalar_one())


def test_an_order_can_be_read_back_and_leaves_one_event(client: TestClient, engine: Engine) -> None:
    placed = client.post("/orders", json={"sku": "a-1", "quantity": 2})
    assert placed.status_code == 201
    assert client.get(f"/orders/{placed.json()['id']}").json() == placed.json()
    assert waiting(engine) == 1


def test_what_is_wrong_is_refused_and_leaves_nothing(client: TestClient, engine: Engine) -> None:
    assert client.post("/orders", json={"sku": "a-1", "quantity": 0}).status_code == 422
    assert client.get("/orders/none").status_code == 404
    assert waiting(engine) == 0


def test_an_event_that_cannot_be_sent_stays(client: TestClient, engine: Engine) -> None:
    def broken(event_id: str, type_: str, body: str) -> None:
        raise ConnectionError

    client.post("/orders", json={"sku": "a-1", "quantity": 2})
    with pytest.raises(ConnectionError):
        outbox.relay(engine, broken)
    sent: list[str] = []
    assert outbox.relay(engine, lambda _id, type_, _body: sent.append(type_)) == 1
    assert (sent, waiting(engine)) == (["order.placed"], 0)


def test_relays_share_the_work_on_postgresql() -> None:
    query = select(outbox.outbox).with_for_update(skip_locked=True)
    compiled = query.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]
    assert str(compiled).endswith("FOR UPDATE SKIP LOCKED")
