"""A restore, for real: two tables go back, the keys do not, and nobody who was erased since is left."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.operate.erase_again import moment
from infra.operate.refusals import Refused
from shared.accounts.domain.claims import email_claim
from shared.accounts.domain.user import Status, User
from shared.accounts.use_cases.sign_up import SignUpWish
from shared.bootstrap import prepare, seed_admin
from shared.kernel.events import Context, SealedEvent, Shredded, verify_chain
from shared.kernel.keys import DataKey
from shared.kernel.principal import Actor, Client
from tests.operate.conftest import Stage

ADA, EVE, LATE = "ada@example.org", "eve@example.org", "late@example.org"
PASSWORD = "green tea at noon 73"
ADMIN = ("keeper@rollbook.example", PASSWORD)
PHONE = Client("192.0.2.7", "Phone 1.0")
CONTEXT = Context(Actor("system", "test"), "test")
RESTORED = ("events", "directory")


@pytest.fixture
def peopled(stage: Stage) -> Stage:
    prepare(stage.environ)
    seed_admin(stage.environ, *ADMIN)
    return stage


def person(stage: Stage, email: str) -> str:
    return stage.parts.sign_up(SignUpWish(email, PASSWORD), PHONE, "test")


def erase(stage: Stage, user_id: str, *, told: bool = True) -> None:
    """As the service does. `told`: the ledger got it, in EventBridge's words."""
    stage.parts.erase_user.restored(user_id, CONTEXT)
    if told:
        event = {"version": "0", "detail-type": "user.erased", "detail": {"stream_id": user_id, "type": "user.erased"}}
        write_down(stage, json.dumps(event))


def write_down(stage: Stage, line: str) -> None:
    logs, name = stage.client("logs"), str(time.monotonic_ns())
    logs.create_log_stream(logGroupName=stage.ledger, logStreamName=name)
    event = {"timestamp": int(time.time() * 1000), "message": line}
    logs.put_log_events(logGroupName=stage.ledger, logStreamName=name, logEvents=[event])


def rows(stage: Stage, table: str) -> Iterator[dict[str, Any]]:
    pages = stage.client("dynamodb").get_paginator("scan").paginate(TableName=f"rollbook-{stage.name}-{table}")
    return (item for page in pages for item in page["Items"])


def restorable(stage: Stage) -> Callable[[], tuple[str, ...]]:
    """Notes the tables as they are now; what it answers makes new ones of that, as DynamoDB would: the options."""
    noted = {table: list(rows(stage, table)) for table in RESTORED}

    def restore() -> tuple[str, ...]:
        dynamodb, options = stage.client("dynamodb"), list[str]()
        for table, items in noted.items():
            about = dynamodb.describe_table(TableName=f"rollbook-{stage.name}-{table}")["Table"]
            name = f"rollbook-{stage.name}-{table}-r1"
            schema = {key: about[key] for key in ("AttributeDefinitions", "KeySchema")}
            dynamodb.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **schema)
            for item in items:
                dynamodb.put_item(TableName=name, Item=item)
            options += [f"--{table}-table", name]
        return tuple(options)

    return restore


def restored(stage: Stage) -> Stage:
    """The stage once its functions use the restored tables."""
    tables = {f"ROLLBOOK_{table.upper()}_TABLE": f"rollbook-{stage.name}-{table}-r1" for table in RESTORED}
    return Stage(stage.name, {**stage.environ, **tables})


def since() -> str:
    return (datetime.now(UTC) - timedelta(minutes=1)).isoformat()


