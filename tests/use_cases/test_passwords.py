"""Passwords: reset by a mailed link that works once, changed by who knows the current one."""

from datetime import timedelta

import pytest

from shared.accounts.domain.credentials import MailedToken, Purpose
from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.user import Status
from shared.accounts.use_cases.create_user import Invitation
from shared.accounts.use_cases.sign_up import SignUpWish
from shared.kernel.errors import Malformed, Unauthenticated
from tests.use_cases.world import LAPTOP, PASSWORD, PHONE, World, by_staff, context, outcome_of

EMAIL, NEW, NEWER = "ada@example.org", "another password 123", "yet another password 123"
RESET, CHANGED = MailKind.PASSWORD_RESET, MailKind.PASSWORD_CHANGED


def ask(world: World, email: str = EMAIL) -> str:
    """The token that was mailed."""
    world.request_mail("reset_password", email, PHONE, "correlation")
    return world.settle().token(RESET, email)


def confirm(world: World, token: str, password: str = NEW) -> str:
    return outcome_of(lambda: world.reset_password(token, password, PHONE, "correlation"))


def sign_in(world: World, password: str) -> str:
    return outcome_of(lambda: world.signed_in(EMAIL, password))


def change(world: World, current: str = PASSWORD, new: str = NEW) -> str:
    """From a session of its own."""
    caller = world.caller(world.signed_in(EMAIL))
    return outcome_of(lambda: world.change_password(caller, current, new, PHONE, context(caller.user_id)))


# reset -----------------------------------------------------------------------------------------------------------


def test_a_reset_sets_the_password_ends_every_session_and_tells_the_owner(world: World) -> None:
    user_id = world.person(EMAIL)
    before = world.signed_in(EMAIL)
    assert confirm(world, ask(world)) == "done"
    assert (sign_in(world, PASSWORD), sign_in(world, NEW)) == ("invalid_credentials", "done")
    with pytest.raises(Unauthenticated):
        world.caller(before)
    assert world.history(user_id)[-1] == "user.password_reset"
    (told,) = world.settle().mails(CHANGED)
    assert told.to == EMAIL
    assert "token=" not in told.text + told.html


def test_a_reset_link_works_once_for_an_hour(world: World) -> None:
    world.person(EMAIL)
    token = ask(world)
    assert [confirm(world, token), confirm(world, token, NEWER)] == ["done", "invalid_token"]
    late = ask(world)
    world.clock.advance(timedelta(hours=1))
    assert confirm(world, late) == "invalid_token"
    assert sign_in(world, NEW) == "done"


def test_a_newer_request_replaces_the_older_link(world: World) -> None:
    world.person(EMAIL)
    older, newer = ask(world), ask(world)
    assert [confirm(world, older), confirm(world, newer)] == ["invalid_token", "done"]


def test_a_late_message_does_not_replace_a_newer_link(world: World) -> None:
    """Queues keep no order: the older request is worked on second."""
    world.person(EMAIL)
    world.request_mail("reset_password", EMAIL, PHONE, "older")
    (older,) = world.mail_queue.commands
    world.mail_queue.commands.clear()
    newer = ask(world)
    world.mail_queue.put(older)
    assert len(world.settle().mails(RESET)) == 1
    assert confirm(world, newer) == "done"


def test_of_two_uses_at_once_one_counts(world: World) -> None:
    user_id = world.person(EMAIL)
    token = ask(world)
    world.store.meanwhile(lambda: confirm(world, token, NEWER))
    assert confirm(world, token) == "invalid_token"
    assert sign_in(world, NEWER) == "done"
    assert world.history(user_id).count("user.password_reset") == 1


def test_a_link_replaced_while_it_is_used_is_dead(world: World) -> None:
    user_id = world.person(EMAIL)
    older = ask(world)
    world.store.meanwhile(lambda: ask(world))
    assert confirm(world, older) == "invalid_token"
    assert world.user(user_id).version == 2


def test_a_changed_password_kills_an_open_link(world: World) -> None:
    world.person(EMAIL)
    token = ask(world)
    assert change(world) == "done"
    assert confirm(world, token, NEWER) == "invalid_token"


