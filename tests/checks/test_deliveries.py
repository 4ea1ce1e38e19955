"""Checks 62 and 63: what is delivered twice, late, shuffled or backwards ends as if it had come once and in order.

The functions are those of the topology; each is given the deliveries of one recorded story. "The same" is every byte
that is stored, and every mail.
"""

import json
import random
from collections.abc import Callable, Iterator

import pytest

from infra.local.emulator import Emulator
from infra.local.provision import Clients, provision
from infra.topology import ARCHITECT, FUNCTIONS, Function, QueueTrigger, StreamTrigger
from shared.accounts.domain.search import FIRST_GENERATION, Generations, SearchRow
from tests.crash.deliveries import Records
from tests.crash.ground import Ground, prepared_ground
from tests.crash.invariants import Aftermath, violations
from tests.crash.recorded import (
    REDELIVERED,
    EndState,
    Recorded,
    delivered,
    in_batches,
    message,
    published,
    record,
)
from tests.crash.tables import Stored, digest

PUBLISH = next(function for function in FUNCTIONS if isinstance(function.trigger, StreamTrigger))
SEARCH = next(function for function in REDELIVERED if function.name == "update_search")
SEED = 63
Order = Callable[[Records], Records]

TWICE: dict[str, Callable[[Records], list[Records]]] = {
    "each message twice": lambda all_: in_batches([one for one in all_ for _ in range(2)]),
    "each batch twice": lambda all_: [batch for batch in in_batches(all_) for _ in range(2)],
    "all of it twice": lambda all_: in_batches(all_) * 2,
    "one at a time, thrice": lambda all_: [[one] for _ in range(3) for one in all_],
}
ORDERS: dict[str, Order] = {
    "backwards": lambda all_: all_[::-1],
    **{f"shuffled {seed}": lambda all_, seed=seed: shuffled(all_, seed) for seed in range(2)},  # type: ignore[misc]
}


def shuffled(messages: Records, seed: int) -> Records:
    return random.Random(SEED + seed).sample(messages, len(messages))


def held_back(messages: Records, place: int) -> Records:
    """The one at `place` comes last, long after the others."""
    return [*messages[:place], *messages[place + 1 :], messages[place]]


@pytest.fixture(scope="module")
def ground(emulator: Emulator, emulator_clients: Clients) -> Iterator[Ground]:
    environ = provision(emulator.endpoint, "rollbook-deliveries", clients=emulator_clients)
    with prepared_ground(environ, emulator_clients) as ground:
        yield ground


@pytest.fixture(scope="module")
def recorded(ground: Ground) -> Recorded:
    return record(ground, ground.snapshot())


@pytest.fixture(scope="module")
def once(ground: Ground, recorded: Recorded) -> dict[str, EndState]:
    """By function: what is so after each delivery came once, in order."""
    states = {f.name: delivered(ground, recorded, f, in_batches(recorded.messages(f))) for f in REDELIVERED}
    return states | {PUBLISH.name: published(ground, recorded, PUBLISH, [recorded.stream])}


def without_words(state: EndState) -> tuple[str, list[tuple[str, ...]]]:
    """A mail that is written later may carry a newer link."""
    return state.stored, sorted(mail[:2] for mail in state.mails.elements())


def test_the_story_gives_every_function_something_to_do(
    ground: Ground, recorded: Recorded, once: dict[str, EndState]
) -> None:
    untouched = digest(recorded.after.rows)
    assert len(recorded.stream) >= 15
    queues = {f.name: f.trigger.queue for f in REDELIVERED if isinstance(f.trigger, QueueTrigger)}
    of_architect = {function.name for function in ARCHITECT}
    least = {queue: 2 if name in of_architect else 4 for name, queue in queues.items()}
    assert {name: len(recorded.queues[name]) >= count for name, count in least.items()} == dict.fromkeys(least, True)
    assert [name for name, state in once.items() if state.stored == untouched] == []
    assert sum(once["send_email"].mails.values()) >= 12


