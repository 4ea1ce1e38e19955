"""Proving an address: a link works once, for what it was made, for a day; and nobody's password but the prover's."""

from datetime import timedelta

import pytest

from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.user import Status
from shared.accounts.use_cases.create_user import Invitation
from shared.accounts.use_cases.sign_up import SignUpWish
from tests.use_cases.world import PASSWORD, PHONE, World, by_staff, outcome_of

EMAIL, EVE = "ada@example.org", "eve's own password"
VERIFY = MailKind.VERIFY_EMAIL


def sign_up(world: World, password: str = PASSWORD, email: str = EMAIL, **profile: str) -> str:
    user_id = world.sign_up(SignUpWish(email, password, **profile), PHONE, "correlation")
    world.settle()
    return user_id


def verify(world: World, token: str) -> str:
    return outcome_of(lambda: world.verify_email(token, PHONE, "correlation"))


def resend(world: World, email: str = EMAIL) -> None:
    world.request_mail("resend_verification", email, PHONE, "correlation")
    world.settle()


def can_sign_in(world: World, password: str) -> str:
    return outcome_of(lambda: world.signed_in(EMAIL, password))


def test_a_link_activates_the_account_and_welcomes_the_person_without_a_token(world: World) -> None:
    user_id = sign_up(world)
    assert verify(world, world.token(VERIFY, EMAIL)) == "done"
    assert (world.user(user_id).status, world.user(user_id).email_verified) == (Status.ACTIVE, True)
    assert can_sign_in(world, PASSWORD) == "done"
    (welcome,) = world.settle().mails(MailKind.WELCOME)
    assert "token=" not in welcome.text + welcome.html


def test_a_link_works_once(world: World) -> None:
    sign_up(world)
    token = world.token(VERIFY, EMAIL)
    assert [verify(world, token), verify(world, token)] == ["done", "invalid_token"]


def test_of_two_uses_at_once_one_counts(world: World) -> None:
    user_id = sign_up(world)
    token = world.token(VERIFY, EMAIL)
    world.store.meanwhile(lambda: verify(world, token))
    assert verify(world, token) == "invalid_token"
    assert world.history(user_id) == ["user.registered", "user.email_verified"]


def test_an_altered_link_never_works(world: World) -> None:
    sign_up(world)
    token = world.token(VERIFY, EMAIL)
    altered = [
        token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :] for place in range(len(token))
    ]
    assert {verify(world, text) for text in [*altered, token + "=", token + "A", token[:-1], "", "x", "é"]} == {
        "invalid_token"
    }
    assert verify(world, token) == "done"


def test_a_link_lapses_after_a_day_and_a_resend_brings_another(world: World) -> None:
    sign_up(world)
    stale = world.token(VERIFY, EMAIL)
    world.clock.advance(timedelta(hours=24))
    assert verify(world, stale) == "invalid_token"
    resend(world)
    assert verify(world, stale) == "invalid_token"
    assert verify(world, world.token(VERIFY, EMAIL)) == "done"


def test_a_link_holds_until_the_day_is_over(world: World) -> None:
    sign_up(world)
    world.clock.advance(timedelta(hours=24, microseconds=-1))
    assert verify(world, world.token(VERIFY, EMAIL)) == "done"


def test_a_resend_replaces_the_older_link(world: World) -> None:
    sign_up(world)
    older = world.token(VERIFY, EMAIL)
    resend(world)
    assert verify(world, older) == "invalid_token"
    assert verify(world, world.token(VERIFY, EMAIL)) == "done"


def test_a_link_replaced_while_it_is_used_is_dead(world: World) -> None:
    user_id = sign_up(world)
    older = world.token(VERIFY, EMAIL)
    world.store.meanwhile(lambda: resend(world))
    assert verify(world, older) == "invalid_token"
    assert world.user(user_id).status is Status.PENDING
    assert verify(world, world.token(VERIFY, EMAIL)) == "done"


@pytest.mark.parametrize("email", ["nobody@example.org", EMAIL])
def test_a_resend_mails_nobody_who_waits_for_nothing_at_the_same_cost(world: World, email: str) -> None:
    world.person(EMAIL)
    before = len(world.mails())
    work = world.work_of(lambda: world.request_mail("resend_verification", email, PHONE, "correlation"))
    assert (work.calls, work.messages, work.hashes) == ((("transact", 1),), 1, 0)
    assert len(world.settle().mails()) == before


def test_a_resend_after_the_sign_up_itself_was_forgotten_still_helps(world: World) -> None:
    """The store forgets lapsed items whenever it likes."""
    user_id = sign_up(world)
    world.forget_sessions.everything(user_id)
    resend(world)
    assert verify(world, world.token(VERIFY, EMAIL)) == "done"
    assert can_sign_in(world, PASSWORD) == "done"