def test_a_request_from_before_a_change_mails_nothing_after_it(world: World) -> None:
    world.person(EMAIL)
    world.request_mail("reset_password", EMAIL, PHONE, "correlation")
    assert change(world) == "done"
    assert world.settle().mails(RESET) == []


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
def test_asking_costs_a_count_and_a_message_whether_or_not_anybody_has_the_address(world: World, email: str) -> None:
    world.person(EMAIL)
    work = world.work_of(lambda: world.request_mail("reset_password", email, PHONE, "correlation"))
    assert (work.calls, work.messages, work.hashes) == ((("transact", 1),), 1, 0)
    assert email not in repr(world.mail_queue.commands)


def test_no_mail_goes_to_strangers_to_suspended_or_to_erased(world: World) -> None:
    staff = world.staff()
    gone, away = world.person("gone@example.org"), world.person("away@example.org")
    world.erase_user.by_staff(staff, gone, lambda version: None, by_staff(staff))
    world.suspend_user.suspend(staff, away, None, None, by_staff(staff))
    world.settle()
    before = len(world.mails())
    for email in ("nobody@example.org", "gone@example.org", "away@example.org"):
        world.request_mail("reset_password", email, PHONE, "correlation")
    assert len(world.settle().mails()) == before


def test_a_link_dies_with_a_suspension_and_an_erasure(world: World) -> None:
    user_id, staff = world.person(EMAIL), world.staff()
    token = ask(world)
    world.suspend_user.suspend(staff, user_id, None, None, by_staff(staff))
    assert confirm(world, token) == "invalid_token"
    world.suspend_user.reactivate(staff, user_id, None, None, by_staff(staff))
    world.erase_user.by_staff(staff, user_id, lambda version: None, by_staff(staff))
    assert confirm(world, token) == "invalid_token"


def test_a_reset_proves_a_pending_address_and_kills_the_sign_ups_of_others(world: World) -> None:
    user_id = world.sign_up(SignUpWish(EMAIL, "eve's own password"), PHONE, "correlation")
    eves = world.settle().token(MailKind.VERIFY_EMAIL, EMAIL)
    assert confirm(world, ask(world)) == "done"
    assert world.user(user_id).status is Status.ACTIVE
    assert outcome_of(lambda: world.verify_email(eves, PHONE, "correlation")) == "invalid_token"
    assert (sign_in(world, NEW), sign_in(world, "eve's own password")) == ("done", "invalid_credentials")


def test_a_refused_password_leaves_the_link_good(world: World) -> None:
    world.person(EMAIL)
    token = ask(world)
    assert confirm(world, token, "short") == "validation_failed"
    assert confirm(world, token, "ada" * 6) == "validation_failed", "made of the address"
    assert confirm(world, token) == "done"


def test_every_bad_link_gets_the_same_words(world: World) -> None:
    world.person(EMAIL)
    used, altered = ask(world), "A" * 108
    confirm(world, used)
    said = set()
    for token in (used, altered, "", world.token(MailKind.VERIFY_EMAIL, EMAIL)):
        with pytest.raises(Malformed) as refused:
            world.reset_password(token, NEWER, PHONE, "correlation")
        said.add((refused.value.code, refused.value.detail))
    assert len(said) == 1


# invitation ------------------------------------------------------------------------------------------------------


def test_an_invitation_sets_the_first_password_and_proves_the_address(world: World) -> None:
    staff = world.staff()
    user = world.create_user(staff, Invitation(EMAIL, display_name="Ada"), None, by_staff(staff))
    assert sign_in(world, PASSWORD) == "invalid_credentials"
    token = world.settle().token(MailKind.INVITATION, EMAIL)
    assert confirm(world, token) == "done"
    assert (world.user(user.id).status, world.user(user.id).email_verified) == (Status.ACTIVE, True)
    assert sign_in(world, NEW) == "done"
    assert [mail.kind for mail in world.settle().mails(to=EMAIL)] == [MailKind.INVITATION, MailKind.WELCOME]
    assert confirm(world, token, NEWER) == "invalid_token"


