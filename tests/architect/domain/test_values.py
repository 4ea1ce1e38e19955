"""What was found becomes JSON, and what people type becomes values."""

import json
from datetime import date

import pytest

from shared.architect.domain.design.outcome import Flip, Turn
from shared.architect.domain.design.spoken import spoken_values
from shared.architect.domain.records.plain import plain
from shared.architect.knowledge.load import knowledge
from shared.kernel.errors import ValidationFailed

SCHEMA = knowledge().schema


def test_data_classes_become_objects_with_their_words() -> None:
    turn = Turn(("web", "mobile"), "primary", "mysql", "postgresql")
    assert plain(turn) == {"value": ["web", "mobile"], "dimension": "primary", "from": "mysql", "to": "postgresql"}
    assert plain({"flip": Flip("p99_ms", 40.0, "below", "fargate"), "on": date(2026, 11, 27)}) == {
        "flip": {"field": "p99_ms", "at": 40, "side": "below", "to": "fargate"},
        "on": "2026-11-27",
    }


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        (20.0, 20),
        (0.1 + 0.2, 0.3),
        (float("inf"), None),
        (float("nan"), None),
        (1e-200, 0),
        (True, True),
        (1e300, 1e300),
    ],
)
def test_numbers_are_such_that_every_store_gives_them_back(number: float, kept: object) -> None:
    found = plain(number)
    assert found == kept
    assert type(found) is type(kept)
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("p99_ms", "50", 50),
        ("idle_fraction", "0.25", 0.25),
        ("idle_fraction", ".5", 0.5),
        ("read_rps", "1e4", 10000),
        ("vector", "true", True),
        ("level", "strong", "strong"),
        ("kind", "crud,api", ("crud", "api")),
        ("kind", "", ()),
    ],
)  # fmt: skip
def test_a_text_means_what_its_field_takes(field: str, text: str, value: object) -> None:
    read = spoken_values({field: text}, SCHEMA)
    assert read == {field: value}
    assert SCHEMA.complete({}, read)[field] is not None


@pytest.mark.parametrize(
    ("field", "text"),
    [("p99_ms", "fast"), ("p99_ms", "0x10"), ("p99_ms", "1" * 400), ("p99_ms", "1_000"), ("p99_ms", "٣"),
     ("p99_ms", "nan"), ("p99_ms", "1e99"), ("p99_ms", "1e999"), ("p99_ms", "1e-142"),
     ("vector", "yes"), ("vector", "TRUE"), ("nothing", "1"), ("kind", "crud,"), ("p99_ms", "")],
)  # fmt: skip
def test_a_text_that_means_nothing_is_left_for_the_schema_to_refuse(field: str, text: str) -> None:
    with pytest.raises(ValidationFailed) as refused:
        SCHEMA.complete({}, spoken_values({field: text}, SCHEMA))
    assert [fault.pointer for fault in refused.value.errors] == [f"/answers/{field}"]
