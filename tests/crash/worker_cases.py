"""Everything that streams and queues deliver: each kind of mail, ended sessions, publishing."""

import json
from collections.abc import Callable

from infra.topology import FUNCTIONS
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


def index_built_anew(step: str) -> Callable[[Stage], None]:
    """Somebody asked for it, and everything was done up to this step."""

    def given(stage: Stage) -> None:
        stage.person(people.ADA, username="ada")
        at, search = stage.ground.deliveries, next(one for one in FUNCTIONS if one.name == "update_search")
        at.send("search", json.dumps({"command": "rebuild_search"}))
        while (waiting := at.receive("search")) and json.loads(waiting[0]["body"])["command"] != step:
            assert not at.settle("search", waiting, stage.ground.invoke(search, {"Records": waiting}))
        assert waiting, "this step never comes"
        at.settle("search", waiting, {"batchItemFailures": [{"itemIdentifier": waiting[0]["messageId"]}]})

    return given


STEPS = ("rebuild_search", "fill_search", "compare_search", "clear_search")
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
FOUND = {
    "new account": people.sign_up,
    "proven account": people.proof,
    "new profile": people.new_profile,
    "address set by staff": office.other_address,
    "suspended": office.suspension,
    "erased": people.closing,
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
    *(Scenario("update_search", name, after(cause), cold=name == "new account") for name, cause in FOUND.items()),
    *(Scenario("update_search", f"index: {step}", index_built_anew(step)) for step in STEPS),
    Scenario("publish_events", "one event", after(people.sign_up), cold=True),
    Scenario("publish_events", "twelve events of two accounts", twelve_events),
]
