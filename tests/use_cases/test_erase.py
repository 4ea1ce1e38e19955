"""Erasure: everything of the person goes, the stream stays whole, and one last mail goes out."""

import json
from datetime import timedelta

import pytest

from shared.accounts.domain.credentials import PasswordHash, ResetToken, SignUp
from shared.accounts.domain.farewell import Farewell
from shared.accounts.domain.mails import MailKind
from shared.accounts.domain.user import Status
from shared.accounts.use_cases.change_profile import ProfileWish
from shared.accounts.use_cases.context import any_version
from shared.accounts.use_cases.erase_user import Receipt, receipt_members
from shared.accounts.use_cases.sign_up import SignUpWish
from shared.kernel.errors import Unauthenticated
from shared.kernel.events import SealedEvent, Shredded, verify_chain
from shared.kernel.keys import DataKey
from tests.use_cases.world import PASSWORD, PHONE, World, by_staff, context, outcome_of

EMAIL = "ada.lovelace@example.org"


@pytest.fixture
def ada(world: World) -> str:
    return world.person(EMAIL, username="ada", display_name="Ada Lovelace")


def erase(world: World, user_id: str) -> Receipt:
    staff = world.staff()
    return world.erase_user.by_staff(staff, user_id, any_version, by_staff(staff))


def stream(world: World, user_id: str) -> list[SealedEvent]:
    return list(world.store.query(SealedEvent.of(user_id)).items)


def test_the_receipt_proves_it_without_a_word_about_whom(world: World, ada: str) -> None:
    world.signed_in(EMAIL)
    world.request_mail("reset_password", EMAIL, PHONE, "correlation")
    world.settle()
    receipt = erase(world, ada)
    last = stream(world, ada)[-1]
    assert (receipt.user_id, receipt.stream_version, receipt.stream_hash) == (ada, last.envelope.version, last.hash)
    assert receipt.erased_at == last.envelope.occurred_at
    assert receipt.erased_by.type == "admin"
    removed = {
        name: receipt.removed[name] for name in ("claims", "keys", "passwords", "sessions", "tokens", "activity")
    }
    assert removed == {"claims": 3, "keys": 1, "passwords": 1, "sessions": 1, "tokens": 1, "activity": 1}
    said = json.dumps(receipt_members(receipt), default=str)
    assert not [text for text in (EMAIL, "ada", "Lovelace", PHONE.source_ip) if text in said.lower()]


def test_the_stream_stays_whole_with_unchanged_hashes_and_nothing_to_read(world: World, ada: str) -> None:
    world.change_profile(ada, ProfileWish({"locale": "fr"}), any_version, context(ada))
    before = stream(world, ada)
    erase(world, ada)
    after = stream(world, ada)
    assert after[:-1] == before
    assert verify_chain(after) is None
    events = world.read_users.history(ada, None, 50).items
    assert [event.envelope.type for event in events][-1] == "user.erased"
    assert all(isinstance(event.payload, Shredded) and event.client is None for event in events)


def test_nothing_of_the_person_is_left_once_the_last_mail_is_out(world: World, ada: str) -> None:
    world.sign_up(SignUpWish(EMAIL, PASSWORD), PHONE, "correlation")
    world.signed_in(EMAIL)
    world.request_mail("reset_password", EMAIL, PHONE, "correlation")
    erase(world.settle(), ada)
    world.settle()
    for key in (PasswordHash.key_of(ada), DataKey.key_of(ada), ResetToken.key_of(ada), Farewell.key_of(ada)):
        assert world.store.get(key) is None
    assert world.store.query(SignUp.of(ada)).items == ()
    left = [record for record in world.store._records.values() if ada in repr(record)]
    assert {type(record).__name__ for record in left} <= {"SealedEvent", "User"}
    stored = repr(list(world.store._records.values()))
    assert not [text for text in (EMAIL, "Lovelace", "'ada'") if text in stored]


def test_sessions_tokens_and_links_are_dead_at_once(world: World, ada: str) -> None:
    signed_in = world.signed_in(EMAIL)
    world.request_mail("reset_password", EMAIL, PHONE, "correlation")
    reset = world.settle().token(MailKind.PASSWORD_RESET, EMAIL)
    erase(world, ada)
    with pytest.raises(Unauthenticated):
        world.caller(signed_in)
    assert outcome_of(lambda: world.refresh_session(signed_in.refresh_token, PHONE)) == "invalid_refresh_token"
    late = outcome_of(lambda: world.reset_password(reset, "another password 123", PHONE, "correlation"))
    assert late == "invalid_token"
    assert outcome_of(lambda: world.signed_in(EMAIL)) == "invalid_credentials"


