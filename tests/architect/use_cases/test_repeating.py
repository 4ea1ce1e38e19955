"""One effect for one key, also where both requests are under way at once."""

from collections.abc import Mapping
from typing import Any

import pytest

from shared.adapters.memory.store import MemoryStore
from shared.adapters.memory.system import SettableClock
from shared.architect.use_cases.repeating import Keep, Once
from shared.kernel.errors import Conflict, ValidationFailed
from shared.kernel.idempotency import Repeatable

REQUEST = Repeatable("somebody, some route, one key", "a body")


def again(answer: Mapping[str, Any]) -> str:
    return str(answer["said"])


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def once(store: MemoryStore) -> Once:
    return Once(store, SettableClock())


def effect(store: MemoryStore, said: str = "first") -> Any:
    def done(keep: Keep) -> str:
        store.transact(keep({"said": said}))
        return said

    return done


def test_a_repetition_gets_the_first_answer(store: MemoryStore, once: Once) -> None:
    assert once(REQUEST, effect(store), again) == "first"
    assert once(REQUEST, effect(store, "second"), again) == "first"


def test_what_the_first_request_made_impossible_is_answered_as_the_first_was(store: MemoryStore, once: Once) -> None:
    """Both found no outcome; the first one ends while the second one decides, and leaves nothing to be done."""

    def overtaken(_: Keep) -> str:
        once(REQUEST, effect(store), again)
        raise Conflict("wrong_status", "It is done.")

    assert once(REQUEST, overtaken, again) == "first"


def test_a_refusal_of_its_own_stays_one(once: Once) -> None:
    def refused(_: Keep) -> str:
        raise Conflict("wrong_status", "It never was possible.")

    with pytest.raises(Conflict, match="never was possible"):
        once(REQUEST, refused, again)


def test_another_body_is_told_so_even_then(store: MemoryStore, once: Once) -> None:
    other = Repeatable(REQUEST.scope, "another body")

    def overtaken(_: Keep) -> str:
        once(REQUEST, effect(store), again)
        raise Conflict("wrong_status", "It is done.")

    with pytest.raises(ValidationFailed):
        once(other, overtaken, again)