def test_a_token_that_names_the_same_ids_for_another_purpose_accepts_no_invitation(world: World) -> None:
    staff = world.staff()
    invited = world.create_user(staff, Invitation(EMAIL), None, by_staff(staff)).id
    twin = world.seals.mailed_token(MailedToken(Purpose.VERIFY_EMAIL, invited, invited, invited))
    assert confirm(world, twin) == "invalid_token"


def test_an_invitation_holds_a_week_and_a_resend_or_reset_brings_another(world: World) -> None:
    staff = world.staff()
    world.create_user(staff, Invitation(EMAIL), None, by_staff(staff))
    first = world.settle().token(MailKind.INVITATION, EMAIL)
    world.clock.advance(timedelta(days=7))
    assert confirm(world, first) == "invalid_token"
    world.request_mail("reset_password", EMAIL, PHONE, "correlation")
    second = world.settle().token(MailKind.INVITATION, EMAIL)
    world.request_mail("resend_verification", EMAIL, PHONE, "correlation")
    third = world.settle().token(MailKind.INVITATION, EMAIL)
    assert [confirm(world, second), confirm(world, third)] == ["invalid_token", "done"]


# change ----------------------------------------------------------------------------------------------------------


def test_a_change_keeps_the_calling_session_and_ends_all_others(world: World) -> None:
    user_id = world.person(EMAIL)
    other, calling = world.signed_in(EMAIL, client=LAPTOP), world.signed_in(EMAIL)
    world.change_password(world.caller(calling), PASSWORD, NEW, PHONE, context(user_id))
    assert world.caller(calling).user_id == user_id
    assert outcome_of(lambda: world.refresh_session(calling.refresh_token, PHONE)) == "done"
    assert outcome_of(lambda: world.refresh_session(other.refresh_token, LAPTOP)) == "invalid_refresh_token"
    with pytest.raises(Unauthenticated):
        world.caller(other)
    assert (sign_in(world, PASSWORD), sign_in(world, NEW)) == ("invalid_credentials", "done")
    assert [mail.to for mail in world.settle().mails(CHANGED)] == [EMAIL]


def test_a_wrong_current_password_changes_nothing_and_counts_on_the_ladder_of_sign_in(world: World) -> None:
    user_id = world.person(EMAIL)
    signed_in = world.signed_in(EMAIL)
    caller = world.caller(signed_in)

    def change() -> object:
        return world.change_password(caller, "wrong", NEW, PHONE, context(user_id))

    assert [outcome_of(change) for _ in range(11)] == ["wrong_password"] * 10 + ["too_many_attempts"]
    assert sign_in(world, PASSWORD) == "too_many_attempts"
    assert world.user(user_id).version == 2
    assert world.refresh_session(signed_in.refresh_token, PHONE).session_id == caller.session_id, "sessions go on"


def test_a_try_whose_window_ended_meanwhile_is_no_hindrance(world: World) -> None:
    user_id = world.person(EMAIL)
    caller = world.caller(world.signed_in(EMAIL))

    def later() -> None:
        world.clock.advance(timedelta(minutes=16))
        assert sign_in(world, "wrong") == "invalid_credentials"

    world.store.meanwhile(lambda: None)
    world.store.meanwhile(later)
    world.change_password(caller, PASSWORD, NEW, PHONE, context(user_id))
    assert sign_in(world, NEW) == "done"


def test_a_new_password_obeys_the_rules_before_the_old_one_is_asked(world: World) -> None:
    world.person(EMAIL)
    assert change(world, "wrong", "short") == "validation_failed"
    assert change(world, "wrong", NEW) == "wrong_password"


def test_a_change_that_meets_another_change_is_decided_again(world: World) -> None:
    user_id, staff = world.person(EMAIL), world.staff()
    caller = world.caller(world.signed_in(EMAIL))
    world.store.meanwhile(lambda: None)
    world.store.meanwhile(lambda: None)
    world.store.meanwhile(lambda: world.set_roles(staff, user_id, ("support",), lambda version: None, by_staff(staff)))
    world.change_password(caller, PASSWORD, NEW, PHONE, context(user_id))
    assert world.history(user_id)[-2:] == ["user.roles_changed", "user.password_changed"]
    assert world.user(user_id).roles == ("support",)
