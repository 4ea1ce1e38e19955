"""When a session begins, goes on and ends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.accounts.domain import events as happened
from shared.accounts.domain.session import (
    ABSOLUTE_LIFETIME,
    IDLE_LIFETIME,
    Session,
    alive,
    open_session,
    rotate,
    signed_in_recently,
)
from shared.kernel.events import Payload
from tests.domain.stories import ACTIVE, CLIENT, ERASED, NOW, PENDING, SESSION, SUSPENDED, given

TICK = timedelta(microseconds=1)
OTHER = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c99"


def opened(*payloads: Payload, session_id: str = SESSION) -> Session:
    return open_session(given(*payloads), session_id, CLIENT, NOW)


def test_a_session_begins_with_who_and_from_where() -> None:
    session = opened(*ACTIVE)
    assert (session.id, session.generation, session.epoch) == (SESSION, 1, 0)
    assert (session.source_ip, session.user_agent) == ("192.0.2.7", "Browser 1.0")
    assert session.created_at == session.last_seen_at == NOW


def test_it_ends_after_seven_idle_days() -> None:
    session, user = opened(*ACTIVE), given(*ACTIVE)
    assert alive(session, user, NOW + IDLE_LIFETIME - TICK)
    assert not alive(session, user, NOW + IDLE_LIFETIME)
    assert timedelta(days=7) == IDLE_LIFETIME


def test_a_refresh_begins_idle_time_anew_and_makes_the_old_token_a_used_one() -> None:
    later = NOW + timedelta(days=6)
    rotated = rotate(opened(*ACTIVE), later)
    assert (rotated.generation, rotated.last_seen_at, rotated.created_at) == (2, later, NOW)
    assert rotated.expires == later + IDLE_LIFETIME


def test_it_ends_after_thirty_days_however_often_it_is_refreshed() -> None:
    session, now = opened(*ACTIVE), NOW
    while now < NOW + ABSOLUTE_LIFETIME - timedelta(days=1):
        now += timedelta(days=1)
        assert alive(session, given(*ACTIVE), now)
        session = rotate(session, now)
    assert session.expires == NOW + timedelta(days=30)
    assert not alive(session, given(*ACTIVE), NOW + timedelta(days=30))


@pytest.mark.parametrize("status", [PENDING, (*ACTIVE, SUSPENDED), (*ACTIVE, ERASED)])
def test_it_speaks_for_active_accounts_only(status: tuple[Payload, ...]) -> None:
    user = given(*status)
    assert not alive(replace(opened(*ACTIVE), epoch=user.sessions_epoch), user, NOW)


def test_without_a_session_or_an_account_nothing_lives() -> None:
    assert not alive(None, given(*ACTIVE), NOW)
    assert not alive(opened(*ACTIVE), None, NOW)


def test_a_changed_password_ends_all_sessions_but_the_calling_one() -> None:
    calling, other = opened(*ACTIVE), opened(*ACTIVE, session_id=OTHER)
    user = given(*ACTIVE, happened.UserPasswordChanged(SESSION))
    assert alive(calling, user, NOW)
    assert not alive(other, user, NOW)
    again = given(*ACTIVE, happened.UserPasswordChanged(SESSION), happened.UserPasswordChanged(OTHER))
    assert not alive(calling, again, NOW), "kept once is not kept for ever"


@pytest.mark.parametrize(
    "ending",
    [
        (happened.UserPasswordReset(),),
        (SUSPENDED, happened.UserReactivated()),
        (happened.UserEmailChanged("b@example.org", "Ada@example.org", verified=False),),
    ],
)
def test_a_reset_a_suspension_and_a_moved_address_end_every_session(ending: tuple[Payload, ...]) -> None:
    calling = opened(*ACTIVE)
    assert not alive(calling, given(*ACTIVE, happened.UserPasswordChanged(SESSION), *ending), NOW)
    fresh = open_session(given(*ACTIVE, *ending), OTHER, CLIENT, NOW)
    assert alive(fresh, given(*ACTIVE, *ending), NOW)


def test_a_proven_change_of_address_and_new_roles_end_none() -> None:
    calm = (
        happened.UserEmailChanged("b@example.org", "Ada@example.org", verified=True),
        happened.UserRolesChanged(("admin",)),
        happened.UserProfileChanged({"locale": "fr"}),
    )
    assert alive(opened(*ACTIVE), given(*ACTIVE, *calm), NOW)


def test_recent_means_ten_minutes_since_the_sign_in_and_a_refresh_is_no_sign_in() -> None:
    session = opened(*ACTIVE)
    assert signed_in_recently(session, NOW + timedelta(minutes=10) - TICK)
    assert not signed_in_recently(session, NOW + timedelta(minutes=10))
    assert not signed_in_recently(rotate(session, NOW + timedelta(minutes=9)), NOW + timedelta(minutes=10))
