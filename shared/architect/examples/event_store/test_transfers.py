"""Two withdrawals at once can never take the same money."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import journal
import pytest
import transfers
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{tmp_path}/ledger.db", connect_args={"timeout": 10})
    journal.metadata.create_all(made)
    yield made
    made.dispose()


def test_events_add_up_and_no_account_is_overdrawn(engine: Engine) -> None:
    journal.append(engine, "a", 0, [("money.received", {"cents": 500})])
    assert transfers.withdraw(engine, "a", 300) == 2
    with pytest.raises(transfers.Overdrawn):
        transfers.withdraw(engine, "a", 300)
    assert transfers.balance(journal.read(engine, "a")) == 200


def test_who_decided_on_an_old_version_stores_nothing(engine: Engine) -> None:
    journal.append(engine, "a", 0, [("money.received", {"cents": 500})])
    with pytest.raises(journal.Stale):
        journal.append(engine, "a", 0, [("money.withdrawn", {"cents": 500})])
    assert len(journal.read(engine, "a")) == 1


def test_of_many_at_once_only_as_many_succeed_as_there_is_money_for(engine: Engine) -> None:
    journal.append(engine, "a", 0, [("money.received", {"cents": 300})])

    def one(_: int) -> bool:
        try:
            transfers.withdraw(engine, "a", 100)
        except (transfers.Overdrawn, journal.Stale):
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        won = sum(pool.map(one, range(8)))
    assert transfers.balance(journal.read(engine, "a")) == 300 - 100 * won >= 0