def test_who_was_erased_since_is_erased_again_before_anybody_uses_the_tables(
    peopled: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    ada, eve = person(peopled, ADA), person(peopled, EVE)
    restore = restorable(peopled)
    erase(peopled, ada)
    options = restore()
    after = restored(peopled)
    assert after.parts.users.get(ada).email == ADA
    assert peopled.run("erase-again", "--since", since(), *options) == 0
    assert "1 had come back, and was erased." in capsys.readouterr().out
    state = after.parts.store.get(User.key_of(ada))
    assert state is not None
    assert (state.status, state.email) == (Status.ERASED, "")
    assert after.parts.store.get(email_claim(after.parts.seals, ADA)) is None
    assert verify_chain(after.parts.store.query(SealedEvent.of(ada)).items) is None
    assert all(isinstance(each.payload, Shredded) for each in after.parts.read_users.history(ada, None, 50).items)
    assert after.parts.users.get(eve).email == EVE
    assert person(after, ADA) != ada


def test_it_may_be_repeated(peopled: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    ada = person(peopled, ADA)
    restore = restorable(peopled)
    erase(peopled, ada)
    options = restore()
    for said in ("had come back, and was erased", "was erased in what was restored already"):
        assert peopled.run("erase-again", "--since", since(), *options) == 0
        assert said in capsys.readouterr().out
    types = [each.envelope.type for each in restored(peopled).parts.store.query(SealedEvent.of(ada)).items]
    assert types.count("user.erased") == 1


def test_whom_the_ledger_never_heard_of_is_found_by_the_missing_key(
    peopled: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    """Erased in the last second, and never published."""
    ada = person(peopled, ADA)
    restore = restorable(peopled)
    erase(peopled, ada, told=False)
    assert peopled.run("erase-again", "--since", since(), *restore()) == 0
    assert "1 of them have no key and were not named." in capsys.readouterr().out
    state = restored(peopled).parts.store.get(User.key_of(ada))
    assert state is not None
    assert state.erased


def test_who_came_and_went_after_that_moment_leaves_nothing(peopled: Stage) -> None:
    restore = restorable(peopled)
    late = person(peopled, LATE)
    key = peopled.parts.store.get(DataKey.key_of(late))
    erase(peopled, late)
    assert key is not None
    assert peopled.run("erase-again", "--since", since(), *restore()) == 0
    assert peopled.parts.store.get(DataKey.key_of(late)) is None


def test_tables_of_different_moments_are_told_and_nothing_is_called_done(
    peopled: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    ada, eve = person(peopled, ADA), person(peopled, EVE)
    options = restorable(peopled)()
    directory = options[options.index("--directory-table") + 1]
    for table, key in (
        (options[options.index("--events-table") + 1], {"stream_id": {"S": ada}, "version": {"N": "1"}}),
        (directory, {"pk": {"S": f"USER#{eve}"}, "sk": {"S": "STATE"}}),
    ):
        peopled.client("dynamodb").delete_item(TableName=table, Key=key)
    assert peopled.run("erase-again", "--since", since(), *options) == 1
    said = capsys.readouterr().out
    for torn in (ada, eve):
        assert f"{torn}: its state, events and claims are of different moments." in said
    assert "Restore both tables to another second" in said


def test_the_last_administrator_waits_for_another(peopled: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    restore = restorable(peopled)
    first = peopled.parts.store.get(email_claim(peopled.parts.seals, ADMIN[0]))
    assert first is not None
    seed_admin(peopled.environ, "second@rollbook.example", PASSWORD)
    erase(peopled, first.user_id)
    options = restore()
    assert peopled.run("erase-again", "--since", since(), *options) == 1
    assert "run make admin for somebody else" in capsys.readouterr().out
    seed_admin(restored(peopled).environ, "third@rollbook.example", PASSWORD)
    assert peopled.run("erase-again", "--since", since(), *options) == 0


def test_a_ledger_that_says_something_else_is_looked_at_by_a_person(
    peopled: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    write_down(peopled, "no event")
    assert peopled.run("erase-again", "--since", since()) == 2
    assert "The ledger holds a line that is no user.erased event." in capsys.readouterr().err


@pytest.mark.parametrize("text", ["yesterday", "2026-11-22T10:00:00"])
def test_a_moment_has_a_date_a_time_and_a_zone(text: str) -> None:
    with pytest.raises(Refused, match="2026-11-22T10:00:00Z"):
        moment(text)
    assert moment("2026-11-22T11:00:00+01:00") == datetime(2026, 11, 22, 10, tzinfo=UTC)
