"""Signing in: one answer to every wrong password, and a try that is counted before it is hashed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.quotas import source_of
from shared.accounts.domain.tries import Tries
from shared.accounts.use_cases.sign_up import SignUpWish
from shared.kernel.errors import TooManyAttempts
from shared.kernel.principal import Client
from shared.kernel.records import WriteConflict
from tests.use_cases.world import LAPTOP, PASSWORD, PHONE, World, by_staff, outcome_of

EMAIL, WRONG = "ada@example.org", "not the password 1"
NEVER_BEGAN = {
    "command": "new_device",
    "id": "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c99",
    "requested_at": "2026-01-01T00:00:00.000000Z",
    "correlation_id": "correlation",
}


def sign_in(world: World, password: str = PASSWORD, identifier: str = EMAIL, client: Client = PHONE) -> str:
    return outcome_of(lambda: world.sign_in(identifier, password, client, "correlation"))


def pending(world: World) -> None:
    world.sign_up(SignUpWish(EMAIL, PASSWORD), PHONE, "correlation")


def suspended(world: World) -> None:
    staff = world.staff()
    world.suspend_user.suspend(staff, world.person(EMAIL), None, None, by_staff(staff))


def erased(world: World) -> None:
    staff = world.staff()
    world.erase_user.by_staff(staff, world.person(EMAIL), lambda version: None, by_staff(staff))


def active(world: World) -> None:
    world.person(EMAIL)


def unknown(_world: World) -> None:
    """Nobody signed up."""


STATES: dict[str, Callable[[World], None]] = {
    "active": active, "pending": pending, "suspended": suspended, "erased": erased, "unknown": unknown,
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_a_wrong_password_gets_one_answer_whatever_the_account(world: World, state: str) -> None:
    STATES[state](world)
    assert sign_in(world, WRONG) == "invalid_credentials"


@pytest.mark.parametrize(
    ("state", "code"),
    [("active", "done"), ("pending", "email_not_verified"), ("suspended", "account_suspended"),
     ("erased", "invalid_credentials"), ("unknown", "invalid_credentials")],
)  # fmt: skip
def test_the_right_password_tells_why_nobody_may_come_in(world: World, state: str, code: str) -> None:
    STATES[state](world)
    assert sign_in(world) == code


def test_a_wrong_password_costs_the_same_for_everybody_and_for_nobody() -> None:
    works = {}
    for state, prepare in STATES.items():
        world = World()
        prepare(world)
        works[state] = world.work_of(lambda world=world: sign_in(world, WRONG))  # type: ignore[misc]
    assert len(set(works.values())) == 1, works
    assert (len(works["active"].calls), works["active"].hashes) == (4, 1)


def test_the_right_password_costs_no_more_calls_than_a_wrong_one(world: World) -> None:
    world.person(EMAIL)
    right, wrong = world.work_of(lambda: sign_in(world)), world.work_of(lambda: sign_in(world, WRONG))
    assert [name for name, _ in right.calls] == [name for name, _ in wrong.calls]
    assert len(right.calls) == 4


@pytest.mark.parametrize("identifier", ["ADA@EXAMPLE.org", "ada-1", "ADA-1", "ａｄａ-1"])
def test_an_address_or_a_username_in_any_case_and_width_is_the_person(world: World, identifier: str) -> None:
    world.person(EMAIL, username="ada-1")
    assert sign_in(world, identifier=identifier) == "done"


@pytest.mark.parametrize("identifier", ["", "@", "a b", "\x00", "x" * 5000, "ada#1", "a@b,c@d"])
def test_what_can_be_no_identifier_is_simply_wrong(world: World, identifier: str) -> None:
    assert sign_in(world, identifier=identifier) == "invalid_credentials"


@pytest.mark.parametrize("known", [True, False])
def test_ten_failures_are_told_as_such_and_the_next_try_waits(world: World, known: bool) -> None:
    if known:
        world.person(EMAIL)
    assert [sign_in(world, WRONG) for _ in range(10)] == ["invalid_credentials"] * 10
    hashed = world.hasher.hashed
    assert {sign_in(world, WRONG), sign_in(world)} == {"too_many_attempts"}, "the right password waits as well"
    assert world.hasher.hashed == hashed, "who must wait costs no hash"


def test_the_wait_ends_and_the_next_is_twice_as_long(world: World) -> None:
    world.person(EMAIL)
    for minutes in (15, 30, 60):
        [sign_in(world, WRONG) for _ in range(10)]
        with pytest.raises(TooManyAttempts) as refused:
            world.signed_in(EMAIL)
        assert refused.value.retry_after == minutes * 60 + 1
        world.clock.advance(timedelta(minutes=minutes))
    assert sign_in(world) == "done"


def test_success_resets_the_ladder(world: World) -> None:
    world.person(EMAIL)
    for _ in range(3):
        [sign_in(world, WRONG) for _ in range(9)]
        assert sign_in(world) == "done"


def test_the_address_and_the_username_climb_one_ladder(world: World) -> None:
    world.person(EMAIL, username="ada")
    [sign_in(world, WRONG) for _ in range(5)]
    [sign_in(world, WRONG, "ada") for _ in range(5)]
    assert sign_in(world) == "too_many_attempts"


def test_a_burst_hashes_no_more_than_the_limit(world: World) -> None:
    """Fifty that all read an empty counter: each is beaten to the write by the next."""
    world.person(EMAIL)
    before = world.hasher.hashed
    for _ in range(49):
        world.store.meanwhile(lambda: sign_in(world, WRONG))
    sign_in(world, WRONG)
    assert world.store.beaten == 49
    assert world.hasher.hashed - before == 10
    assert sign_in(world) == "too_many_attempts"


def test_the_tenth_and_eleventh_try_at_once_are_one_try(world: World) -> None:
    world.person(EMAIL)
    [sign_in(world, WRONG) for _ in range(9)]
    hashed = world.hasher.hashed
    world.store.meanwhile(lambda: sign_in(world, WRONG))
    assert sign_in(world, WRONG) == "too_many_attempts"
    assert world.hasher.hashed - hashed == 1


def test_an_unknown_identifier_in_other_letters_is_the_same(world: World) -> None:
    [sign_in(world, WRONG, identifier) for identifier in ("Eve@example.org", "eve@EXAMPLE.org") * 5]
    assert sign_in(world, WRONG, "EVE@example.org") == "too_many_attempts"


@pytest.mark.parametrize("state", ["pending", "suspended"])
def test_a_right_password_that_may_not_come_in_neither_counts_nor_resets(world: World, state: str) -> None:
    STATES[state](world)
    assert {sign_in(world) for _ in range(25)} == {"email_not_verified" if state == "pending" else "account_suspended"}
    for _ in range(9):
        sign_in(world, WRONG)
        assert sign_in(world) != "too_many_attempts"
    sign_in(world, WRONG)
    assert sign_in(world) == "too_many_attempts"


def test_a_source_that_fails_a_hundred_times_over_any_accounts_waits(world: World) -> None:
    world.person(EMAIL)
    assert {sign_in(world, WRONG, f"nobody-{number}@example.org") for number in range(100)} == {"invalid_credentials"}
    with pytest.raises(TooManyAttempts) as refused:
        world.signed_in(EMAIL)
    assert refused.value.retry_after == 15 * 60 + 1
    assert sign_in(world, client=LAPTOP) == "done", "others are not held up"
    world.clock.advance(timedelta(minutes=15))
    assert sign_in(world) == "done"


def test_successes_of_a_source_are_no_failures(world: World) -> None:
    world.person(EMAIL)
    assert {sign_in(world) for _ in range(120)} == {"done"}


def test_a_password_longer_than_any_is_refused_and_nfc_is_one_password(world: World) -> None:
    world.person(EMAIL, "café au lait at noon")
    assert sign_in(world, "cafe\u0301 au lait at noon") == "done"
    assert sign_in(world, "café au lait at noon ") == "invalid_credentials"


def test_no_session_begins_for_an_account_suspended_while_its_password_was_checked(world: World) -> None:
    user_id, staff = world.person(EMAIL), world.staff()

    def suspend() -> object:
        return world.suspend_user.suspend(staff, user_id, None, None, by_staff(staff))

    world.store.meanwhile(lambda: None)
    world.store.meanwhile(suspend)
    assert sign_in(world) == "invalid_credentials"
    assert world.session_count(user_id) == 0


def test_a_session_begins_though_its_try_belongs_to_a_window_that_ended_meanwhile(world: World) -> None:
    user_id = world.person(EMAIL)

    def later() -> None:
        world.clock.advance(timedelta(minutes=16))
        assert sign_in(world, WRONG) == "invalid_credentials"

    world.store.meanwhile(lambda: None)
    world.store.meanwhile(later)
    assert sign_in(world) == "done"
    assert world.session_count(user_id) == 1


def test_a_success_counts_for_nobody_though_others_sign_in_from_there_at_that_moment(world: World) -> None:
    """Else a busy address would be closed by people who all knew their passwords."""
    user_id = world.person(EMAIL)

    def others_are_at_it() -> None:
        raise WriteConflict(())

    world.store.meanwhile(lambda: None)
    world.store.meanwhile(others_are_at_it)
    assert sign_in(world) == "done"
    assert world.session_count(user_id) == 1
    source = world.store.get(Tries.key_of("source", source_of(world.seals, PHONE)))
    assert source is not None
    assert source.count == 0


def test_the_log_tells_the_person_what_happened_newest_first(world: World) -> None:
    world.person(EMAIL)
    [sign_in(world, WRONG, client=LAPTOP) for _ in range(10)]
    sign_in(world, client=LAPTOP)
    world.clock.advance(timedelta(minutes=16))
    caller = world.caller(world.signed_in(EMAIL))
    log = world.own_sessions.activity(caller, None, 50).items
    assert [entry.type for entry in log] == ["sign_in.succeeded", "sign_in.throttled", *["sign_in.failed"] * 10]
    assert (log[0].source_ip, log[0].session_id) == (PHONE.source_ip, caller.session_id)
    assert (log[1].source_ip, log[1].user_agent, log[1].session_id) == (LAPTOP.source_ip, LAPTOP.user_agent, None)


def test_a_sign_in_writes_nothing_into_the_history(world: World) -> None:
    user_id = world.person(EMAIL)
    [sign_in(world, WRONG), sign_in(world)]
    assert world.history(user_id) == ["user.registered", "user.email_verified"]


def test_the_first_device_is_no_news_and_the_second_is_told_once_without_a_token(world: World) -> None:
    world.person(EMAIL)
    sign_in(world)
    assert world.settle().mails(MailKind.NEW_DEVICE) == []
    [sign_in(world, client=LAPTOP), sign_in(world, client=LAPTOP), sign_in(world)]
    (mail,) = world.settle().mails(MailKind.NEW_DEVICE)
    assert mail.to == EMAIL
    assert "token=" not in mail.text + mail.html
    assert LAPTOP.source_ip in mail.text


def test_a_browser_that_was_updated_is_the_same_device(world: World) -> None:
    world.person(EMAIL)
    sign_in(world, client=Client("192.0.2.7", "Browser/142.0"))
    sign_in(world, client=Client("192.0.2.7", "Browser/143.1"))
    assert world.settle().mails(MailKind.NEW_DEVICE) == []


def test_the_mail_of_a_new_device_waits_for_its_session_to_begin_and_not_for_ever(world: World) -> None:
    world.person(EMAIL)
    sign_in(world)
    world.store.meanwhile(lambda: None)
    world.store.meanwhile(lambda: world.settle())
    sign_in(world, client=LAPTOP)
    assert len(world.mail_queue.commands) == 1, "it was worked on too early, and waits for its next try"
    assert len(world.settle().mails(MailKind.NEW_DEVICE)) == 1
    world.mail_queue.put({**NEVER_BEGAN, "user_id": world.read_users.find(EMAIL, None)[0].id})
    world.settle()
    world.clock.advance(timedelta(seconds=61))
    assert len(world.settle().mails(MailKind.NEW_DEVICE)) == 1
    assert world.mail_queue.commands == []


def test_without_the_queue_no_session_begins_untold(world: World) -> None:
    user_id = world.person(EMAIL)
    sign_in(world)
    world.mail_queue.down = True
    assert sign_in(world, client=LAPTOP) == "service_unavailable"
    assert world.session_count(user_id) == 1
    assert sign_in(world) == "done", "a known device needs no mail"


def test_the_token_says_who_which_session_and_what_is_permitted(world: World) -> None:
    user_id = world.person(EMAIL)
    signed_in = world.signed_in(EMAIL)
    claims = world.jwt.read(signed_in.access_token)
    assert (claims["sub"], claims["sid"], claims["permissions"]) == (user_id, signed_in.session_id, [])
    assert claims["exp"] - claims["iat"] == signed_in.expires_in == 300
    assert EMAIL not in repr(claims)
    staff = world.staff(roles=("support",))
    assert staff.permissions == {"users:read", "audit:read"}
