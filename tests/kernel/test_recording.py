"""What was decided becomes events: numbered, sealed, chained, in time."""

from datetime import timedelta

import pytest

from shared.kernel.events import Shredded
from shared.kernel.recording import Tip, Unsealed, open_event
from tests.kernel.streams import CONTEXT, STREAM, TYPES, Felled, Orchard, Planted


@pytest.fixture
def orchard() -> Orchard:
    return Orchard()


def test_events_are_numbered_from_one_and_name_the_hash_before_them(orchard: Orchard) -> None:
    first, second = orchard.record(Planted("oak"), Felled())
    assert [e.envelope.version for e in (first.event, second.event)] == [1, 2]
    assert first.event.envelope.previous_hash is None
    assert second.event.envelope.previous_hash == first.event.hash == first.sealed.hash
    (third,) = orchard.record(Felled())
    assert third.event.envelope.previous_hash == second.event.hash


def test_the_envelope_says_who_where_and_why_in_the_clear_and_nothing_more(orchard: Orchard) -> None:
    (one,) = orchard.record(Planted("oak", owner="Ada"))
    envelope = one.event.envelope
    assert (envelope.type, envelope.schema_version, envelope.changed) == ("tree.planted", 1, ("kind", "rings", "owner"))
    assert (envelope.actor, envelope.correlation_id) == (CONTEXT.actor, "correlation-1")
    assert (envelope.causation_id, envelope.batch_id) == ("cause-1", "batch-1")
    assert one.event.client == CONTEXT.client
    in_the_clear = repr(envelope)
    assert "Ada" not in in_the_clear
    assert "192.0.2.7" not in in_the_clear
    assert b"Ada" not in one.sealed.sealed


def test_an_event_reads_back_as_it_was_recorded(orchard: Orchard) -> None:
    recorded = orchard.record(Planted("oak", (1, 2, 3)), Felled())
    assert [open_event(one.sealed, TYPES, orchard.sealer) for one in recorded] == [one.event for one in recorded]


def test_without_its_key_an_event_is_shredded_and_never_an_exception(orchard: Orchard) -> None:
    (one,) = orchard.record(Planted("oak"))
    gone = open_event(one.sealed, TYPES, None)
    assert gone.payload == Shredded()
    assert gone.client is None
    assert (gone.envelope, gone.hash) == (one.event.envelope, one.event.hash)


def test_a_ciphertext_opens_only_in_its_own_place(orchard: Orchard) -> None:
    first, second = orchard.record(Planted("oak"), Planted("elm"))
    moved = type(first.sealed)(second.sealed.envelope, first.sealed.sealed, first.sealed.hash)
    with pytest.raises(ValueError, match="altered, or was sealed elsewhere"):
        open_event(moved, TYPES, orchard.sealer)
    with pytest.raises(ValueError, match="altered, or was sealed elsewhere"):
        open_event(first.sealed, TYPES, Orchard().sealer)


def test_streams_without_a_person_are_stored_as_they_are() -> None:
    orchard = Orchard()
    (one,) = orchard.recorder.record(Tip(STREAM), [Planted("oak")], CONTEXT, Unsealed())
    assert b'"kind":"oak"' in one.sealed.sealed
    assert open_event(one.sealed, TYPES, Unsealed()) == one.event


def test_times_strictly_increase_while_the_clock_stands_still(orchard: Orchard) -> None:
    orchard.record(Planted("oak"), Felled(), Felled())
    times = [event.envelope.occurred_at for event in orchard.stored]
    assert times == sorted(set(times))
    assert times[1] - times[0] == timedelta(microseconds=1)


def test_times_strictly_increase_under_a_clock_that_goes_backwards(orchard: Orchard) -> None:
    orchard.record(Planted("oak"))
    orchard.clock.advance(timedelta(hours=-3))
    orchard.record(Felled())
    orchard.clock.advance(timedelta(hours=9))
    orchard.record(Felled())
    times = [event.envelope.occurred_at for event in orchard.stored]
    assert times == sorted(set(times))
    assert times[1] - times[0] == timedelta(microseconds=1)
    assert times[2] == orchard.clock.now(), "once the clock is ahead again, it is believed"


def test_a_member_that_is_none_was_not_part_of_the_event(orchard: Orchard) -> None:
    assert Planted("oak").members() == {"kind": "oak", "rings": []}
    (one,) = orchard.record(Planted("oak"))
    assert b"owner" not in orchard.sealer.open(one.sealed.sealed, one.sealed.envelope.associated_data())
