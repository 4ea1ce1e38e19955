"""Reading accounts: as they are, as they were, by exact address or name, and why somebody cannot sign in."""

from datetime import timedelta

import pytest

from shared.accounts.domain import events as happened
from shared.accounts.use_cases.change_profile import ProfileWish
from shared.accounts.use_cases.context import any_version
from shared.accounts.use_cases.create_user import Invitation
from shared.accounts.use_cases.sign_up import SignUpWish
from shared.kernel.errors import NotFound
from tests.use_cases.world import PASSWORD, PHONE, World, by_staff, context, outcome_of

EMAIL = "Ada@example.org"


def test_what_was_written_is_read_by_one_call(world: World) -> None:
    user_id = world.person(EMAIL)
    work = world.work_of(lambda: world.read_users.get(user_id))
    assert work.calls == (("get", 1),)
    assert world.read_users.get(user_id) == world.user(user_id)
    with pytest.raises(NotFound):
        world.read_users.get(world.ids.new())


def test_an_account_as_of_a_moment_is_the_fold_up_to_it(world: World) -> None:
    before = world.clock.now()
    world.clock.advance(timedelta(hours=1))
    user_id = world.person(EMAIL, display_name="Ada")
    known = world.user(user_id)
    world.clock.advance(timedelta(hours=1))
    world.change_profile(user_id, ProfileWish({"display_name": "Ada L."}), any_version, context(user_id))
    changed = world.user(user_id)
    assert world.read_users.as_of(user_id, known.updated_at) == known
    assert world.read_users.as_of(user_id, changed.updated_at - timedelta(microseconds=1)) == known
    assert world.read_users.as_of(user_id, changed.updated_at) == changed
    assert world.read_users.as_of(user_id, changed.updated_at + timedelta(days=999)) == changed, "the future is now"
    with pytest.raises(NotFound):
        world.read_users.as_of(user_id, before)


def test_the_state_is_the_fold_of_the_stream(world: World) -> None:
    user_id, staff = world.person(EMAIL, username="ada"), world.staff()
    world.set_roles(staff, user_id, ("support",), any_version, by_staff(staff))
    world.suspend_user.suspend(staff, user_id, "why", None, by_staff(staff))
    world.suspend_user.reactivate(staff, user_id, None, None, by_staff(staff))
    world.set_email(staff, user_id, "b@example.org", any_version, by_staff(staff))
    assert world.users.fold(user_id, lambda event: True) == world.user(user_id)


@pytest.mark.parametrize(
    ("email", "username", "found"),
    [
        ("ada@EXAMPLE.org", None, True),
        (None, "ＡＤＡ", True),
        ("ada@example.org", "ada", True),
        ("ada@example.org", "grace", False),
        ("b@example.org", None, False),
        ("no address", None, False),
        (None, "a b", False),
        ("ada@example.org", "a b", False),
        (None, "аda", False),
    ],
)
def test_a_look_up_is_exact_after_folding(world: World, email: str | None, username: str | None, found: bool) -> None:
    user_id = world.person(EMAIL, username="ada")
    world.person("grace@example.org", username="grace")
    assert [user.id for user in world.read_users.find(email, username)] == ([user_id] if found else [])


def test_history_is_paged_oldest_first_and_says_who_did_what(world: World) -> None:
    user_id, staff = world.person(EMAIL), world.staff()
    world.suspend_user.suspend(staff, user_id, "why", None, by_staff(staff))
    first = world.read_users.history(user_id, None, 2)
    second = world.read_users.history(user_id, first.after, 2)
    events = [*first.items, *second.items]
    assert [event.envelope.version for event in events] == [1, 2, 3]
    assert second.after is None
    assert events[2].payload == happened.UserSuspended("why")
    assert (events[2].envelope.actor.type, events[2].envelope.actor.id) == ("admin", staff.user_id)
    assert events[0].client == PHONE
    with pytest.raises(NotFound):
        world.read_users.history(world.ids.new(), None, 50)


def reasons(world: World, user_id: str) -> list[str]:
    return [reason.code for reason in world.read_users.explain(user_id)]


def test_explain_names_every_reason(world: World) -> None:
    staff = world.staff()
    assert reasons(world, world.person("fine@example.org")) == []
    waiting = world.sign_up(SignUpWish("waiting@example.org", PASSWORD), PHONE, "correlation")
    assert reasons(world, waiting) == ["email_not_verified"]
    invited = world.create_user(staff, Invitation("invited@example.org"), None, by_staff(staff))
    assert reasons(world, invited.id) == ["no_password"]
    world.suspend_user.suspend(staff, waiting, None, None, by_staff(staff))
    assert reasons(world, waiting) == ["account_suspended", "email_not_verified"]
    with pytest.raises(NotFound):
        world.read_users.explain(world.ids.new())


def test_explain_says_until_when_somebody_must_wait(world: World) -> None:
    user_id = world.person(EMAIL)
    for _ in range(9):
        outcome_of(lambda: world.signed_in(EMAIL, "wrong"))
    assert reasons(world, user_id) == []
    outcome_of(lambda: world.signed_in(EMAIL, "wrong"))
    (reason,) = world.read_users.explain(user_id)
    assert (reason.code, reason.until) == ("too_many_attempts", world.clock.now() + timedelta(minutes=15))
    world.clock.advance(timedelta(minutes=15))
    assert reasons(world, user_id) == []
