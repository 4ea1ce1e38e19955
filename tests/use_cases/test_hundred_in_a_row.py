"""A hundred wrong passwords in a row are the last ones that are looked at."""

from datetime import timedelta

from shared.accounts.domain.mails import MailKind
from shared.kernel.errors import TooManyAttempts, Unauthenticated
from tests.use_cases.world import PHONE, World, outcome_of

EMAIL = "ada@example.org"


def fail_for_good(world: World, identifier: str) -> int:
    """Wrong passwords until none is looked at any more, with all the patience in the world; how many were."""
    looked_at, refused = 0, 0
    while refused < 3:
        try:
            world.signed_in(identifier, "not the right password")
        except Unauthenticated:
            looked_at, refused = looked_at + 1, 0
        except TooManyAttempts:
            refused += 1
            world.clock.advance(timedelta(days=2))
    return looked_at


def test_a_hundred_wrong_passwords_in_a_row_are_the_last_for_known_and_unknown_alike(world: World) -> None:
    world.person(EMAIL)
    assert [fail_for_good(world, name) for name in (EMAIL, "nobody@example.org")] == [100, 100]
    assert outcome_of(lambda: world.signed_in(EMAIL)) == "too_many_attempts"


def test_only_a_reset_by_mail_opens_what_a_hundred_wrong_passwords_closed(world: World) -> None:
    user_id = world.person(EMAIL)
    fail_for_good(world, EMAIL)
    (reason,) = world.read_users.explain(user_id)
    assert (reason.code, reason.until) == ("too_many_attempts", None)
    assert "reset by mail" in reason.detail
    world.request_mail("reset_password", EMAIL, PHONE, "correlation")
    world.settle()
    token = world.token(MailKind.PASSWORD_RESET, EMAIL)
    world.reset_password(token, "another good passphrase", PHONE, "correlation")
    world.signed_in(EMAIL, "another good passphrase")


def test_a_success_begins_the_row_anew(world: World) -> None:
    world.person(EMAIL)
    for _ in range(15):
        for _ in range(9):
            assert outcome_of(lambda: world.signed_in(EMAIL, "not the right password")) == "invalid_credentials"
        world.signed_in(EMAIL)
        world.clock.advance(timedelta(minutes=16))
