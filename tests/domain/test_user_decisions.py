"""Given an account's events, when somebody decides, then these events follow, or this error."""

from collections.abc import Callable

import pytest

from shared.accounts.domain import events as happened
from shared.accounts.domain import user as deciding
from shared.accounts.domain.user import User
from shared.kernel.errors import Conflict, Gone
from shared.kernel.events import Payload
from tests.domain.stories import (
    ACTIVE,
    INVITED,
    PENDING,
    RECEIPT,
    SESSION,
    SIGNED_UP,
    STATUSES,
    SUSPENDED_ACTIVE,
    VERIFIED,
    given,
)

Decide = Callable[[User], list[Payload]]
EMAIL, NEW = "Ada@example.org", "ada@example.net"
NAME: dict[str, str | None] = {"display_name": "Ada L."}
REQUESTED = happened.UserEmailChangeRequested(NEW)

DECISIONS: dict[str, Decide] = {
    "verify_email": deciding.verify_email,
    "change_profile": lambda user: deciding.change_profile(user, NAME),
    "request_email_change": lambda user: deciding.request_email_change(user, NEW),
    "confirm_email_change": deciding.confirm_email_change,
    "set_email": lambda user: deciding.set_email(user, NEW),
    "change_password": lambda user: deciding.change_password(user, SESSION),
    "reset_password": deciding.reset_password,
    "set_roles": lambda user: deciding.set_roles(user, ("support", "admin")),
    "suspend": lambda user: deciding.suspend(user, "why"),
    "reactivate": lambda user: deciding.reactivate(user, "why"),
    "erase": lambda user: deciding.erase(user, RECEIPT),
}

PROFILE = [happened.UserProfileChanged({"display_name": "Ada L."})]
MOVED: list[Payload] = [happened.UserEmailChanged(NEW, EMAIL, verified=False)]
ROLES = [happened.UserRolesChanged(("admin", "support"))]
RESET = happened.UserPasswordReset(first=False)
ERASED = [happened.UserErased(RECEIPT)]
WRONG, GONE = "wrong_status", "user_erased"

# For every decision: what follows when the account is pending, active, suspended. Erased: always `user_erased`.
OUTCOMES: dict[str, tuple[object, object, object]] = {
    "verify_email": ([VERIFIED], WRONG, WRONG),
    "change_profile": (PROFILE, PROFILE, PROFILE),
    "request_email_change": (WRONG, [REQUESTED], WRONG),
    "confirm_email_change": (WRONG, WRONG, WRONG),
    "set_email": (MOVED, MOVED, MOVED),
    "change_password": (WRONG, [happened.UserPasswordChanged(SESSION)], WRONG),
    "reset_password": ([RESET, VERIFIED], [RESET], WRONG),
    "set_roles": (ROLES, ROLES, ROLES),
    "suspend": ([happened.UserSuspended("why")], [happened.UserSuspended("why")], []),
    "reactivate": ([], [], [happened.UserReactivated("why")]),
    "erase": (ERASED, ERASED, ERASED),
}
CASES = [
    pytest.param(name, status, expected, id=f"{name} of {status}")
    for name, outcomes in OUTCOMES.items()
    for status, expected in zip(("pending", "active", "suspended"), outcomes, strict=True)
]


def outcome(decide: Decide, user: User) -> object:
    try:
        return decide(user)
    except (Conflict, Gone) as refused:
        return refused.code


@pytest.mark.parametrize(("name", "status", "expected"), CASES)
def test_a_decision_depends_on_the_status(name: str, status: str, expected: object) -> None:
    assert outcome(DECISIONS[name], given(*STATUSES[status])) == expected


@pytest.mark.parametrize("name", DECISIONS)
def test_nothing_can_be_decided_about_an_erased_account(name: str) -> None:
    assert outcome(DECISIONS[name], given(*STATUSES["erased"])) == GONE


