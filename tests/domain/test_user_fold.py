"""What each event makes of an account."""

from datetime import timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from shared.accounts.domain import events as happened
from shared.accounts.domain import user as deciding
from shared.accounts.domain.user import Status
from shared.accounts.domain.user_fold import evolve
from shared.kernel.errors import Conflict, Gone
from shared.kernel.events import Event, Payload, Shredded
from tests.domain.stories import (
    ACTIVE,
    ERASED,
    INVITED,
    NOW,
    PENDING,
    SESSION,
    SIGNED_UP,
    SIGNUP,
    SUSPENDED,
    USER,
    VERIFIED,
    events_of,
    given,
)
from tests.domain.test_user_decisions import DECISIONS

NEW = "ada@example.net"


def test_a_sign_up_makes_a_pending_account_with_a_password() -> None:
    user = given(*PENDING)
    assert (user.id, user.status, user.version) == (USER, Status.PENDING, 1)
    assert (user.email, user.email_verified, user.has_password) == ("Ada@example.org", False, True)
    assert (user.username, user.display_name, user.locale, user.signup_id) == ("ada", "Ada", "en", SIGNUP)
    assert user.created_at == user.updated_at == NOW


def test_an_invitation_makes_a_pending_account_without_a_password() -> None:
    user = given(INVITED)
    assert (user.status, user.has_password, user.signup_id, user.roles) == (Status.PENDING, False, None, ("support",))


def test_a_proof_makes_it_active() -> None:
    user = given(*ACTIVE)
    assert (user.status, user.email_verified, user.can_act) == (Status.ACTIVE, True, True)
    assert user.created_at == NOW
    assert user.updated_at == NOW + timedelta(microseconds=1)


def test_a_change_of_profile_touches_only_what_it_names() -> None:
    user = given(*ACTIVE, happened.UserProfileChanged({"display_name": None}))
    assert (user.username, user.display_name, user.locale) == ("ada", None, "en")


def test_a_requested_address_waits_and_a_newer_request_replaces_it() -> None:
    user = given(*ACTIVE, happened.UserEmailChangeRequested(NEW))
    assert user.email == "Ada@example.org"
    assert user.email_change is not None
    newer = given(*ACTIVE, happened.UserEmailChangeRequested(NEW), happened.UserEmailChangeRequested("a@example.com"))
    assert newer.email_change is not None
    assert newer.email_change.new_email == "a@example.com"
    assert newer.email_change.token_id != user.email_change.token_id


def test_a_waiting_address_lapses_after_a_day() -> None:
    change = given(*ACTIVE, happened.UserEmailChangeRequested(NEW)).email_change
    assert change is not None
    assert not change.lapsed(change.requested_at + timedelta(hours=24, microseconds=-1))
    assert change.lapsed(change.requested_at + timedelta(hours=24))


def test_a_proven_change_keeps_sessions_and_one_by_staff_ends_them() -> None:
    before = given(*ACTIVE)
    proven = given(*ACTIVE, happened.UserEmailChanged(NEW, before.email, verified=True))
    by_staff = given(*ACTIVE, happened.UserEmailChanged(NEW, before.email, verified=False))
    assert (proven.email, proven.email_verified, proven.sessions_epoch) == (NEW, True, before.sessions_epoch)
    assert (by_staff.email, by_staff.email_verified, by_staff.sessions_epoch) == (NEW, False, before.sessions_epoch + 1)
    assert by_staff.status is Status.ACTIVE


def test_any_change_of_address_ends_the_waiting_one() -> None:
    user = given(
        *ACTIVE, happened.UserEmailChangeRequested(NEW), happened.UserEmailChanged("b@example.org", NEW, verified=False)
    )
    assert user.email_change is None


def test_a_changed_password_keeps_one_session_and_a_reset_none() -> None:
    changed = given(*ACTIVE, happened.UserPasswordChanged(SESSION))
    assert (changed.sessions_epoch, changed.kept_session) == (1, SESSION)
    reset = given(*ACTIVE, happened.UserPasswordChanged(SESSION), happened.UserPasswordReset())
    assert (reset.sessions_epoch, reset.kept_session) == (2, None)
    assert reset.password_changed_at == reset.updated_at


@pytest.mark.parametrize("before", [PENDING, ACTIVE])
def test_reactivation_returns_to_the_status_before(before: tuple[Payload, ...]) -> None:
    suspended = given(*before, SUSPENDED)
    assert (suspended.status, suspended.suspended_at) == (Status.SUSPENDED, suspended.updated_at)
    assert suspended.sessions_epoch == 1
    back = given(*before, SUSPENDED, happened.UserReactivated())
    assert (back.status, back.status_before, back.suspended_at) == (given(*before).status, None, None)
    assert back.sessions_epoch == 1, "sessions that suspension ended stay ended"


def test_erasure_leaves_an_id_times_a_version_and_nothing_of_the_person() -> None:
    user = given(*ACTIVE, happened.UserRolesChanged(("admin",)), ERASED)
    assert (user.id, user.status, user.version, user.created_at) == (USER, Status.ERASED, 4, NOW)
    assert (user.email, user.username, user.display_name, user.locale, user.roles) == ("", None, None, None, ())
    assert (user.has_password, user.signup_id, user.email_change, user.email_verified) == (False, None, None, False)
    assert "Ada" not in repr(user)


def test_a_shredded_event_still_counts() -> None:
    first, second = events_of(ACTIVE)
    user = evolve(evolve(None, Event(first.envelope, Shredded(), None, first.hash)), second)
    assert (user.version, user.hash, user.email) == (2, second.hash, "")


def test_the_tip_is_where_the_next_event_goes() -> None:
    *_, last = events_of(ACTIVE)
    tip = given(*ACTIVE).tip
    assert (tip.stream_id, tip.version, tip.hash) == (USER, 2, last.hash)
    assert tip.occurred_at == last.envelope.occurred_at


@settings(max_examples=60, deadline=None)
@for_all(st.lists(st.sampled_from(sorted(DECISIONS)), max_size=12), st.booleans())
def test_whatever_is_decided_the_version_counts_the_events(names: list[str], invited: bool) -> None:
    """And the state folded step by step is the state folded at once, with no decision ever leaving it impossible."""
    history: list[Payload] = [INVITED if invited else SIGNED_UP]
    for name in names:
        try:
            history += DECISIONS[name](given(*history))
        except (Conflict, Gone):
            continue
    user = given(*history)
    assert user.version == len(history)
    assert not user.can_act or user.has_password or invited
    assert (user.status is Status.SUSPENDED) == (user.status_before is not None)
    assert not user.erased or user.email == ""


def test_a_proof_after_a_reset_by_staff_address_does_not_activate_twice() -> None:
    moved = (*ACTIVE, happened.UserEmailChanged(NEW, "Ada@example.org", verified=False))
    proven = given(*moved, *deciding.reset_password(given(*moved)))
    assert (proven.status, proven.email_verified, proven.email) == (Status.ACTIVE, True, NEW)
    assert VERIFIED.changed() == ("email_verified", "status")
    assert happened.UserEmailVerified(NEW, activated=False).changed() == ("email_verified",)
