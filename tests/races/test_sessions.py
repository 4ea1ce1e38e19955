"""Tokens and tries under many hands at once: no token serves twice, no burst hashes more than the ladder allows."""

from functools import partial

import pytest

from shared.accounts.domain.activity import Activity, ActivityType
from shared.accounts.domain.session import Session
from shared.accounts.use_cases.sign_in import SignedIn
from tests.races.racing import (
    CLIENT,
    PASSWORD,
    Racers,
    RacingContainer,
    active_person,
    codes,
    new_address,
    newcomer,
    successes,
)

AT_ONCE = 20


def test_of_twenty_refreshes_with_one_token_at_most_one_succeeds_and_the_family_ends(
    container: RacingContainer, racers: Racers
) -> None:
    person = active_person(container)
    for _ in range(10):
        signed_in: SignedIn = container.sign_in(person.email, PASSWORD, CLIENT, "race")
        outcomes = racers.at_once([partial(container.refresh_session, signed_in.refresh_token, CLIENT)] * AT_ONCE)
        met = codes(outcomes)
        assert set(met) <= {"done", "invalid_refresh_token"}
        assert met["done"] <= 1
        assert container.store.get(Session.key_of(person.id, signed_in.session_id)) is None
        successors = [successor.refresh_token for successor in successes(outcomes)]
        for token in [signed_in.refresh_token, *successors]:
            again = racers.at_once([partial(container.refresh_session, token, CLIENT)])
            assert codes(again) == {"invalid_refresh_token": 1}
        for successor in successes(outcomes):
            live = racers.at_once([partial(container.authenticate, successor.access_token, live=True)])
            assert codes(live) == {"unauthenticated": 1}
        noted = [entry for entry in container.store.query(Activity.of(person.id)).items if entry.session_id]
        assert (ActivityType.REFRESH_REUSE, signed_in.session_id) in {(e.type, e.session_id) for e in noted}


def test_refreshes_of_different_sessions_do_not_meet(container: RacingContainer, racers: Racers) -> None:
    person = active_person(container)
    sessions = [container.sign_in(person.email, PASSWORD, CLIENT, "race") for _ in range(10)]
    outcomes = racers.times(10, lambda number: container.refresh_session(sessions[number].refresh_token, CLIENT))
    assert codes(outcomes) == {"done": 10}


@pytest.mark.parametrize("known", [True, False], ids=["a known address", "an unknown address"])
def test_a_burst_of_fifty_wrong_passwords_hashes_ten_times(
    container: RacingContainer, racers: Racers, known: bool
) -> None:
    address, peer = new_address(), newcomer()
    if known:
        active_person(container, address)
    before = container.hasher.verified
    outcomes = racers.times(50, lambda _: container.sign_in(address, "not the right password", peer, "race"))
    assert codes(outcomes) == {"invalid_credentials": 10, "too_many_attempts": 40}
    assert container.hasher.verified - before == 10


def test_a_burst_through_every_spelling_of_an_identifier_hashes_ten_times(
    container: RacingContainer, racers: Racers
) -> None:
    address, peer = new_address(), newcomer()
    active_person(container, address)
    spellings = [address, address.upper(), address.title()]
    before = container.hasher.verified
    outcomes = racers.times(
        50, lambda number: container.sign_in(spellings[number % 3], "not the right password", peer, "race")
    )
    assert codes(outcomes) == {"invalid_credentials": 10, "too_many_attempts": 40}
    assert container.hasher.verified - before == 10


def test_after_a_burst_the_right_password_waits_like_any_other(container: RacingContainer, racers: Racers) -> None:
    person, peer = active_person(container), newcomer()
    racers.times(12, lambda _: container.sign_in(person.email, "not the right password", peer, "race"))
    right = racers.times(1, lambda _: container.sign_in(person.email, PASSWORD, peer, "race"))
    assert codes(right) == {"too_many_attempts": 1}


def test_a_burst_over_many_accounts_from_one_place_hashes_a_hundred_times(
    container: RacingContainer, racers: Racers
) -> None:
    peer, before = newcomer(), container.hasher.verified
    outcomes = [
        outcome
        for _ in range(3)
        for outcome in racers.times(50, lambda _: container.sign_in(new_address(), "not the right one", peer, "race"))
    ]
    assert codes(outcomes) == {"invalid_credentials": 100, "too_many_attempts": 50}
    assert container.hasher.verified - before == 100


def test_twenty_right_sign_ins_at_once_all_begin(container: RacingContainer, racers: Racers) -> None:
    """Fewer than the ladder allows at a time: each success begins the ladder anew."""
    person, peer = active_person(container), newcomer()
    for _ in range(2):
        outcomes = racers.times(10, lambda _: container.sign_in(person.email, PASSWORD, peer, "race"))
        assert codes(outcomes) == {"done": 10}
    assert len(container.store.query(Session.of(person.id)).items) == 20
