"""Each mail goes out once per cause, whatever is delivered twice, fails or crashes on the way."""

from datetime import timedelta
from typing import Any, ClassVar

import pytest

from shared.accounts.domain.mails import MailKind
from shared.accounts.ports import Mail
from shared.accounts.use_cases.context import any_version
from shared.accounts.use_cases.send_mail import Hopeless
from shared.accounts.use_cases.sign_up import SignUpWish
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import ServiceUnavailable
from shared.kernel.events import Payload
from shared.kernel.recording import UnknownEventType
from tests.use_cases.world import PASSWORD, PHONE, World, by_staff, context

EMAIL = "ada@example.org"


def sign_up(world: World) -> dict[str, Any]:
    """The notice of the event that followed."""
    world.sign_up(SignUpWish(EMAIL, PASSWORD), PHONE, "correlation")
    world.relay()
    return world.mail_notices[0]


def test_a_message_delivered_twice_mails_once(world: World) -> None:
    notice = sign_up(world)
    for _ in range(3):
        world.tell(notice)
    assert len(world.mails()) == 1


def test_a_command_delivered_twice_mails_once_with_one_link(world: World) -> None:
    world.person(EMAIL)
    world.request_mail("reset_password", EMAIL, PHONE, "correlation")
    (command,) = world.mail_queue.commands
    for _ in range(3):
        world.answer(command)
    (mail,) = world.mails(MailKind.PASSWORD_RESET)
    assert mail.to == EMAIL


def test_two_mails_of_one_kind_and_cause_are_two_mails(world: World) -> None:
    user_id, staff = world.person(EMAIL), world.staff()
    world.set_email(staff, user_id, "new@example.org", any_version, by_staff(staff))
    world.relay()
    for notice in world.mail_notices * 2:
        world.tell(notice)
    assert sorted(mail.to for mail in world.mails(MailKind.EMAIL_CHANGED)) == [EMAIL, "new@example.org"]


def test_a_mail_service_that_is_away_is_tried_again_at_once_when_it_is_back(world: World) -> None:
    notice = sign_up(world)
    world.mailer.down = True
    with pytest.raises(ServiceUnavailable):
        world.tell(notice)
    world.mailer.down = False
    world.tell(notice)
    assert len(world.mails()) == 1


class Crash(Exception):
    """The worker died: nothing after this line ran."""


def test_a_worker_that_dies_before_sending_leaves_the_mail_to_the_next_after_its_lease(world: World) -> None:
    notice = sign_up(world)
    send = world.mailer.send

    def die(mail: Mail) -> None:
        raise Crash

    world.mailer.send = die  # type: ignore[method-assign]
    with pytest.raises(Crash):
        world.tell(notice)
    world.mailer.send = send  # type: ignore[method-assign]
    with pytest.raises(ServiceUnavailable):
        world.tell(notice)
    assert world.mails() == [], "another worker may still be at it"
    world.clock.advance(timedelta(seconds=60))
    world.tell(notice)
    world.tell(notice)
    assert len(world.mails()) == 1


def test_a_worker_that_dies_after_sending_repeats_the_same_link_rather_than_none(world: World) -> None:
    notice = sign_up(world)
    send = world.mailer.send

    def send_and_die(mail: Mail) -> None:
        send(mail)
        raise Crash

    world.mailer.send = send_and_die  # type: ignore[method-assign]
    with pytest.raises(Crash):
        world.tell(notice)
    world.mailer.send = send  # type: ignore[method-assign]
    world.clock.advance(timedelta(seconds=60))
    world.tell(notice)
    first, second = world.mails()
    assert first.text == second.text


def test_of_two_workers_at_once_one_sends(world: World) -> None:
    notice = sign_up(world)
    world.store.meanwhile(lambda: world.tell(notice))
    with pytest.raises(ServiceUnavailable):
        world.tell(notice)
    world.tell(notice)
    assert len(world.mails()) == 1


def test_a_mail_that_the_service_will_never_take_is_hopeless(world: World) -> None:
    notice = sign_up(world)

    def refuse(mail: Mail) -> None:
        raise ValueError("the address has no mailbox syntax")

    world.mailer.send = refuse  # type: ignore[method-assign]
    with pytest.raises(Hopeless, match="verify_email cannot be sent"):
        world.tell(notice)


@dataclass(frozen=True)
class UserPromoted(Payload):
    """What a later release may write."""

    type: ClassVar[str] = "user.promoted"
    title: str


def test_an_event_from_newer_code_is_no_mail_and_no_guess(world: World) -> None:
    user_id = world.person(EMAIL)
    world.users.commit(world.users.load(user_id), [UserPromoted("chief")], context(user_id))
    newer = world.store.events[-1].envelope
    with pytest.raises(UnknownEventType, match=r"user\.promoted v1"):
        world.event_letters(user_id, newer.version)


def test_a_notice_of_an_event_that_does_not_exist_mails_nobody(world: World) -> None:
    world.tell({"stream_id": world.ids.new(), "version": 1, "event_id": "x", "correlation_id": "y", "type": "z"})
    assert world.mails() == []


@pytest.mark.parametrize(
    "command",
    [
        {"command": "sign_up", "id": "x"},
        {"command": "sign_up", "id": "x", "user_id": "y", "signup_id": 7},
        {"command": "drop_tables", "id": "x", "claim": "y"},
        {"command": None},
        {},
    ],
)
def test_a_command_that_lacks_something_is_not_understood(world: World, command: dict[str, Any]) -> None:
    assert not world.command_letters.understands(command)


def test_mails_carry_the_correlation_of_their_cause(world: World) -> None:
    world.sign_up(SignUpWish(EMAIL, PASSWORD), PHONE, "from-the-request")
    (mail,) = world.settle().mails()
    assert mail.headers["X-Correlation-Id"] == "from-the-request"
