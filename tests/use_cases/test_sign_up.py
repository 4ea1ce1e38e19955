"""Signing up says and costs the same whether or not the address is known."""

from collections.abc import Callable

import pytest

from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.user import Status
from shared.accounts.use_cases.create_user import Invitation
from shared.accounts.use_cases.sign_up import SignUpWish
from shared.kernel.errors import ServiceUnavailable, ValidationFailed
from tests.use_cases.world import PASSWORD, PHONE, Work, World, by_staff, outcome_of

EMAIL = "Ada@example.org"
VERIFY, EXISTS = MailKind.VERIFY_EMAIL, MailKind.ACCOUNT_EXISTS


def sign_up(world: World, email: str = EMAIL, password: str = PASSWORD, **profile: str) -> str:
    return world.sign_up(SignUpWish(email, password, **profile), PHONE, "correlation")


def as_new(world: World) -> None:
    pass


def as_pending(world: World) -> None:
    sign_up(world)


def as_active(world: World) -> None:
    world.person(EMAIL)


def as_suspended(world: World) -> None:
    staff = world.staff()
    world.suspend_user.suspend(staff, world.person(EMAIL), None, None, by_staff(staff))


def as_erased(world: World) -> None:
    staff = world.staff()
    world.erase_user.by_staff(staff, world.person(EMAIL), lambda version: None, by_staff(staff))


def as_invited(world: World) -> None:
    staff = world.staff()
    world.create_user(staff, Invitation(EMAIL), None, by_staff(staff))


STATES: dict[str, Callable[[World], None]] = {
    "new": as_new, "pending": as_pending, "active": as_active, "suspended": as_suspended, "erased": as_erased,
    "invited": as_invited,
}  # fmt: skip


def test_a_new_address_makes_a_pending_account_and_one_mail_with_a_link(world: World) -> None:
    user_id = sign_up(world, username="Ada", display_name="Ada L.", locale="en-GB")
    user = world.settle().user(user_id)
    assert (user.status, user.email, user.username) == (Status.PENDING, EMAIL, "ada")
    assert (user.display_name, user.locale, user.version) == ("Ada L.", "en-GB", 1)
    (mail,) = world.mails()
    assert (mail.kind, mail.to) == (VERIFY, EMAIL)
    assert "https://accounts.example.org/verify?token=" in mail.text


def test_signing_up_again_while_pending_mails_another_link(world: World) -> None:
    first = sign_up(world)
    again = sign_up(world.settle(), email=EMAIL.upper())
    assert again == first
    assert [mail.kind for mail in world.settle().mails()] == [VERIFY, VERIFY]
    assert world.token(VERIFY, EMAIL, 0) != world.token(VERIFY, EMAIL, 1)
    assert world.history(first) == ["user.registered"]


@pytest.mark.parametrize("state", ["active", "suspended"])
def test_whoever_has_an_account_is_told_so_without_a_token(world: World, state: str) -> None:
    STATES[state](world)
    before = len(world.settle().mails())
    sign_up(world, password="another password 123")
    (mail,) = world.settle().mails()[before:]
    assert (mail.kind, mail.to) == (EXISTS, EMAIL)
    assert "token=" not in mail.text + mail.html


def test_an_erased_address_is_free_again_for_a_new_account(world: World) -> None:
    as_erased(world)
    user_id = sign_up(world.settle())
    assert world.user(user_id).version == 1
    assert world.settle().mails()[-1].kind is VERIFY


def work_of_signing_up(state: str, **profile: str) -> Work:
    world = World()
    STATES[state](world)
    world.settle()
    return world.work_of(lambda: sign_up(world, **profile))


@pytest.mark.parametrize("profile", [{}, {"username": "ada-2", "display_name": "Ada"}], ids=["plain", "with a name"])
def test_every_state_of_an_address_costs_the_same_calls_messages_and_hashes(profile: dict[str, str]) -> None:
    works = {state: work_of_signing_up(state, **profile) for state in STATES}
    assert len(set(works.values())) == 1, works
    work = works["new"]
    assert [name for name, _ in work.calls] == ["transact", "get_many", "transact"]
    assert (work.messages, work.hashes) == (1, 1)


def test_a_taken_username_is_told_after_the_same_work_on_both_branches() -> None:
    works, codes = [], []
    for state in ("new", "active"):
        world = World()
        STATES[state](world)
        world.person("grace@example.org", username="grace")
        works.append(world.work_of(lambda world=world: sign_up(world, username="GRACE")))  # type: ignore[misc]
        codes.append(outcome_of(lambda world=world: sign_up(world, username="ＧＲＡＣＥ")))  # type: ignore[misc]
    assert codes == ["username_taken", "username_taken"]
    assert works[0] == works[1]


def test_a_look_alike_of_a_taken_username_is_taken(world: World) -> None:
    world.person("ace@example.org", username="ace")
    assert outcome_of(lambda: sign_up(world, username="асе")) == "username_taken"
    assert outcome_of(lambda: sign_up(world, username="aces")) == "done"


def test_of_two_sign_ups_at_once_one_registers_and_the_other_waits_beside_it(world: World) -> None:
    others: list[str] = []
    world.store.meanwhile(lambda: others.append(sign_up(world, password="the faster one 123")))
    slower = sign_up(world)
    assert [slower] == others
    assert world.history(slower) == ["user.registered"]
    assert [mail.kind for mail in world.settle().mails()] == [VERIFY, VERIFY]


def test_of_two_sign_ups_for_one_username_at_once_one_gets_it(world: World) -> None:
    world.store.meanwhile(lambda: sign_up(world, "grace@example.org", username="ada"))
    assert outcome_of(lambda: sign_up(world, username="ada")) == "username_taken"
    assert world.read_users.find(EMAIL, None) == []


def test_without_the_queue_it_is_unavailable_and_the_same_request_may_come_again(world: World) -> None:
    world.mail_queue.down = True
    with pytest.raises(ServiceUnavailable):
        sign_up(world)
    world.mail_queue.down = False
    sign_up(world)
    assert {mail.kind for mail in world.settle().mails()} == {VERIFY}
    world.verify_email(world.token(VERIFY, EMAIL), PHONE, "correlation")


@pytest.mark.parametrize(
    ("wish", "pointer"),
    [
        (SignUpWish("no address", PASSWORD), "/email"),
        (SignUpWish(EMAIL, "short"), "/password"),
        (SignUpWish("adalovelace@example.org", "AdaLovelace2026!"), "/password"),
        (SignUpWish(EMAIL, PASSWORD, username="a b"), "/username"),
        (SignUpWish(EMAIL, PASSWORD, display_name="\u202e"), "/display_name"),
        (SignUpWish(EMAIL, PASSWORD, locale="english"), "/locale"),
    ],
)
def test_a_broken_rule_is_told_before_any_work(world: World, wish: SignUpWish, pointer: str) -> None:
    work = world.work_of(lambda: world.sign_up(wish, PHONE, "correlation"))
    assert work == Work((), 0, 0)
    with pytest.raises(ValidationFailed) as refused:
        world.sign_up(wish, PHONE, "correlation")
    assert [fault.pointer for fault in refused.value.errors] == [pointer]


def test_no_password_and_no_token_is_stored_or_queued(world: World) -> None:
    sign_up(world)
    queued = repr(world.mail_queue.commands)
    world.settle()
    stored = repr(world.store._records.values())
    for secret in (PASSWORD, world.token(VERIFY, EMAIL)):
        assert secret not in stored
        assert secret not in queued
    assert EMAIL not in queued
    assert EMAIL.lower() not in queued
