"""Everything that streams and queues deliver: each kind of mail, ended sessions, publishing."""

from collections.abc import Callable

from tests.crash import http_cases as people
from tests.crash import staff_cases as office
from tests.crash.scenarios import Ask, Scenario, Stage


def after(*requests: Callable[[Stage], Ask]) -> Callable[[Stage], None]:
    """These requests were answered; what follows from the last one is still to be delivered."""

    def given(stage: Stage) -> None:
        for request in requests:
            stage.ground.drain()
            asked = request(stage)
            reply = stage.ask(asked)
            assert reply.status in (200, 201, 202, 204), reply

    return given


def twelve_events(stage: Stage) -> None:
    """Of two accounts; PutEvents takes ten at once."""
    token = people.own(stage, "PATCH", "/v1/me").token
    other = office.on_somebody_else(stage)
    for number in range(8):
        stage.must(200, "PATCH", "/v1/me", {"display_name": f"Ada {number}"}, token=token)
        if number % 2:
            name = {"display_name": f"Eve {number}"}
            stage.must(200, other.method, other.target, name, token=other.token, headers=other.headers)


MAILS = {
    "new account": people.sign_up,
    "known address": people.sign_up_of_somebody_known,
    "another sign-up": people.sign_up_of_somebody_pending,
    "welcome": people.proof,
    "resend": people.resend,
    "reset": people.reset,
    "password reset": people.reset_confirmed,
    "password changed": people.new_password,
    "new device": people.sign_in_from_a_new_device,
    "change of address": people.new_address,
    "changed address": people.proof_of_a_new_address,
    "address set by staff": office.other_address,
    "invitation": office.invitation,
    "farewell": people.closing,
}
ENDED = {
    "suspended": office.suspension,
    "new password": people.new_password,
    "address set by staff": office.other_address,
    "erased": people.closing,
}
CASES = [
    *(Scenario("send_email", name, after(cause), cold=name == "new account") for name, cause in MAILS.items()),
    *(Scenario("end_sessions", name, after(cause)) for name, cause in ENDED.items()),
    Scenario("publish_events", "one event", after(people.sign_up), cold=True),
    Scenario("publish_events", "twelve events of two accounts", twelve_events),
]
