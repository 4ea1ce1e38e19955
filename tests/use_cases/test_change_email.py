"""Changing an address: proven by its owner, or set by staff; nobody learns that an address is taken."""

from datetime import timedelta

import pytest

from shared.accounts.domain.mails import MailKind
from shared.accounts.use_cases.authenticate import LiveCaller
from shared.kernel.errors import Unauthenticated
from tests.use_cases.world import PASSWORD, PHONE, World, by_staff, context, outcome_of

OLD, NEW, NEWER = "ada@example.org", "ada@example.net", "ada@example.com"
CONFIRM, REQUESTED, CHANGED = MailKind.EMAIL_CHANGE_CONFIRM, MailKind.EMAIL_CHANGE_REQUESTED, MailKind.EMAIL_CHANGED


@pytest.fixture
def ada(world: World) -> LiveCaller:
    world.person(OLD)
    return world.caller(world.signed_in(OLD))


def ask(world: World, caller: LiveCaller, new: str = NEW, password: str = PASSWORD) -> str:
    wish = new, password, PHONE, context(caller.user_id)
    outcome = outcome_of(lambda: world.request_email_change(caller, *wish))
    world.settle()
    return outcome


def verify(world: World, token: str) -> str:
    outcome = outcome_of(lambda: world.verify_email(token, PHONE, "correlation"))
    world.settle()
    return outcome


def sign_in(world: World, email: str) -> str:
    return outcome_of(lambda: world.signed_in(email))


def test_the_old_address_signs_in_until_the_new_one_is_proven(world: World, ada: LiveCaller) -> None:
    assert ask(world, ada) == "done"
    assert (sign_in(world, OLD), sign_in(world, NEW)) == ("done", "invalid_credentials")
    assert verify(world, world.token(CONFIRM, NEW)) == "done"
    assert (sign_in(world, OLD), sign_in(world, NEW)) == ("invalid_credentials", "done")
    user = world.user(ada.user_id)
    assert (user.email, user.email_verified) == (NEW, True)


def test_the_old_address_is_told_at_the_request_and_both_at_the_end(world: World, ada: LiveCaller) -> None:
    ask(world, ada)
    (told,) = world.mails(REQUESTED)
    (link,) = world.mails(CONFIRM)
    assert (told.to, link.to) == (OLD, NEW)
    assert "token=" not in told.text + told.html
    verify(world, world.token(CONFIRM, NEW))
    assert sorted(mail.to for mail in world.mails(CHANGED)) == sorted([OLD, NEW])
    assert not any("token=" in mail.text + mail.html for mail in world.mails(CHANGED))


def test_a_link_works_once_for_a_day_and_a_newer_request_kills_it(world: World, ada: LiveCaller) -> None:
    ask(world, ada)
    older = world.token(CONFIRM, NEW)
    ask(world, ada, NEWER)
    newer = world.token(CONFIRM, NEWER)
    assert [verify(world, token) for token in (older, newer, newer)] == ["invalid_token", "done", "invalid_token"]
    ask(world, world.caller(world.signed_in(NEWER)))
    world.clock.advance(timedelta(hours=24, seconds=1))
    assert verify(world, world.token(CONFIRM, NEW)) == "invalid_token"


def test_a_taken_address_gets_the_same_answer_and_its_owner_a_word(world: World, ada: LiveCaller) -> None:
    world.person(NEW)
    free = world.work_of(lambda: world.request_email_change(ada, NEWER, PASSWORD, PHONE, context(ada.user_id)))
    taken = world.work_of(lambda: world.request_email_change(ada, NEW, PASSWORD, PHONE, context(ada.user_id)))
    assert free == taken
    (word,) = world.settle().mails(MailKind.ACCOUNT_EXISTS)
    assert word.to == NEW
    assert "token=" not in word.text + word.html
    assert world.mails(CONFIRM, NEW) == []


def test_a_race_lost_at_the_proof_is_an_invalid_link_and_costs_nothing(world: World, ada: LiveCaller) -> None:
    ask(world, ada)
    world.store.meanwhile(lambda: world.person(NEW, "the faster one 123"))
    assert verify(world, world.token(CONFIRM, NEW)) == "invalid_token"
    assert world.user(ada.user_id).email == OLD
    assert sign_in(world, OLD) == "done"


