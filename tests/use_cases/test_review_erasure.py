"""What was under way while an account was erased writes nothing of the person any more."""

import hashlib
from collections.abc import Callable

import pytest

from functions.directory.user_routes import routes
from shared.accounts.domain.activity import Activity
from shared.accounts.domain.credentials import SignUp
from shared.accounts.use_cases.context import any_version
from shared.accounts.use_cases.sign_up import SignUpWish
from shared.edge.http import http_handler
from shared.kernel.errors import ServiceUnavailable
from tests.edge.sample import event
from tests.use_cases.world import LAPTOP, PASSWORD, World, by_staff, context, outcome_of

EMAIL, WRONG = "ada@example.org", "not the password 1"


def a_failed_sign_in(world: World) -> Callable[[], object]:
    world.store.meanwhile(lambda: None)  # the try is counted before the erasure, and noted after it
    return lambda: world.sign_in(EMAIL, WRONG, LAPTOP, "correlation")


def a_throttled_sign_in(world: World) -> Callable[[], object]:
    for _ in range(10):
        outcome_of(lambda: world.sign_in(EMAIL, WRONG, LAPTOP, "correlation"))
    return lambda: world.sign_in(EMAIL, WRONG, LAPTOP, "correlation")


def a_refresh(world: World) -> Callable[[], object]:
    signed_in = world.signed_in(EMAIL)
    return lambda: world.refresh_session(signed_in.refresh_token, LAPTOP)


def a_refresh_with_a_used_token(world: World) -> Callable[[], object]:
    signed_in = world.signed_in(EMAIL)
    world.refresh_session(signed_in.refresh_token, LAPTOP)
    return lambda: world.refresh_session(signed_in.refresh_token, LAPTOP)


def a_sign_out(world: World) -> Callable[[], object]:
    caller = world.caller(world.signed_in(EMAIL))
    return lambda: world.own_sessions.end(caller, caller.session_id, LAPTOP)


def a_repeated_sign_up(world: World) -> Callable[[], object]:
    return lambda: world.sign_up(SignUpWish(EMAIL, PASSWORD, display_name="Ada"), LAPTOP, "correlation")


UNDER_WAY = [
    a_failed_sign_in,
    a_throttled_sign_in,
    a_refresh,
    a_refresh_with_a_used_token,
    a_sign_out,
    a_repeated_sign_up,
]


@pytest.mark.parametrize("under_way", UNDER_WAY)
def test_what_ends_after_an_erasure_leaves_nothing(
    world: World, under_way: Callable[[World], Callable[[], object]]
) -> None:
    user_id = world.person(EMAIL)
    erasing = world.caller(world.signed_in(EMAIL))

    def erase() -> None:
        world.erase_user.own(erasing, context(user_id))
        world.settle()

    act = under_way(world)
    world.store.meanwhile(erase)
    outcome_of(act)
    assert world.history(user_id)[-1] == "user.erased"
    for kind in (Activity, SignUp):
        assert world.store.query(kind.of(user_id)).items == ()
    assert world.session_count(user_id) == 0


def test_a_store_that_fails_after_the_erasure_does_not_cost_the_receipt(world: World) -> None:
    user_id, staff = world.person(EMAIL), world.staff()
    world.signed_in(EMAIL)
    forget = world.forget_sessions.everything

    def away(user_id: str) -> dict[str, int]:
        raise ServiceUnavailable

    world.forget_sessions.everything = away  # type: ignore[method-assign]
    receipt = world.erase_user.by_staff(staff, user_id, any_version, by_staff(staff))
    assert (receipt.user_id, receipt.stream_version) == (user_id, world.user(user_id).version)
    assert receipt.removed == {"claims": 1, "keys": 1, "passwords": 1}, "what was not removed is not counted"
    world.forget_sessions.everything = forget  # type: ignore[method-assign]
    assert world.settle().session_count(user_id) == 0


def test_no_hash_that_could_be_guessed_stays_of_an_idempotent_request(world: World) -> None:
    token = f"Bearer {world.tokens.issue(*_ids_of_staff(world))}"
    handle = http_handler(world, [routes], world.authenticate)
    headers = {"authorization": token, "content_type": "application/json", "idempotency_key": "key-1"}
    request = event("POST", "/v1/users", body=f'{{"email":"{EMAIL}"}}', **headers)
    first, again = handle(request, None), handle(request, None)
    assert (first["statusCode"], again["body"]) == (201, first["body"])
    stored = repr(list(world.store._records.values()))
    guess = hashlib.sha256(f'{{"email":"{EMAIL}"}}'.encode()).hexdigest()
    assert guess not in stored


def _ids_of_staff(world: World) -> tuple[str, str, frozenset[str]]:
    staff = world.staff()
    return staff.user_id, staff.session_id, staff.permissions
