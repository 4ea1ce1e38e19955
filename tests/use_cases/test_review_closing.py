"""Nobody is closed who was not warned in time, or who holds a link that still opens the account."""

from datetime import timedelta

import pytest

from shared.accounts.domain.closing import NOTICE
from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.user import Status
from shared.accounts.use_cases.close_unverified import Closed
from shared.accounts.use_cases.context import any_version
from shared.accounts.use_cases.create_user import Invitation
from shared.accounts.use_cases.sign_up import SignUpWish
from shared.kernel.errors import ServiceUnavailable
from tests.use_cases.world import LAPTOP, PASSWORD, PHONE, World, by_staff, outcome_of

EMAIL, CORRECTED = "ada@example.org", "ada@example.com"
PATIENCE = timedelta(days=30)
DAY = timedelta(days=1)


def sign_up(world: World, email: str = EMAIL, password: str = PASSWORD) -> str:
    user_id = world.sign_up(SignUpWish(email, password), PHONE, "correlation")
    world.settle()
    return user_id


def after(world: World, length: timedelta) -> Closed:
    world.clock.advance(length)
    done = world.close_unverified("schedule")
    world.settle()
    return done


def test_who_signed_up_again_just_before_the_closing_can_still_use_the_link(world: World) -> None:
    user_id = sign_up(world, password="somebody's forgotten one")
    assert after(world, PATIENCE - NOTICE) == Closed(warned=1)
    world.clock.advance(NOTICE - timedelta(hours=1))
    assert sign_up(world) == user_id
    assert after(world, timedelta(hours=2)) == Closed(kept=1)
    token = world.token(MailKind.VERIFY_EMAIL, EMAIL)
    assert outcome_of(lambda: world.verify_email(token, PHONE, "correlation")) == "done"
    world.signed_in(EMAIL)


def test_an_account_whose_last_link_lapsed_is_closed_by_the_next_run(world: World) -> None:
    user_id = sign_up(world)
    after(world, PATIENCE - NOTICE)
    world.clock.advance(NOTICE - timedelta(hours=1))
    sign_up(world)
    assert after(world, timedelta(hours=2)) == Closed(kept=1)
    assert after(world, DAY) == Closed(closed=1)
    assert world.user(user_id).erased


def test_who_was_invited_anew_is_not_closed_while_the_invitation_holds(world: World) -> None:
    staff = world.staff()
    invited = world.create_user(staff, Invitation(EMAIL), None, by_staff(staff))
    world.settle()
    after(world, PATIENCE - NOTICE)
    world.clock.advance(NOTICE - DAY)
    world.request_mail("reset_password", EMAIL, LAPTOP, "correlation")
    world.settle()
    assert after(world, DAY * 3) == Closed(kept=1)
    token = world.token(MailKind.INVITATION, EMAIL)
    assert outcome_of(lambda: world.reset_password(token, PASSWORD, PHONE, "correlation")) == "done"
    assert world.user(invited.id).status is Status.ACTIVE


def test_a_warning_that_was_delayed_for_weeks_still_leaves_its_days(world: World) -> None:
    sign_up(world)
    world.mail_queue.down = True
    with pytest.raises(ServiceUnavailable):
        after(world, PATIENCE)
    world.mail_queue.down = False
    assert after(world, NOTICE * 3) == Closed(warned=1)
    assert after(world, DAY) == Closed()
    assert after(world, NOTICE - DAY) == Closed(closed=1)


def test_an_address_that_staff_corrected_is_warned_itself(world: World) -> None:
    staff = world.staff()
    user_id = sign_up(world)
    assert after(world, PATIENCE - NOTICE) == Closed(warned=1)
    world.clock.advance(NOTICE - timedelta(hours=1))
    world.set_email(staff, user_id, CORRECTED, any_version, by_staff(staff))
    world.settle()
    assert after(world, timedelta(hours=2)) == Closed(warned=1)
    (warning,) = world.mails(MailKind.VERIFY_EMAIL, CORRECTED)
    assert "will be closed on" in warning.text
    assert after(world, NOTICE - timedelta(hours=1)) == Closed()
    assert after(world, timedelta(hours=1)) == Closed(closed=1)


def test_who_was_suspended_for_weeks_is_warned_again(world: World) -> None:
    staff = world.staff()
    user_id = sign_up(world)
    after(world, PATIENCE - NOTICE)
    world.suspend_user.suspend(staff, user_id, None, None, by_staff(staff))
    world.settle()
    assert after(world, NOTICE * 2) == Closed()
    world.suspend_user.reactivate(staff, user_id, None, None, by_staff(staff))
    world.settle()
    assert after(world, timedelta(minutes=1)) == Closed(warned=1)


def test_accounts_that_are_kept_do_not_hold_up_the_closing_of_others(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.accounts.use_cases.close_unverified._MOST", 2)
    people = [sign_up(world, f"p{number}@example.org") for number in range(4)]
    assert after(world, PATIENCE - NOTICE) == Closed(warned=2)
    assert after(world, timedelta(minutes=1)) == Closed(warned=2)
    world.clock.advance(NOTICE - timedelta(hours=1))
    for kept in ("p0@example.org", "p1@example.org"):
        sign_up(world, kept)
    assert after(world, timedelta(hours=2)) == Closed(closed=2, kept=2)
    assert [world.user(person).erased for person in people] == [False, False, True, True]
