"""Accounts that nobody proves are warned once, then closed; their names become free."""

from datetime import timedelta

import pytest

from shared.accounts.domain.closing import NOTICE, ClosingNotice
from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.user import Status
from shared.accounts.use_cases.close_unverified import Closed
from shared.accounts.use_cases.create_user import Invitation
from shared.accounts.use_cases.sign_up import SignUpWish
from shared.kernel.errors import Gone, ServiceUnavailable
from shared.kernel.idempotency import Repeatable
from tests.use_cases.world import LAPTOP, PASSWORD, PHONE, World, by_staff, outcome_of

EMAIL = "ada@example.org"
PATIENCE = timedelta(days=30)
VERIFY = MailKind.VERIFY_EMAIL


def sign_up(world: World, email: str = EMAIL, **profile: str) -> str:
    user_id = world.sign_up(SignUpWish(email, PASSWORD, **profile), PHONE, "correlation")
    world.settle()
    return user_id


def run(world: World) -> Closed:
    done = world.close_unverified("schedule")
    world.settle()
    return done


def after(world: World, length: timedelta) -> Closed:
    world.clock.advance(length)
    return run(world)


def test_somebody_who_proves_nothing_is_told_once_and_closed_a_week_later(world: World) -> None:
    user_id = sign_up(world, username="countess")
    assert after(world, PATIENCE - NOTICE - timedelta(minutes=1)) == Closed()
    assert after(world, timedelta(minutes=1)) == Closed(warned=1)
    (_, warning) = world.mails(VERIFY, EMAIL)
    assert "will be closed on" in warning.text
    assert "will be closed on" in warning.html
    for _ in range(6):
        assert after(world, timedelta(days=1)) == Closed()
    assert after(world, timedelta(days=1, seconds=1)) == Closed(closed=1)
    with pytest.raises(Gone):
        world.users.get(user_id)
    assert len(world.mails(to=EMAIL)) == 2
    assert sign_up(world, EMAIL, username="countess") != user_id
    assert world.search_users("countess", None, None, 50).items[0].email == EMAIL


def test_the_warning_carries_a_link_that_opens_the_account(world: World) -> None:
    user_id = sign_up(world)
    after(world, PATIENCE - NOTICE)
    token = world.token(VERIFY, EMAIL)
    assert outcome_of(lambda: world.verify_email(token, PHONE, "correlation")) == "done"
    world.settle()
    assert after(world, PATIENCE) == Closed()
    assert world.user(user_id).status is Status.ACTIVE
    world.signed_in(EMAIL)


def test_an_invitation_is_warned_by_an_invitation(world: World) -> None:
    staff = world.staff()
    wish = Invitation("grace@example.org", None, None, None, ("support",))
    invited = world.create_user(staff, wish, Repeatable("scope", "body"), by_staff(staff))
    world.settle()
    assert after(world, PATIENCE - NOTICE) == Closed(warned=1)
    assert "will be closed on" in world.mails(MailKind.INVITATION)[-1].text
    assert after(world, NOTICE + timedelta(seconds=1)) == Closed(closed=1)
    assert world.user(invited.id).erased
    assert world.users.roles().counts_of(["support"])[0].total == 0


def test_whoever_was_not_warned_is_not_closed(world: World) -> None:
    user_id = sign_up(world)
    assert after(world, PATIENCE * 10) == Closed(warned=1)
    notice = world.store.get(ClosingNotice.key_of(user_id))
    assert notice is not None
    assert notice.closes_at == world.clock.now() + NOTICE
    assert after(world, NOTICE - timedelta(seconds=1)) == Closed()
    assert after(world, timedelta(seconds=1)) == Closed(closed=1)


def test_a_queue_that_is_down_delays_the_warning_and_never_doubles_it(world: World) -> None:
    sign_up(world)
    world.clock.advance(PATIENCE)
    world.mail_queue.down = True
    with pytest.raises(ServiceUnavailable):
        run(world)
    world.mail_queue.down = False
    assert run(world) == Closed(warned=1)
    assert run(world) == Closed()
    assert len(world.mails(VERIFY, EMAIL)) == 2


def test_active_and_suspended_accounts_stay(world: World) -> None:
    staff = world.staff()
    active, away = world.person("active@example.org"), sign_up(world, "away@example.org")
    world.suspend_user.suspend(staff, away, None, None, by_staff(staff))
    world.settle()
    assert after(world, PATIENCE * 3) == Closed()
    assert (world.user(active).status, world.user(away).status) == (Status.ACTIVE, Status.SUSPENDED)


def test_one_run_treats_many_oldest_first(world: World) -> None:
    people = [
        world.sign_up(SignUpWish(f"p{number}@example.org", PASSWORD), None, "correlation") for number in range(120)
    ]
    world.settle()
    assert after(world, PATIENCE) == Closed(warned=120)
    assert after(world, NOTICE) == Closed(closed=120)
    assert all(world.user(user_id).erased for user_id in people)


def test_a_proof_that_comes_between_reading_and_closing_wins(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    user_id = sign_up(world)
    after(world, PATIENCE)
    real = world.erase_user.unproven

    def late(*arguments: object) -> object:
        world.request_mail("resend_verification", EMAIL, LAPTOP, "correlation")
        world.settle()
        world.verify_email(world.token(VERIFY, EMAIL), LAPTOP, "correlation")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(world.erase_user, "unproven", late)
    assert after(world, NOTICE) == Closed(kept=1)
    assert world.user(user_id).status is Status.ACTIVE
