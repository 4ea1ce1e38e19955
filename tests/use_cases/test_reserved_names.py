"""A name asked for with an address that is known is taken just as with a new one, and gives nobody anything."""

from datetime import timedelta

import pytest

from shared.accounts.domain.mails import MailKind
from shared.accounts.use_cases.context import any_version
from shared.accounts.use_cases.sign_up import SignUpWish
from tests.use_cases.world import PASSWORD, PHONE, World, by_staff, outcome_of

EMAIL, EVE = "ada@example.org", "eve's own password"


def sign_up(world: World, email: str, name: str, password: str = PASSWORD) -> str:
    outcome = outcome_of(lambda: world.sign_up(SignUpWish(email, password, username=name), PHONE, "correlation"))
    world.settle()
    return outcome


@pytest.mark.parametrize("known", [True, False])
def test_whether_a_name_became_taken_tells_nothing_about_the_address(world: World, known: bool) -> None:
    if known:
        world.person(EMAIL)
    assert sign_up(world, EMAIL, "countess", EVE) == "done"
    assert sign_up(world, "other@example.org", "countess") == "username_taken"
    assert sign_up(world, EMAIL, "countess", EVE) == "done", "the same person may ask again"


def test_a_reserved_name_neither_signs_in_nor_is_found(world: World) -> None:
    """It points at whoever has the address, who never asked for it."""
    world.person(EMAIL)
    sign_up(world, EMAIL, "countess", EVE)
    assert outcome_of(lambda: world.signed_in("countess")) == "invalid_credentials"
    assert world.read_users.find(None, "countess") == []


def test_a_reservation_ends(world: World) -> None:
    world.person(EMAIL)
    sign_up(world, EMAIL, "countess", EVE)
    world.clock.advance(timedelta(days=31))
    assert sign_up(world, "other@example.org", "countess") == "done"


def test_a_reservation_does_not_outlive_the_account_it_waits_for(world: World) -> None:
    user_id, staff = world.person(EMAIL), world.staff()
    sign_up(world, EMAIL, "countess", EVE)
    world.erase_user.by_staff(staff, user_id, any_version, by_staff(staff))
    world.clock.advance(timedelta(days=31))
    assert sign_up(world.settle(), "other@example.org", "countess") == "done"


def test_the_name_of_the_sign_up_that_is_proven_becomes_the_accounts_own(world: World) -> None:
    world.sign_up(SignUpWish(EMAIL, EVE, username="first"), PHONE, "correlation")
    assert sign_up(world, EMAIL, "ada") == "done"
    world.verify_email(world.token(MailKind.VERIFY_EMAIL, EMAIL), PHONE, "correlation")
    (user,) = world.read_users.find(None, "ada")
    assert (user.email, user.username) == (EMAIL, "ada")
    assert outcome_of(lambda: world.signed_in("ada")) == "done"
    assert sign_up(world, "other@example.org", "first") == "done", "what the other had chosen is free"
