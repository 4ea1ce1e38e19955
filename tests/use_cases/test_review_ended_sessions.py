"""A session that ended while its own command was being worked on changes nothing more."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.accounts.domain.mails import MailKind
from shared.accounts.use_cases.authenticate import LiveCaller
from tests.use_cases.world import PASSWORD, PHONE, World, by_staff, context, outcome_of

EMAIL, OWNERS, THIEFS = "ada@example.org", "what the owner chose 5", "what the thief chose 5"

Act = Callable[[World, LiveCaller], object]
COMMANDS: dict[str, Act] = {
    "change the password": lambda world, thief: world.change_password(
        thief, PASSWORD, THIEFS, PHONE, context(thief.user_id)
    ),
    "ask for another address": lambda world, thief: world.request_email_change(
        thief, "thief@example.org", PASSWORD, PHONE, context(thief.user_id)
    ),
    "close the account": lambda world, thief: world.erase_user.own(thief, context(thief.user_id)),
}


def the_owner_resets(world: World) -> Callable[[], object]:
    world.request_mail("reset_password", EMAIL, PHONE, "correlation")
    link = world.settle().token(MailKind.PASSWORD_RESET, EMAIL)
    return lambda: world.reset_password(link, OWNERS, PHONE, "correlation")


def staff_suspends_and_reactivates(world: World) -> Callable[[], object]:
    staff, (user,) = world.staff(), world.read_users.find(EMAIL, None)

    def both() -> None:
        world.suspend_user.suspend(staff, user.id, None, None, by_staff(staff))
        world.suspend_user.reactivate(staff, user.id, None, None, by_staff(staff))

    return both


@pytest.mark.parametrize("ends", [the_owner_resets, staff_suspends_and_reactivates])
@pytest.mark.parametrize("command", COMMANDS)
def test_what_ended_a_session_meanwhile_comes_first(
    world: World, command: str, ends: Callable[[World], Callable[[], object]]
) -> None:
    user_id = world.person(EMAIL)
    thief, end = world.signed_in(EMAIL), ends(world)
    caller = world.caller(thief)
    world.clock.advance(timedelta(seconds=1))
    world.store.meanwhile(end)
    assert outcome_of(lambda: COMMANDS[command](world, caller)) == "unauthenticated"
    assert world.history(user_id)[-1] in ("user.password_reset", "user.reactivated")
    assert outcome_of(lambda: world.caller(thief)) == "unauthenticated", "it does not come back to life"
    assert outcome_of(lambda: world.signed_in(EMAIL, THIEFS)) == "invalid_credentials"


def test_the_password_that_was_checked_is_the_one_that_is_replaced(world: World) -> None:
    """Two changes by one session: it lives on, but the second one proved a password that is none any more."""
    user_id = world.person(EMAIL)
    caller = world.caller(world.signed_in(EMAIL))
    world.clock.advance(timedelta(seconds=1))
    world.store.meanwhile(lambda: world.change_password(caller, PASSWORD, OWNERS, PHONE, context(user_id)))
    late = outcome_of(lambda: world.change_password(caller, PASSWORD, THIEFS, PHONE, context(user_id)))
    assert late == "unauthenticated"
    assert outcome_of(lambda: world.signed_in(EMAIL, OWNERS)) == "done"