def test_completion_kills_resets_mailed_to_the_old_address(world: World, ada: LiveCaller) -> None:
    ask(world, ada)
    world.request_mail("reset_password", OLD, PHONE, "correlation")
    reset = world.settle().token(MailKind.PASSWORD_RESET, OLD)
    verify(world, world.token(CONFIRM, NEW))
    late = outcome_of(lambda: world.reset_password(reset, "another password 123", PHONE, "correlation"))
    assert late == "invalid_token"


def test_a_proven_change_keeps_the_sessions(world: World, ada: LiveCaller) -> None:
    signed_in = world.signed_in(OLD)
    ask(world, ada)
    verify(world, world.token(CONFIRM, NEW))
    assert world.caller(signed_in).user.email == NEW


def test_another_spelling_of_ones_own_address_is_proven_like_any_other(world: World, ada: LiveCaller) -> None:
    ask(world, ada, "Ada@Example.org")
    assert verify(world, world.token(CONFIRM, "Ada@Example.org")) == "done"
    assert world.user(ada.user_id).email == "Ada@Example.org"
    assert sign_in(world, OLD) == "done"


def test_a_wrong_password_is_refused_and_counted(world: World, ada: LiveCaller) -> None:
    assert [ask(world, ada, NEW, "wrong") for _ in range(11)] == ["wrong_password"] * 10 + ["too_many_attempts"]
    assert world.mails(CONFIRM) == []
    assert ask(world, ada, "no address") == "validation_failed"


def test_a_suspended_accounts_link_is_dead_until_it_is_back(world: World, ada: LiveCaller) -> None:
    ask(world, ada)
    staff, token = world.staff(), world.token(CONFIRM, NEW)
    world.suspend_user.suspend(staff, ada.user_id, None, None, by_staff(staff))
    assert verify(world, token) == "invalid_token"
    world.suspend_user.reactivate(staff, ada.user_id, None, None, by_staff(staff))
    assert verify(world, token) == "done"


# by staff --------------------------------------------------------------------------------------------------------


def test_staff_sets_an_address_at_once_unproven_and_ends_the_sessions(world: World, ada: LiveCaller) -> None:
    signed_in, staff = world.signed_in(OLD), world.staff()
    user = world.set_email(staff, ada.user_id, NEW, lambda version: None, by_staff(staff))
    assert (user.email, user.email_verified, user.status) == (NEW, False, "active")
    with pytest.raises(Unauthenticated):
        world.caller(signed_in)
    assert sorted(mail.to for mail in world.settle().mails(CHANGED)) == sorted([OLD, NEW])
    assert (sign_in(world, OLD), sign_in(world, NEW)) == ("invalid_credentials", "done")


def test_staff_is_told_that_an_address_is_taken_and_nothing_changes(world: World, ada: LiveCaller) -> None:
    world.person(NEW)
    staff = world.staff()

    def move() -> object:
        return world.set_email(staff, ada.user_id, NEW.upper(), lambda version: None, by_staff(staff))

    assert outcome_of(move) == "email_taken"
    assert sign_in(world, OLD) == "done"


def test_an_address_set_by_staff_kills_links_to_the_old_one(world: World, ada: LiveCaller) -> None:
    ask(world, ada, NEWER)
    world.request_mail("reset_password", OLD, PHONE, "correlation")
    reset, staff = world.settle().token(MailKind.PASSWORD_RESET, OLD), world.staff()
    world.set_email(staff, ada.user_id, NEW, lambda version: None, by_staff(staff))
    assert verify(world, world.token(CONFIRM, NEWER)) == "invalid_token"
    late = outcome_of(lambda: world.reset_password(reset, "another password 123", PHONE, "correlation"))
    assert late == "invalid_token"


def test_a_released_address_is_free_and_a_new_owner_keeps_it(world: World, ada: LiveCaller) -> None:
    ask(world, ada)
    verify(world, world.token(CONFIRM, NEW))
    other = world.person(OLD)
    assert other != ada.user_id
    assert [user.id for user in world.read_users.find(OLD, None)] == [other]
    assert [user.id for user in world.read_users.find(NEW, None)] == [ada.user_id]
