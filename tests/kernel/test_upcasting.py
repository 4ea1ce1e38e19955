"""What was stored in an older form is lifted step by step, `v1 -> v2 -> v3`, when it is read."""

from typing import Any, ClassVar

import pytest

from shared.kernel.dataclasses import dataclass
from shared.kernel.events import Payload
from shared.kernel.recording import EventTypes, UnknownEventType


@dataclass(frozen=True)
class Measured(Payload):
    """v1 had feet; v2 metres; v3 says by whom."""

    type: ClassVar[str] = "tree.measured"
    schema_version: ClassVar[int] = 3
    metres: int
    by: str


def metres_for_feet(members: dict[str, Any]) -> dict[str, Any]:
    return {"metres": members["feet"] * 3 // 10}


def somebody(members: dict[str, Any]) -> dict[str, Any]:
    return {**members, "by": "unknown"}


TYPES = EventTypes((Measured,), {("tree.measured", 1): metres_for_feet, ("tree.measured", 2): somebody})


@pytest.mark.parametrize(
    ("version", "stored", "read"),
    [
        (1, {"feet": 100}, Measured(30, "unknown")),
        (2, {"metres": 12}, Measured(12, "unknown")),
        (3, {"metres": 12, "by": "Ada"}, Measured(12, "Ada")),
    ],
)
def test_each_version_is_lifted_from_where_it_stands(version: int, stored: dict[str, Any], read: Measured) -> None:
    assert TYPES.decode("tree.measured", version, stored) == read


def test_what_was_stored_is_not_touched_by_lifting_it() -> None:
    stored = {"feet": 100}
    TYPES.decode("tree.measured", 1, stored)
    assert stored == {"feet": 100}


def test_newer_code_wrote_what_this_code_does_not_know() -> None:
    with pytest.raises(UnknownEventType, match="v4"):
        TYPES.decode("tree.measured", 4, {})
    with pytest.raises(UnknownEventType, match="pruned"):
        TYPES.decode("tree.pruned", 1, {})
