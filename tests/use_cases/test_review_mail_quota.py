"""Whoever uses up an address's mails of an hour does not keep its owner from a link that opens the account."""

from datetime import timedelta

import pytest

from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.quotas import MAILS, RESETS_ALWAYS
from shared.accounts.use_cases.request_mail import MailWish
from shared.accounts.use_cases.sign_up import SignUpWish
from tests.use_cases.world import LAPTOP, PASSWORD, PHONE, World, outcome_of

EMAIL = "ada@example.org"
EXISTS, RESET = MailKind.ACCOUNT_EXISTS, MailKind.PASSWORD_RESET


def flooded(world: World) -> None:
    """By sign-ups of somebody else for this address, whose mails open nothing."""
    for _ in range(MAILS.per_hour + 5):
        world.sign_up(SignUpWish(EMAIL, "a stranger's passphrase"), LAPTOP, "correlation")
        world.settle()


def ask(world: World, times: int = 1) -> None:
    for _ in range(times):
        world.request_mail("reset_password", EMAIL, PHONE, "correlation")
        world.settle()


def person(world: World) -> None:
    world.person(EMAIL)
    world.clock.advance(timedelta(hours=1))


def test_an_owner_resets_the_password_while_a_stranger_signs_the_address_up_again_and_again(world: World) -> None:
    person(world)
    flooded(world)
    assert len(world.mails(EXISTS, EMAIL)) == MAILS.per_hour
    ask(world)
    token = world.token(RESET, EMAIL)
    assert outcome_of(lambda: world.reset_password(token, "a brand new passphrase", PHONE, "c")) == "done"


def test_beyond_that_share_resets_are_silent_too_and_the_last_link_holds(world: World) -> None:
    person(world)
    flooded(world)
    ask(world, 12)
    assert len(world.mails(RESET, EMAIL)) == RESETS_ALWAYS.per_hour
    assert outcome_of(lambda: world.reset_password(world.token(RESET, EMAIL), PASSWORD, PHONE, "c")) == "done"


def test_resets_alone_are_twenty_and_leave_no_share(world: World) -> None:
    person(world)
    ask(world, 30)
    assert len(world.mails(RESET, EMAIL)) == MAILS.per_hour


def test_a_reset_beyond_the_twenty_that_is_delivered_twice_is_one_mail(world: World) -> None:
    person(world)
    flooded(world)
    world.request_mail("reset_password", EMAIL, PHONE, "correlation")
    (command,) = world.mail_queue.commands
    for _ in range(3):
        world.answer(command)
    assert len(world.mails(RESET, EMAIL)) == 1


@pytest.mark.parametrize("wish", ["reset_password", "resend_verification"])
def test_the_last_mail_of_an_hour_is_tried_again_like_any_other(world: World, wish: MailWish) -> None:
    world.sign_up(SignUpWish(EMAIL, PASSWORD), PHONE, "correlation")
    world.settle()
    while len(world.mails(to=EMAIL)) < MAILS.per_hour - 1:
        world.request_mail(wish, EMAIL, PHONE, "correlation")
        world.settle()
    world.request_mail(wish, EMAIL, PHONE, "correlation")
    world.mailer.down = True
    world.settle()
    world.mailer.down = False
    world.settle()
    assert len(world.mails(to=EMAIL)) == MAILS.per_hour