def test_every_decision_of_the_module_is_in_the_table() -> None:
    written = {
        n for n, f in vars(deciding).items() if callable(f) and getattr(f, "__module__", "") == deciding.__name__
    }
    assert {name for name in written if name.islower() and not name.startswith("_")} == set(DECISIONS) == set(OUTCOMES)


def test_only_what_differs_becomes_an_event() -> None:
    user = given(*ACTIVE)
    assert deciding.change_profile(user, {"display_name": "Ada", "locale": "fr", "username": "ada"}) == [
        happened.UserProfileChanged({"locale": "fr"})
    ]
    assert deciding.change_profile(user, {"display_name": "Ada", "locale": "en"}) == []
    assert deciding.change_profile(user, {}) == []


def test_a_member_is_cleared_by_null_and_clearing_it_twice_is_nothing() -> None:
    cleared = happened.UserProfileChanged({"username": None})
    assert deciding.change_profile(given(*ACTIVE), {"username": None}) == [cleared]
    assert deciding.change_profile(given(*ACTIVE, cleared), {"username": None}) == []


def test_setting_the_same_address_or_the_same_roles_is_nothing() -> None:
    assert deciding.set_email(given(*ACTIVE), EMAIL) == []
    assert deciding.set_roles(given(INVITED), ("support", "support")) == []
    assert deciding.set_roles(given(*ACTIVE), ()) == []


def test_an_address_in_other_letters_is_another_spelling_and_is_stored() -> None:
    assert deciding.set_email(given(*ACTIVE), EMAIL.lower()) == [
        happened.UserEmailChanged(EMAIL.lower(), EMAIL, verified=False)
    ]


def test_a_change_of_address_can_be_proven_only_while_one_waits() -> None:
    waiting = given(*ACTIVE, REQUESTED)
    assert deciding.confirm_email_change(waiting) == [happened.UserEmailChanged(NEW, EMAIL, verified=True)]
    with pytest.raises(Conflict, match="waiting"):
        deciding.confirm_email_change(given(*ACTIVE))
    done = given(*ACTIVE, REQUESTED, happened.UserEmailChanged(NEW, EMAIL, verified=True))
    with pytest.raises(Conflict, match="waiting"):
        deciding.confirm_email_change(done)


@pytest.mark.parametrize("status", ["pending", "suspended", "suspended before the proof"])
def test_a_change_of_address_is_proven_by_active_accounts_only(status: str) -> None:
    with pytest.raises(Conflict) as refused:
        deciding.confirm_email_change(given(*STATUSES[status]))
    assert refused.value.code == WRONG


def test_the_first_password_of_an_invited_person_proves_the_address() -> None:
    assert deciding.reset_password(given(INVITED)) == [
        happened.UserPasswordReset(first=True),
        happened.UserEmailVerified("grace@example.org", activated=True),
    ]


def test_a_reset_proves_an_address_that_staff_set_without_activating_anew() -> None:
    moved = given(*ACTIVE, happened.UserEmailChanged(NEW, EMAIL, verified=False))
    assert deciding.reset_password(moved) == [RESET, happened.UserEmailVerified(NEW, activated=False)]


def test_an_account_suspended_before_its_proof_can_be_reactivated_and_erased() -> None:
    user = given(SIGNED_UP, happened.UserSuspended(None))
    assert deciding.reactivate(user, None) == [happened.UserReactivated(None)]
    assert deciding.erase(user, RECEIPT) == ERASED
    assert outcome(deciding.verify_email, user) == WRONG


def test_roles_are_stored_sorted_and_once_each() -> None:
    assert deciding.set_roles(given(*PENDING), ("support", "admin", "support")) == ROLES


def test_suspending_twice_and_reactivating_twice_is_nothing() -> None:
    assert deciding.suspend(given(*SUSPENDED_ACTIVE), "again") == []
    assert deciding.reactivate(given(*SUSPENDED_ACTIVE, happened.UserReactivated()), "again") == []
