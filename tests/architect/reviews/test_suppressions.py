"""What a team lives with: for a reason, by somebody, perhaps until a day."""

from datetime import date, timedelta

import pytest

from shared.architect.domain.records import suppression
from shared.architect.domain.records.suppression import SuppressionWish, stream_of_suppression
from shared.kernel.errors import NotFound, ValidationFailed
from tests.architect.reviews.studio import Studio, request

MARK = "ab" * 32
TODAY = date(2026, 1, 1)


def system_of(studio: Studio) -> str:
    return studio.ask().review.system_id


@pytest.mark.parametrize(
    "wish",
    [
        SuppressionWish("Known.", fingerprint=MARK),
        SuppressionWish("Known.", rule="ASY001"),
        SuppressionWish("Known.", rule="ASY001", path="src/shop/api.py", expires_on=TODAY),
    ],
)
def test_it_is_listed_with_its_reason_and_its_owner(studio: Studio, wish: SuppressionWish) -> None:
    system_id = system_of(studio)
    added = studio.suppressions.add(system_id, wish, None, studio.by_ada())
    assert studio.suppressions.list(system_id, None, 50).items == (added,)
    assert (added.owner, added.reason, added.last_day) == (studio.ada.user_id, "Known.", wish.expires_on)


@pytest.mark.parametrize(
    ("wish", "pointer"),
    [
        (SuppressionWish("Known."), ""),
        (SuppressionWish("Known.", MARK, "ASY001"), ""),
        (SuppressionWish(" \n", MARK), "/reason"),
        (SuppressionWish("x" * 501, MARK), "/reason"),
        (SuppressionWish("Known.", "AB" * 32), "/fingerprint"),
        (SuppressionWish("Known.", "ab" * 7), "/fingerprint"),
        (SuppressionWish("Known.", "ab" * 33), "/fingerprint"),
        (SuppressionWish("Known.", rule="asy001"), "/rule"),
        (SuppressionWish("Known.", rule="XYZ999"), "/rule"),
        (SuppressionWish("Known.", MARK, path="a.py"), "/path"),
        (SuppressionWish("Known.", rule="ASY001", path="/etc/passwd"), "/path"),
        (SuppressionWish("Known.", rule="ASY001", path="a/../b.py"), "/path"),
        (SuppressionWish("Known.", rule="ASY001", path="a//b.py"), "/path"),
        (SuppressionWish("Known.", rule="ASY001", path=""), "/path"),
        (SuppressionWish("Known.", rule="ASY001", path="a\nb"), "/path"),
        (SuppressionWish("Known.", rule="ASY001", path="x" * 301), "/path"),
        (SuppressionWish("Known.", MARK, expires_on=TODAY - timedelta(days=1)), "/expires_on"),
    ],
)
def test_what_says_too_little_or_too_much_is_refused_by_its_place(
    studio: Studio, wish: SuppressionWish, pointer: str
) -> None:
    system_id = system_of(studio)
    with pytest.raises(ValidationFailed) as refused:
        studio.suppressions.add(system_id, wish, None, studio.by_ada())
    assert [fault.pointer for fault in refused.value.errors] == [pointer]
    assert studio.suppressions.list(system_id, None, 50).items == ()


def test_it_ends_after_its_last_day_and_stays_in_the_list(studio: Studio) -> None:
    system_id = system_of(studio)
    wish = SuppressionWish("Until we move.", MARK, expires_on=TODAY)
    added = studio.suppressions.add(system_id, wish, None, studio.by_ada())
    assert not added.expired(TODAY)
    assert added.expired(TODAY + timedelta(days=1))


def test_what_is_removed_leaves_the_list_and_stays_in_its_history(studio: Studio) -> None:
    system_id = system_of(studio)
    added = studio.suppressions.add(system_id, SuppressionWish("Known.", MARK), None, studio.by_ada())
    studio.suppressions.remove(system_id, added.id, studio.by_ada())
    assert studio.suppressions.list(system_id, None, 50).items == ()
    assert studio.history(stream_of_suppression(added.id)) == ["suppression.added", "suppression.removed"]
    with pytest.raises(NotFound):
        studio.suppressions.remove(system_id, added.id, studio.by_ada())


def test_nobody_reaches_into_another_system(studio: Studio) -> None:
    system_id, other = system_of(studio), studio.ask("Another").review.system_id
    added = studio.suppressions.add(system_id, SuppressionWish("Known.", MARK), None, studio.by_ada())
    with pytest.raises(NotFound):
        studio.suppressions.remove(other, added.id, studio.by_ada())
    with pytest.raises(NotFound):
        studio.suppressions.list(studio.ids.new(), None, 50)
    with pytest.raises(NotFound):
        studio.suppressions.add(studio.ids.new(), SuppressionWish("Known.", MARK), None, studio.by_ada())


def test_a_repeated_request_adds_one(studio: Studio) -> None:
    system_id, wish = system_of(studio), SuppressionWish("Known.", MARK)
    first = studio.suppressions.add(system_id, wish, request(), studio.by_ada())
    studio.suppressions.remove(system_id, first.id, studio.by_ada())
    assert studio.suppressions.add(system_id, wish, request(), studio.by_ada()) == first
    assert studio.suppressions.list(system_id, None, 50).items == ()


def test_two_who_remove_it_at_once_remove_it_once(studio: Studio) -> None:
    system_id = system_of(studio)
    added = studio.suppressions.add(system_id, SuppressionWish("Known.", MARK), None, studio.by_ada())
    studio.store.meanwhile(lambda: studio.suppressions.remove(system_id, added.id, studio.by_ada()))
    with pytest.raises(NotFound):
        studio.suppressions.remove(system_id, added.id, studio.by_ada())
    assert studio.history(stream_of_suppression(added.id)) == ["suppression.added", "suppression.removed"]


def test_a_system_lives_with_a_bounded_number(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.architect.use_cases.suppressions.MOST_SUPPRESSIONS", 2)
    assert suppression.MOST_SUPPRESSIONS == 500
    system_id, wish = system_of(studio), SuppressionWish("Known.", MARK)
    for _ in range(2):
        studio.suppressions.add(system_id, wish, None, studio.by_ada())
    with pytest.raises(ValidationFailed):
        studio.suppressions.add(system_id, wish, None, studio.by_ada())
