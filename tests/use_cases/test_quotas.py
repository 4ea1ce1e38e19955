"""Nobody floods the service with requests, nor somebody else's mailbox with mails."""

from datetime import timedelta

import pytest

from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.quotas import MAILS, REQUESTS
from shared.accounts.use_cases.sign_up import SignUpWish
from shared.kernel.errors import TooManyAttempts
from shared.kernel.principal import Client
from tests.use_cases.world import LAPTOP, PASSWORD, PHONE, World, context, outcome_of

EMAIL, NEW = "ada@example.org", "new@example.org"
RESET = MailKind.PASSWORD_RESET


def ask(world: World, times: int, email: str = EMAIL, client: Client = LAPTOP) -> None:
    for _ in range(times):
        world.request_mail("reset_password", email, client, "correlation")
        world.settle()


def use_up(world: World, client: Client) -> None:
    for number in range(REQUESTS.per_hour):
        world.request_mail("reset_password", f"nobody-{number}@example.org", client, "correlation")


def test_a_source_has_two_hundred_requests_an_hour(world: World) -> None:
    use_up(world, LAPTOP)
    hashed, asked = world.hasher.hashed, len(world.mail_queue.commands)
    with pytest.raises(TooManyAttempts) as refused:
        world.sign_up(SignUpWish(EMAIL, PASSWORD), LAPTOP, "correlation")
    assert 0 < refused.value.retry_after <= 3601
    for wish in ("reset_password", "resend_verification"):
        assert outcome_of(lambda: world.request_mail(wish, EMAIL, LAPTOP, "c")) == "too_many_attempts"  # noqa: B023
    assert (world.hasher.hashed, len(world.mail_queue.commands)) == (hashed, asked)


def test_another_source_goes_on_and_so_does_the_next_hour(world: World) -> None:
    use_up(world, LAPTOP)
    assert outcome_of(lambda: world.sign_up(SignUpWish(EMAIL, PASSWORD), PHONE, "correlation")) == "done"
    world.clock.advance(timedelta(hours=1))
    assert outcome_of(lambda: world.sign_up(SignUpWish(NEW, PASSWORD), LAPTOP, "correlation")) == "done"


def test_a_network_of_ipv6_is_one_source(world: World) -> None:
    use_up(world, Client("2001:db8:1:2::1"))
    asked = [Client("2001:db8:1:2:ffff::7"), Client("2001:db8:1:3::7")]
    outcomes = [outcome_of(lambda: world.request_mail("reset_password", EMAIL, one, "c")) for one in asked]  # noqa: B023
    assert outcomes == ["too_many_attempts", "done"]


def test_what_is_refused_by_its_form_is_not_counted(world: World) -> None:
    for _ in range(REQUESTS.per_hour + 1):
        assert outcome_of(lambda: world.sign_up(SignUpWish(EMAIL, "short"), LAPTOP, "c")) == "validation_failed"
    assert outcome_of(lambda: world.sign_up(SignUpWish(EMAIL, PASSWORD), LAPTOP, "c")) == "done"


def test_an_address_gets_twenty_mails_an_hour_that_anybody_can_cause(world: World) -> None:
    world.person(EMAIL)
    ask(world, 30)
    caused = world.mails(MailKind.VERIFY_EMAIL, EMAIL) + world.mails(RESET, EMAIL)
    assert len(caused) == MAILS.per_hour
    world.clock.advance(timedelta(hours=1))
    ask(world, 1)
    assert len(world.mails(RESET, EMAIL)) == MAILS.per_hour


def test_who_asks_too_often_does_not_break_the_link_that_was_mailed_last(world: World) -> None:
    world.person(EMAIL)
    ask(world, 30)
    token = world.token(RESET, EMAIL)
    assert outcome_of(lambda: world.reset_password(token, "a brand new passphrase", PHONE, "c")) == "done"


def test_repeated_sign_ups_mail_an_address_twenty_times(world: World) -> None:
    for _ in range(30):
        world.sign_up(SignUpWish(EMAIL, PASSWORD), LAPTOP, "correlation")
        world.settle()
    assert len(world.mails(to=EMAIL)) == MAILS.per_hour


def test_a_mail_that_is_tried_again_counts_once(world: World) -> None:
    world.person(EMAIL)
    world.request_mail("reset_password", EMAIL, LAPTOP, "correlation")
    (command,) = world.mail_queue.commands
    for _ in range(30):
        world.answer(command)
    ask(world, 30)
    assert len(world.mails(RESET, EMAIL)) == MAILS.per_hour - 1


def test_changes_of_address_do_not_flood_the_new_one(world: World) -> None:
    world.person(EMAIL)
    for _ in range(30):
        me = world.caller(world.signed_in(EMAIL))
        world.request_email_change(me, NEW, PASSWORD, PHONE, context(me.user_id))
        world.settle()
    assert len(world.mails(MailKind.EMAIL_CHANGE_CONFIRM, NEW)) == MAILS.per_hour


def test_mails_that_follow_from_ones_own_account_are_not_counted(world: World) -> None:
    world.person(EMAIL)
    ask(world, 30)
    world.signed_in(EMAIL)
    world.signed_in(EMAIL, client=Client("192.0.2.9", "Another phone"))
    assert len(world.settle().mails(MailKind.NEW_DEVICE, EMAIL)) == 1