def test_a_link_of_another_purpose_is_refused(world: World) -> None:
    user_id = sign_up(world)
    world.request_mail("reset_password", EMAIL, PHONE, "correlation")
    reset = world.settle().token(MailKind.PASSWORD_RESET, EMAIL)
    assert verify(world, reset) == "invalid_token"
    confirm = outcome_of(lambda: world.reset_password(world.token(VERIFY, EMAIL), EVE, PHONE, "correlation"))
    assert confirm == "invalid_token"
    assert world.user(user_id).status is Status.PENDING


def test_who_signs_up_first_for_anothers_address_gains_nothing(world: World) -> None:
    """Pre-hijacking: the token activates the password of the sign-up that caused it, and kills the others."""
    user_id = sign_up(world, EVE, username="eves-choice", display_name="Eve's choice")
    sign_up(world, PASSWORD, display_name="Ada")
    eves, adas = world.token(VERIFY, EMAIL, 0), world.token(VERIFY, EMAIL, 1)
    assert verify(world, adas) == "done"
    assert (can_sign_in(world, EVE), can_sign_in(world, PASSWORD)) == ("invalid_credentials", "done")
    assert verify(world, eves) == "invalid_token"
    assert can_sign_in(world, EVE) == "invalid_credentials"
    user = world.user(user_id)
    assert (user.display_name, user.username) == ("Ada", None)
    assert world.read_users.find(None, "eves-choice") == []


def test_who_signs_up_second_for_anothers_address_gains_nothing_either(world: World) -> None:
    sign_up(world, PASSWORD, display_name="Ada")
    sign_up(world, EVE, display_name="Eve's choice")
    adas, eves = world.token(VERIFY, EMAIL, 0), world.token(VERIFY, EMAIL, 1)
    assert verify(world, adas) == "done"
    assert (can_sign_in(world, EVE), can_sign_in(world, PASSWORD)) == ("invalid_credentials", "done")
    assert verify(world, eves) == "invalid_token"


def test_a_username_taken_since_costs_only_the_name(world: World) -> None:
    sign_up(world, EVE, username="first")
    user_id = sign_up(world, PASSWORD, username="ada")
    world.clock.advance(timedelta(days=31))
    world.person("grace@example.org", username="ada")
    world.request_mail("resend_verification", EMAIL, PHONE, "correlation")
    assert verify(world, world.settle().token(VERIFY, EMAIL)) == "done"
    assert world.user(user_id).username is None, "nor does it leave what somebody else had chosen"
    assert can_sign_in(world, PASSWORD) == "done"


def test_a_suspended_account_cannot_be_proven_until_it_is_back(world: World) -> None:
    user_id, staff = sign_up(world), world.staff()
    token = world.token(VERIFY, EMAIL)
    world.suspend_user.suspend(staff, user_id, None, None, by_staff(staff))
    assert verify(world, token) == "invalid_token"
    world.suspend_user.reactivate(staff, user_id, None, None, by_staff(staff))
    assert world.user(user_id).status is Status.PENDING
    assert verify(world, token) == "done"


def test_an_address_that_staff_corrected_is_proven_by_its_own_link_only(world: World) -> None:
    user_id, staff = sign_up(world, email="adda@example.org"), world.staff()
    old = world.token(VERIFY, "adda@example.org")
    world.set_email(staff, user_id, EMAIL, lambda version: None, by_staff(staff))
    assert verify(world.settle(), old) == "invalid_token"
    resend(world)
    assert verify(world, world.token(VERIFY, EMAIL)) == "done"
    assert can_sign_in(world, PASSWORD) == "done"


def test_a_sign_up_for_an_invited_address_only_repeats_the_invitation(world: World) -> None:
    """Whoever signs up for an invited admin's address must not have their password become the admin's."""
    staff = world.staff()
    invited = world.create_user(staff, Invitation(EMAIL, roles=("support",)), None, by_staff(staff))
    first = world.settle().token(MailKind.INVITATION, EMAIL)
    assert sign_up(world, EVE) == invited.id
    second = world.settle().token(MailKind.INVITATION, EMAIL)
    assert second != first
    assert VERIFY not in [mail.kind for mail in world.mailer.sent if mail.to == EMAIL]
    assert outcome_of(lambda: world.reset_password(second, PASSWORD, PHONE, "correlation")) == "done"
    assert can_sign_in(world, PASSWORD) == "done"
    assert can_sign_in(world, EVE) == "invalid_credentials"
