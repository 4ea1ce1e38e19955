"""Links in mails: none outlives the change that killed it, and none is dead on arrival."""

from collections.abc import Callable
from typing import Any, Literal

import pytest

from shared.accounts.domain.credentials import ResetToken
from shared.accounts.domain.mails import MailKind
from shared.accounts.use_cases.context import any_version
from shared.accounts.use_cases.create_user import Invitation
from shared.accounts.use_cases.sign_up import SignUpWish
from tests.use_cases.world import PASSWORD, PHONE, World, by_staff, context, outcome_of

EMAIL, NEW = "ada@example.org", "new@example.org"
Change = Callable[[], object]


def asked(world: World, command: Literal["resend_verification", "reset_password"]) -> dict[str, Any]:
    """The message of this request, which its worker has not seen yet."""
    world.request_mail(command, EMAIL, PHONE, "correlation")
    return world.mail_queue.commands.pop()


def of_the_password(world: World, user_id: str) -> Change:
    caller = world.caller(world.signed_in(EMAIL))
    return lambda: world.change_password(caller, PASSWORD, "another password 123", PHONE, context(user_id))


def of_the_address(world: World, user_id: str) -> Change:
    caller = world.caller(world.signed_in(EMAIL))
    world.request_email_change(caller, NEW, PASSWORD, PHONE, context(user_id))
    proof = world.settle().token(MailKind.EMAIL_CHANGE_CONFIRM, NEW)
    return lambda: world.verify_email(proof, PHONE, "correlation")


def of_the_address_by_staff(world: World, user_id: str) -> Change:
    staff = world.staff()
    return lambda: world.set_email(staff, user_id, NEW, any_version, by_staff(staff))


@pytest.mark.parametrize("change", [of_the_password, of_the_address, of_the_address_by_staff])
def test_a_reset_that_was_being_mailed_dies_with_the_change(
    world: World, change: Callable[[World, str], Change]
) -> None:
    user_id = world.person(EMAIL)
    happens = change(world, user_id)
    command = asked(world, "reset_password")
    world.store.meanwhile(happens)
    assert outcome_of(lambda: world.answer(command)) == "service_unavailable", "the worker looks again"
    world.answer(command)
    assert world.store.get(ResetToken.key_of(user_id)) is None
    assert world.mails(MailKind.PASSWORD_RESET) == []


def test_of_two_resets_mailed_at_once_the_newer_link_holds(world: World) -> None:
    world.person(EMAIL)
    older, newer = asked(world, "reset_password"), asked(world, "reset_password")
    world.store.meanwhile(lambda: world.answer(newer))
    assert outcome_of(lambda: world.answer(older)) == "service_unavailable"
    world.answer(older)
    (mail,) = world.mails(MailKind.PASSWORD_RESET)
    link = world.token(MailKind.PASSWORD_RESET, mail.to)
    assert outcome_of(lambda: world.reset_password(link, "another password 123", PHONE, "correlation")) == "done"


def test_a_verification_that_was_being_mailed_again_dies_with_a_corrected_address(world: World) -> None:
    staff = world.staff()
    user_id = world.sign_up(SignUpWish(EMAIL, PASSWORD), PHONE, "correlation")
    command = asked(world.settle(), "resend_verification")
    world.store.meanwhile(lambda: world.set_email(staff, user_id, NEW, any_version, by_staff(staff)))
    assert outcome_of(lambda: world.answer(command)) == "service_unavailable"
    world.answer(command)
    assert len(world.mails(MailKind.VERIFY_EMAIL, EMAIL)) == 1, "the one of the sign-up itself"


def test_an_invitation_re_addressed_before_it_was_mailed_is_not_mailed_dead(world: World) -> None:
    staff = world.staff()
    user = world.create_user(staff, Invitation(EMAIL), None, by_staff(staff))
    world.set_email(staff, user.id, NEW, any_version, by_staff(staff))
    world.settle()
    assert world.mails(MailKind.INVITATION) == []
    world.request_mail("resend_verification", NEW, PHONE, "correlation")
    link = world.settle().token(MailKind.INVITATION, NEW)
    assert outcome_of(lambda: world.reset_password(link, "another password 123", PHONE, "correlation")) == "done"


def test_the_last_verification_works_even_where_messages_overtook_one_another(world: World) -> None:
    world.sign_up(SignUpWish(EMAIL, PASSWORD), PHONE, "correlation")
    world.answer(asked(world, "resend_verification"))
    world.settle()
    assert len(world.mails(MailKind.VERIFY_EMAIL, EMAIL)) == 2
    for nth in (0, 1):
        assert world.token(MailKind.VERIFY_EMAIL, EMAIL, nth) == world.token(MailKind.VERIFY_EMAIL, EMAIL)
    last = world.token(MailKind.VERIFY_EMAIL, EMAIL)
    assert outcome_of(lambda: world.verify_email(last, PHONE, "correlation")) == "done"
