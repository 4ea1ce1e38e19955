"""A success ends the row of failures also when the source's window turned over while it was checked."""

from datetime import timedelta
from typing import Any

import pytest

from shared.accounts.domain.tries import ACCOUNT, WINDOW, Tries
from shared.adapters.memory.store import MemoryStore
from tests.use_cases.world import LAPTOP, PASSWORD, PHONE, World, context, outcome_of

EMAIL = "ada@example.org"


def failures(world: World, user_id: str) -> int:
    tries = MemoryStore.get(world.store, Tries.key_of(ACCOUNT.name, user_id))
    return 0 if tries is None else tries.total


def source_turns_over_while_hashing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A neighbour behind the same address fails at the moment at which its window has ended."""
    real = world.hasher.verify

    def slow(phc: str | None, password: str) -> bool:
        monkeypatch.undo()
        world.clock.advance(WINDOW + timedelta(seconds=1))
        outcome_of(lambda: world.sign_in("nobody@example.org", PASSWORD, PHONE, "correlation"))
        return real(phc, password)

    monkeypatch.setattr(world.hasher, "verify", slow)


def failed_thrice(world: World) -> str:
    user_id = world.person(EMAIL)
    for _ in range(3):
        assert outcome_of(lambda: world.sign_in(EMAIL, "not the password at all", LAPTOP, "c")) == "invalid_credentials"
    assert failures(world, user_id) == 3
    return user_id


def test_a_sign_in_ends_the_row(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    user_id = failed_thrice(world)
    source_turns_over_while_hashing(world, monkeypatch)
    world.signed_in(EMAIL, client=PHONE)
    assert failures(world, user_id) == 0


def test_so_does_a_password_asked_for_once_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    user_id = world.person(EMAIL)
    me: Any = world.caller(world.signed_in(EMAIL))
    for _ in range(3):
        outcome_of(lambda: world.sign_in(EMAIL, "not the password at all", LAPTOP, "c"))
    source_turns_over_while_hashing(world, monkeypatch)
    world.request_email_change(me, "new@example.org", PASSWORD, PHONE, context(user_id))
    assert failures(world, user_id) == 0
