"""The first answer stands: the same request gets it again, another request under the same key is refused."""

from datetime import UTC, datetime

import pytest

from shared.kernel.errors import ValidationFailed
from shared.kernel.events import format_time, parse_time
from shared.kernel.idempotency import Outcome, Repeatable

OUTCOME = Outcome("scope", "body", {"user_id": "ada", "version": 1}, datetime(2026, 1, 2, tzinfo=UTC))


def test_the_same_body_gets_the_first_answer() -> None:
    assert OUTCOME.answer_to(Repeatable("scope", "body")) == {"user_id": "ada", "version": 1}


def test_another_body_is_refused() -> None:
    with pytest.raises(ValidationFailed) as refused:
        OUTCOME.answer_to(Repeatable("scope", "another"))
    assert refused.value.code == "idempotency_key_reused"


def test_times_are_texts_that_sort_as_they_do() -> None:
    moments = [datetime(2026, 1, 2, 3, 4, 5, 6, UTC), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)]
    assert format_time(moments[0]) == "2026-01-02T03:04:05.000006Z"
    assert sorted(map(format_time, moments)) == [format_time(moment) for moment in sorted(moments)]
    assert parse_time(format_time(moments[0])) == moments[0]
