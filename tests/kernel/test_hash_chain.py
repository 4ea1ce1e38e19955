"""A stream proves that nothing in it was altered, removed or moved, with its key and without."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.events import Envelope, SealedEvent, chain_hash, verify_chain
from shared.kernel.principal import Actor
from shared.kernel.recording import Tip
from tests.kernel.streams import CONTEXT, STREAM, Felled, Orchard, Planted


def stream(length: int = 5) -> list[SealedEvent]:
    orchard = Orchard()
    orchard.record(*(Planted(f"tree {number}") for number in range(length)))
    return orchard.stored


def test_a_stream_as_recorded_is_whole() -> None:
    assert verify_chain(stream()) is None
    assert verify_chain([]) is None


def test_the_chain_holds_after_the_key_is_gone() -> None:
    """It covers ciphertext: whoever shreds a person leaves a stream that still verifies."""
    orchard = Orchard()
    orchard.record(Planted("oak"), Felled())
    del orchard.sealer
    assert verify_chain(orchard.stored) is None


ALTERATIONS: dict[str, Callable[[SealedEvent], dict[str, Any]]] = {
    "type": lambda e: {"type": "tree.watered"},
    "schema_version": lambda e: {"schema_version": 2},
    "event_id": lambda e: {"event_id": "another"},
    "occurred_at": lambda e: {"occurred_at": e.envelope.occurred_at + timedelta(microseconds=1)},
    "actor": lambda e: {"actor": Actor("admin", e.envelope.actor.id)},
    "actor's id": lambda e: {"actor": Actor("user", "somebody else")},
    "correlation_id": lambda e: {"correlation_id": "another"},
    "causation_id": lambda e: {"causation_id": None},
    "batch_id": lambda e: {"batch_id": "another"},
    "changed": lambda e: {"changed": ()},
    "stream_id": lambda e: {"stream_id": "another"},
    "previous_hash": lambda e: {"previous_hash": "0" * 64},
    "version": lambda e: {"version": 9},
}


@pytest.mark.parametrize("member", ALTERATIONS)
def test_an_altered_member_of_the_envelope_is_found(member: str) -> None:
    events = stream()
    events[2] = replace(events[2], envelope=replace(events[2].envelope, **ALTERATIONS[member](events[2])))
    assert verify_chain(events) == 3


def test_every_member_of_the_envelope_is_under_the_hash() -> None:
    covered = {member.removesuffix("'s id") for member in ALTERATIONS}
    assert covered == set(stream()[0].envelope.__dataclass_fields__)


@given(st.integers(0, 4), st.integers(0, 200), st.integers(1, 255))
def test_an_altered_byte_of_a_ciphertext_is_found(place: int, byte: int, flip: int) -> None:
    events = stream()
    sealed = bytearray(events[place].sealed)
    sealed[byte % len(sealed)] ^= flip
    events[place] = replace(events[place], sealed=bytes(sealed))
    assert verify_chain(events) == place + 1


def test_an_alteration_with_its_hash_made_anew_is_found_at_the_next_event() -> None:
    events = stream()
    forged = replace(events[1].envelope, actor=Actor("system", "nobody"))
    events[1] = SealedEvent(forged, events[1].sealed, chain_hash(forged, events[1].sealed))
    assert verify_chain(events) == 3


@pytest.mark.parametrize("missing", [0, 1, 3])
def test_a_gap_is_found_where_it_is(missing: int) -> None:
    events = stream()
    del events[missing]
    assert verify_chain(events) == missing + 1


def test_a_swap_is_found() -> None:
    events = stream()
    events[1], events[2] = events[2], events[1]
    assert verify_chain(events) == 2


def test_a_stream_that_does_not_begin_at_one_is_not_whole_even_where_its_hashes_chain() -> None:
    orchard = Orchard()
    recorded = orchard.recorder.record(Tip(STREAM, version=4), [Planted("oak"), Felled()], CONTEXT, orchard.sealer)
    assert verify_chain([one.sealed for one in recorded]) == 1


def test_an_event_of_another_stream_is_found() -> None:
    events = stream()
    events[3] = stream()[3]
    assert verify_chain(events) == 4


def test_where_the_envelope_ends_and_the_ciphertext_begins_is_under_the_hash() -> None:
    one = stream(1)[0]
    assert chain_hash(one.envelope, b"ab") != chain_hash(one.envelope, b"a")
    assert chain_hash(replace(one.envelope, type="tree.planted"), b"") != chain_hash(one.envelope, b"}")


def test_the_hash_is_what_it_was_in_every_earlier_release() -> None:
    """Stored hashes must verify for ever: this one was computed when the form was chosen."""
    envelope = Envelope(
        stream_id="0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c11",
        version=2,
        event_id="0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c12",
        type="user.suspended",
        schema_version=1,
        occurred_at=datetime(2026, 11, 22, 12, 0, 0, 5, tzinfo=UTC),
        actor=Actor("admin", "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c13"),
        correlation_id="correlation-ü",
        causation_id=None,
        batch_id=None,
        changed=("status",),
        previous_hash="ab" * 32,
    )
    assert chain_hash(envelope, b"sealed") == "5a30996a381d7be781ebfb2239c657171ab0799ecbc659b8393ad9e267039b54"
