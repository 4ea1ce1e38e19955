"""What is measured on a real emulator: units of real items, and what follows from a request."""

import os
from collections.abc import Iterator

import pytest

from infra.cost.architect import ARCHITECT
from infra.cost.families import stored
from infra.cost.operations import Measured, measure
from infra.cost.stage import Stage, on_stage
from infra.local.emulator import Emulator
from infra.scale.keys import KEYS, family_of


@pytest.fixture(scope="module")
def stage(emulator: Emulator) -> Iterator[Stage]:
    with on_stage(emulator.endpoint) as stage:
        yield stage


@pytest.fixture(scope="module")
def measured(stage: Stage) -> dict[str, Measured]:
    return {one.name: one for one in measure(stage, 1, ("sign_up", "refresh"))}


def test_a_refresh_reads_two_items_and_writes_one_twice(measured: dict[str, Measured]) -> None:
    (run,) = measured["refresh"].invocations
    touched = [(family_of(touch), touch.does, touch.units) for call in run.calls for touch in call.touches]
    assert touched == [("Session", "read", 1), ("User", "read", 1), ("Session", "write", 2)]
    assert all(touch.size > 200 for call in run.calls for touch in call.touches)
    assert run.cpu > 0


def test_a_sign_up_is_everything_up_to_its_mail_and_its_search_rows(measured: dict[str, Measured]) -> None:
    runs = measured["sign_up"].invocations
    assert {run.function.name for run in runs} == {"accounts", "publish_events", "send_email", "update_search"}
    calls = [call.operation for run in runs for call in run.calls]
    assert calls.count("SendEmail") == calls.count("PutEvents") == 1
    rows = [touch for run in runs for call in run.calls for touch in call.touches if family_of(touch) == "SearchRow"]
    assert len(rows) > 20
    assert {touch.units for touch in rows} == {2}


def test_a_review_is_everything_up_to_its_mail_with_the_processor_time_of_its_children(stage: Stage) -> None:
    (one,) = measure(stage, 1, ("review_code",), ARCHITECT)
    runs = {run.function.name: run for run in one.invocations}
    assert set(runs) == {"reviews", "publish_events", "review_code", "send_email"}
    calls = [call.operation for run in one.invocations for call in run.calls if call.service == "s3"]
    assert sorted(calls) == ["GetObject", "GetObject", "HandIn", "HeadObject", "PutObject"]
    assert runs["review_code"].cpu > 50, "linters and graphs are processes of their own"
    assert {kind for _, kind, _ in stored(stage)} >= {
        "Review",
        "ListedReview",
        "ReviewOfSystem",
        "LastReview",
        "System",
    }


def test_every_key_that_was_touched_has_its_place_in_the_simulation(measured: dict[str, Measured]) -> None:
    families = {
        family_of(touch)
        for one in measured.values()
        for run in one.invocations
        for call in run.calls
        for touch in call.touches
    }
    assert families <= {*KEYS, "SearchRow"}


def test_every_item_that_is_stored_is_of_one_kind(stage: Stage, measured: dict[str, Measured]) -> None:
    kinds = {kind for _, kind, _ in stored(stage)}
    assert {"User", "SearchRow", "SealedEvent", "SigningKeys", "RootKey", "Session"} <= kinds


def test_afterwards_the_process_has_its_own_environment_again(emulator: Emulator) -> None:
    before = dict(os.environ)
    with on_stage(emulator.endpoint):
        assert "ROLLBOOK_KEYS_TABLE" in os.environ
    assert dict(os.environ) == before