def test_address_and_name_are_free_for_somebody_else(world: World, ada: str) -> None:
    erase(world, ada)
    assert world.read_users.find(EMAIL, None) == []
    other = world.person(EMAIL, username="ada")
    assert other != ada
    assert world.user(ada).status is Status.ERASED


def test_the_farewell_goes_out_exactly_once_even_when_delivered_twice(world: World, ada: str) -> None:
    erase(world, ada)
    world.relay()
    notices = [notice for notice in world.mail_notices if notice["type"] == "user.erased"]
    world.mail_notices += notices
    world.settle()
    (mail,) = world.mails(MailKind.ACCOUNT_CLOSED)
    assert mail.to == EMAIL
    assert "token=" not in mail.text + mail.html


def test_the_farewell_waits_for_a_mail_service_that_is_away(world: World, ada: str) -> None:
    erase(world, ada)
    world.mailer.down = True
    world.settle()
    assert world.store.get(Farewell.key_of(ada)) is not None
    world.mailer.down = False
    world.settle()
    assert len(world.mails(MailKind.ACCOUNT_CLOSED)) == 1
    assert world.store.get(Farewell.key_of(ada)) is None


def test_events_still_on_their_way_mail_nobody_any_more(world: World) -> None:
    """Signed up and erased before the first message was worked on: no verification, only the farewell."""
    staff = world.staff()
    user_id = world.sign_up(SignUpWish(EMAIL, PASSWORD), PHONE, "correlation")
    world.erase_user.by_staff(staff, user_id, any_version, by_staff(staff))
    world.settle()
    assert [mail.kind for mail in world.mails(to=EMAIL)] == [MailKind.ACCOUNT_CLOSED]


def test_an_erased_account_is_gone_for_every_command_and_question(world: World, ada: str) -> None:
    erase(world, ada)
    staff = world.staff()
    reads = [
        lambda: world.read_users.get(ada),
        lambda: world.read_users.as_of(ada, world.clock.now()),
        lambda: world.read_users.explain(ada),
        lambda: world.suspend_user.suspend(staff, ada, None, None, by_staff(staff)),
        lambda: world.set_roles(staff, ada, (), any_version, by_staff(staff)),
        lambda: world.set_email(staff, ada, "b@example.org", any_version, by_staff(staff)),
        lambda: world.change_profile(ada, ProfileWish({"locale": "fr"}), any_version, by_staff(staff), staff=staff),
        lambda: world.erase_user.by_staff(staff, ada, any_version, by_staff(staff)),
    ]
    assert {outcome_of(read) for read in reads} == {"user_erased"}


def test_closing_ones_own_account_needs_a_recent_sign_in(world: World, ada: str) -> None:
    caller = world.caller(world.signed_in(EMAIL))
    world.clock.advance(timedelta(minutes=10))
    assert outcome_of(lambda: world.erase_user.own(caller, context(ada))) == "reauthentication_required"
    again = world.caller(world.signed_in(EMAIL))
    receipt = world.erase_user.own(again, context(ada))
    assert (receipt.erased_by.type, receipt.erased_by.id) == ("user", ada)


def test_an_erasure_that_meets_a_change_is_decided_again(world: World, ada: str) -> None:
    staff = world.staff()
    world.store.meanwhile(
        lambda: world.change_profile(ada, ProfileWish({"username": "countess"}), any_version, context(ada))
    )
    world.erase_user.by_staff(staff, ada, any_version, by_staff(staff))
    assert world.history(ada)[-2:] == ["user.profile_changed", "user.erased"]
    assert world.read_users.find(None, "countess") == []
    assert outcome_of(lambda: world.person("b@example.org", username="countess")) == "done"


def test_what_stopped_half_way_is_finished_by_the_events_worker(world: World, ada: str) -> None:
    world.signed_in(EMAIL)
    forget = world.forget_sessions.everything

    def crash(user_id: str) -> dict[str, int]:
        raise RuntimeError("the function timed out")

    world.forget_sessions.everything = crash  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        erase(world, ada)
    world.forget_sessions.everything = forget  # type: ignore[method-assign]
    assert world.session_count(ada) == 1
    assert world.settle().session_count(ada) == 0