@pytest.mark.parametrize("manner", TWICE)
@pytest.mark.parametrize("function", REDELIVERED, ids=lambda function: function.name)
def test_check_62_messages_delivered_twice_have_one_effect(
    ground: Ground, recorded: Recorded, once: dict[str, EndState], function: Function, manner: str
) -> None:
    assert delivered(ground, recorded, function, TWICE[manner](recorded.messages(function))) == once[function.name]


@pytest.mark.parametrize("manner", list(TWICE)[1:3])
def test_check_62_stream_records_delivered_twice_have_one_effect(
    ground: Ground, recorded: Recorded, once: dict[str, EndState], manner: str
) -> None:
    assert published(ground, recorded, PUBLISH, TWICE[manner](recorded.stream)) == once[PUBLISH.name]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("function", REDELIVERED, ids=lambda function: function.name)
def test_check_63_messages_in_any_order_lead_to_the_same_end(
    ground: Ground, recorded: Recorded, once: dict[str, EndState], function: Function, order: str
) -> None:
    state = delivered(ground, recorded, function, in_batches(ORDERS[order](recorded.messages(function))))
    assert without_words(state) == without_words(once[function.name])


@pytest.mark.parametrize("order", ORDERS)
def test_check_63_stream_records_in_any_order_lead_to_the_same_end(
    ground: Ground, recorded: Recorded, once: dict[str, EndState], order: str
) -> None:
    state = published(ground, recorded, PUBLISH, in_batches(ORDERS[order](recorded.stream)))
    assert without_words(state) == without_words(once[PUBLISH.name])


@pytest.mark.parametrize("function", REDELIVERED, ids=lambda function: function.name)
def test_check_63_whichever_message_is_missing_makes_no_difference_once_it_comes(
    ground: Ground, recorded: Recorded, once: dict[str, EndState], function: Function
) -> None:
    messages = recorded.messages(function)
    for place in range(0, len(messages), 6):
        state = delivered(ground, recorded, function, in_batches(held_back(messages, place)))
        assert without_words(state) == without_words(once[function.name]), f"message {place}"


def test_check_63_what_is_stored_after_everything_is_the_fold_of_the_events(ground: Ground, recorded: Recorded) -> None:
    published(ground, recorded, PUBLISH, [recorded.stream[::-1]])
    after = Aftermath.of(ground, recorded.after, None)
    mended = "events of one stream were published out of order"  # on purpose, just now
    assert [found for found in violations(after) if found != mended] == []


def found_rows(ground: Ground) -> set[tuple[str, str, str]]:
    """The search index without the name of its generation."""
    rows = Stored.of(ground.tables.rows()).all(SearchRow)
    return {(row.prefix, row.status, row.user_id) for row in rows}


def test_check_63_a_message_that_never_comes_is_made_up_for_by_the_next_sweep(
    ground: Ground, recorded: Recorded, once: dict[str, EndState]
) -> None:
    messages = recorded.messages(SEARCH)
    sweep = message(len(messages), json.dumps({"command": "check_search"}))
    for place in range(0, len(messages), 5):
        rest = [*messages[:place], *messages[place + 1 :]]
        state = delivered(ground, recorded, SEARCH, [*in_batches(rest), [sweep]])
        assert state == once[SEARCH.name], f"message {place}"


def test_check_63_the_index_equals_one_that_is_built_anew(ground: Ground, recorded: Recorded) -> None:
    delivered(ground, recorded, SEARCH, in_batches(recorded.messages(SEARCH)[::-1]))
    kept = found_rows(ground)
    ground.deliveries.send("search", json.dumps({"command": "rebuild_search"}))
    ground.drain()
    assert len(kept) > 50
    assert found_rows(ground) == kept
    (generations,) = Stored.of(ground.tables.rows()).all(Generations)
    assert generations.live != FIRST_GENERATION
