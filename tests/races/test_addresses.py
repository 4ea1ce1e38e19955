"""Of many who want one address or one name at the same moment, exactly one gets it."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from infra.local.provision import Clients
from shared.accounts.domain.credentials import MailedToken, Purpose
from shared.accounts.domain.user import User
from shared.accounts.use_cases.sign_up import SignUpWish
from tests.races.racing import (
    CLIENT,
    PASSWORD,
    Racers,
    RacingContainer,
    acting,
    active_person,
    caller,
    codes,
    event_types,
    everything_in,
    new_address,
    new_id,
    newcomer,
    successes,
)

ROUNDS = 50
AT_ONCE = 20


def test_twenty_sign_ups_for_one_address_make_one_account_fifty_times(
    alone: RacingContainer, racers: Racers, emulator_clients: Clients
) -> None:
    before = Counter(kind_of(item) for item in everything_in(emulator_clients, alone.settings.directory_table))
    assert before == Counter()
    for number in range(ROUNDS):
        # Letters of both cases: it is one address all the same.
        spellings = [f"ada{number}@example.org", f"ADA{number}@Example.org"]
        outcomes = racers.times(AT_ONCE, partial(sign_up, alone, spellings))
        assert codes(outcomes) == {"done": AT_ONCE}
        assert len(set(successes(outcomes))) == 1
    stored = Counter(kind_of(item) for item in everything_in(emulator_clients, alone.settings.directory_table))
    assert stored == {"STATE": ROUNDS, "CLAIM": ROUNDS, "PASSWORD": ROUNDS}
    streams = [item["stream_id"]["S"] for item in everything_in(emulator_clients, alone.settings.events_table)]
    assert len(streams) == len(set(streams)) == ROUNDS
    waiting = Counter(kind_of(item) for item in everything_in(emulator_clients, alone.settings.sessions_table))
    assert waiting["SIGNUP"] == ROUNDS * AT_ONCE
    assert len(alone.mail_queue.commands) == ROUNDS * AT_ONCE


def sign_up(container: RacingContainer, spellings: list[str], number: int) -> str:
    return container.sign_up(SignUpWish(spellings[number % 2], PASSWORD), newcomer(), "race")


def kind_of(item: dict[str, Any]) -> str:
    return str(item["sk"]["S"]).partition("#")[0]


@pytest.mark.parametrize("name", ["ada", "аda"], ids=["one name", "its look-alike"])
def test_twenty_people_who_want_one_username_make_one_account(
    container: RacingContainer, racers: Racers, name: str
) -> None:
    unique = new_id()[-12:]
    names = [f"ada{unique}", f"{name}{unique}"]
    addresses = [new_address() for _ in range(AT_ONCE)]
    outcomes = racers.times(
        AT_ONCE,
        lambda n: container.sign_up(SignUpWish(addresses[n], PASSWORD, names[n % 2]), newcomer(), "race"),
    )
    assert codes(outcomes) == {"done": 1, "username_taken": AT_ONCE - 1}
    known = [address for address in addresses if container.read_users.find(address, None)]
    assert len(known) == 1  # a name that was lost leaves no account behind


def test_twenty_people_move_to_one_address_and_one_arrives(container: RacingContainer, racers: Racers) -> None:
    for _ in range(3):
        wanted = new_address("wanted")
        people = [active_person(container) for _ in range(AT_ONCE)]
        tokens = [change_token(container, person, wanted) for person in people]
        outcomes = racers.at_once([partial(container.verify_email, token, CLIENT, "race") for token in tokens])
        assert codes(outcomes) == {"done": 1, "invalid_token": AT_ONCE - 1}
        (winner,) = [people[place] for place, outcome in enumerate(outcomes) if outcome is None]
        assert [found.id for found in container.read_users.find(wanted, None)] == [winner.id]
        for person in people:
            holders = [found.id for found in container.read_users.find(person.email, None)]
            assert holders == ([] if person is winner else [person.id])
            now = container.users.get(person.id)
            assert now.email == (wanted if person is winner else person.email)
            assert event_types(container, person.id).count("user.email_changed") == (person is winner)


def change_token(container: RacingContainer, person: User, wanted: str) -> str:
    container.request_email_change(caller(person), wanted, PASSWORD, CLIENT, acting(person.id))
    change = container.users.get(person.id).email_change
    assert change is not None
    token = MailedToken(Purpose.CHANGE_EMAIL, person.id, person.id, change.token_id)
    return container.seals.mailed_token(token)


def test_a_sign_up_and_a_move_to_one_address_end_in_one_holder(container: RacingContainer, racers: Racers) -> None:
    for _ in range(5):
        wanted, person = new_address("wanted"), active_person(container)
        token = change_token(container, person, wanted)
        moving: Callable[[], str | None] = partial(container.verify_email, token, CLIENT, "race")
        wish = SignUpWish(wanted, PASSWORD)
        signing_up: Callable[[], str | None] = partial(container.sign_up, wish, newcomer(), "race")
        moved, signed_up = racers.at_once([moving, signing_up])
        (holder,) = container.read_users.find(wanted, None)
        assert signed_up == holder.id
        assert codes([moved]) == ({"done": 1} if holder.id == person.id else {"invalid_token": 1})


def test_one_token_opened_many_times_at_once_counts_once(container: RacingContainer, racers: Racers) -> None:
    user_id = container.sign_up(SignUpWish(new_address(), PASSWORD), newcomer(), "race")
    token = container.seals.mailed_token(MailedToken(Purpose.VERIFY_EMAIL, user_id, user_id, user_id))
    outcomes = racers.times(AT_ONCE, lambda _: container.verify_email(token, CLIENT, "race"))
    assert codes(outcomes) == {"done": 1, "invalid_token": AT_ONCE - 1}
    assert event_types(container, user_id) == ["user.registered", "user.email_verified"]
