"""A day at Rollbook on which every function does everything that it can be made to do, once.

Told in chapters, one after another on the same system. What is rare is in here on purpose: a grant that only a rare
case needs is missed in production, not in tests.
"""

import json
from collections.abc import Callable
from datetime import timedelta

from infra.local.workers.schedules import scheduled_event
from infra.topology import FUNCTIONS, QUEUES, Function, QueueTrigger, ScheduleTrigger
from tests.crash.faults import Fault, Mode
from tests.crash.scenarios import NEW_PASSWORD, PASSWORD, Stage
from tests.privilege.architects_day import ARCHITECTS_CHAPTERS, worked_on

ADA, EVE, BOB, IDA, MAX = (f"{name}@ex.org" for name in ("ada", "eve", "bob", "ida", "max"))
ANY = {"if-match": "*"}
# More beginnings of names than fit into one transaction.
MANY_ROWS = "Maximilian Ferdinand Konstantin Alexander Theodor Leopold Sebastian Hieronymus"
ALL_RIGHTS = {"permissions": ["roles:write", "users:read"], "description": "Could restore rights"}


def somebody_signs_up(stage: Stage) -> None:
    """And again before the address is proven, with a name this time, and again afterwards."""
    stage.newcomer(ADA)
    token = stage.newcomer(ADA, username="ada")
    stage.must(202, "POST", "/v1/email/verify/resend", {"email": ADA})
    stage.must(202, "POST", "/v1/signup", {"email": ADA, "password": PASSWORD, "username": "ada.l"})
    stage.must(403, "POST", "/v1/sessions", {"identifier": ADA, "password": PASSWORD})
    stage.must(204, "POST", "/v1/email/verify", {"token": stage.mailed(ADA)})
    stage.must(400, "POST", "/v1/email/verify", {"token": token})
    stage.must(202, "POST", "/v1/signup", {"email": ADA, "password": PASSWORD})
    stage.must(204, "POST", "/v1/email/verify", {"token": stage.newcomer(EVE, username="eve")})
    stage.ground.drain()


def and_uses_the_account(stage: Stage) -> None:
    stage.must(401, "POST", "/v1/sessions", {"identifier": "nobody@ex.org", "password": PASSWORD})
    stage.must(401, "POST", "/v1/sessions", {"identifier": ADA, "password": "not it at all"})
    other = stage.signed_in(ADA)
    mine = stage.signed_in(ADA, **{"user-agent": "another"})
    token = mine["access_token"]
    for page in ("", "/sessions", "/history", "/activity"):
        stage.must(200, "GET", f"/v1/me{page}", token=token)
    stage.must(200, "PATCH", "/v1/me", {"display_name": "Ada"}, token=token)
    stage.must(204, "DELETE", f"/v1/me/sessions/{other['session_id']}", token=token)
    fresh = stage.must(200, "POST", "/v1/sessions/refresh", {"refresh_token": mine["refresh_token"]}).body
    stage.must(401, "POST", "/v1/sessions/refresh", {"refresh_token": mine["refresh_token"]})  # a thief's
    stage.must(401, "POST", "/v1/sessions/refresh", {"refresh_token": fresh["refresh_token"]})
    stage.must(204, "DELETE", "/v1/sessions/current", token=stage.signed_in(ADA)["access_token"])


def and_changes_what_opens_it(stage: Stage) -> None:
    token = stage.signed_in(ADA)["access_token"]
    new = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    for _ in range(2):  # the first one begins a count, the second one goes on with it
        stage.must(403, "PUT", "/v1/me/password", {**new, "current_password": "not it at all"}, token=token)
    stage.must(204, "PUT", "/v1/me/password", new, token=token)
    stage.must(202, "POST", "/v1/me/email", {"new_email": "ada@ex.net", "password": NEW_PASSWORD}, token=token)
    stage.must(204, "POST", "/v1/email/verify", {"token": stage.mailed("ada@ex.net")})
    stage.must(202, "POST", "/v1/password-resets", {"email": "ada@ex.net"})
    reset = {"token": stage.mailed("ada@ex.net"), "new_password": PASSWORD}
    stage.must(204, "POST", "/v1/password-resets/confirm", reset)
    for _ in range(10):
        stage.must(401, "POST", "/v1/sessions", {"identifier": EVE, "password": "not it at all"})
    stage.must(429, "POST", "/v1/sessions", {"identifier": EVE, "password": PASSWORD})
    stage.ground.drain()


def staff_looks_after_people(stage: Stage) -> None:
    staff, eve = stage.admin(), stage.id_of(EVE)
    key = {"idempotency-key": "once"}
    for _ in range(2):  # the second time is a repetition
        body = {"email": BOB, "username": "bob", "roles": ["support"]}
        stage.must(201, "POST", "/v1/users", body, token=staff, headers=key)
    stage.ground.drain()
    for target in ("?q=bob", f"?email={EVE}", f"/{eve}", f"/{eve}/events", f"/{eve}/explain"):
        stage.must(200, "GET", f"/v1/users{target}", token=staff)
    (first, *_) = stage.must(200, "GET", f"/v1/users/{eve}/events", token=staff).body["items"]
    stage.must(200, "GET", f"/v1/users/{eve}?as_of={first['occurred_at']}", token=staff)
    stage.must(200, "PATCH", f"/v1/users/{eve}", {"username": "eve.b"}, token=staff, headers=ANY)
    stage.must(200, "PUT", f"/v1/users/{eve}/email", {"email": "eve@ex.net"}, token=staff, headers=ANY)
    stage.must(200, "POST", f"/v1/users/{eve}/suspend", {"reason": "lost laptop"}, token=staff)
    stage.must(200, "POST", f"/v1/users/{eve}/reactivate", token=staff)
    stage.newcomer("typo@ex.org")
    typo = stage.id_of("typo@ex.org")
    stage.must(200, "PUT", f"/v1/users/{typo}/email", {"email": "right@ex.org"}, token=staff, headers=ANY)
    stage.must(202, "POST", "/v1/email/verify/resend", {"email": "right@ex.org"})
    stage.ground.drain()


def and_after_rights(stage: Stage) -> None:
    """A role that staff defined comes to hold what the last administrator gives up."""
    staff, eve = stage.admin(), stage.id_of("eve@ex.net")
    stage.must(409, "DELETE", "/v1/me", token=staff)
    stage.must(200, "PUT", "/v1/roles/rest", {**ALL_RIGHTS, "permissions": ["users:read"]}, token=staff)
    stage.must(200, "PUT", "/v1/roles/rights", ALL_RIGHTS, token=staff)
    stage.must(200, "GET", "/v1/roles", token=staff)
    stage.must(200, "PUT", f"/v1/users/{eve}/roles", {"roles": ["rights"]}, token=staff, headers=ANY)
    stage.must(204, "DELETE", "/v1/roles/rest", token=staff)
    stage.ground.clock.ahead += timedelta(minutes=20)  # nobody counts the wrong passwords of before
    holder = stage.signed_in("eve@ex.net")["access_token"]
    stage.must(200, "PUT", "/v1/roles/rights", {**ALL_RIGHTS, "description": "Restores rights"}, token=holder)
    stage.ground.drain()


def somebody_leaves(stage: Stage) -> None:
    """One by herself, one by staff; then the last administrator, who leaves rights to a role that staff defined."""
    stage.must(202, "POST", "/v1/password-resets", {"email": "ada@ex.net"})
    stage.ground.drain()
    stage.must(200, "DELETE", "/v1/me", token=stage.signed_in("ada@ex.net")["access_token"])
    stage.person(IDA)
    stage.signed_in(IDA)
    staff = stage.admin()
    stage.must(200, "DELETE", f"/v1/users/{stage.id_of(IDA)}", token=staff, headers=ANY)
    stage.must(200, "DELETE", "/v1/me", token=stage.admin())
    stage.ground.drain()


def the_index_is_built_anew(stage: Stage) -> None:
    stage.ground.deliveries.send("search", json.dumps({"command": "rebuild_search"}))
    stage.ground.drain()
    by_the_clock(stage, "sweep_search")
    stage.ground.drain()


def messages_go_wrong(stage: Stage) -> None:
    """In each queue one that nobody understands, and one that fails for now: of somebody's end, which nobody cleared up
    behind."""
    stage.person(MAX, display_name=MANY_ROWS)
    stage.signed_in(MAX)
    for queue in QUEUES:
        stage.ground.deliveries.send(queue.name, '{"neither": "nor"}')
    stage.ground.drain()
    for function in FUNCTIONS:
        if isinstance(function.trigger, QueueTrigger):
            _fail_once(stage, function, function.trigger.queue)
    stage.ground.drain()


def weeks_go_by(stage: Stage) -> None:
    """A key grows old. Who never proved an address is warned, then forgotten; so is an invited holder of a role."""
    stage.newcomer("late@ex.org", username="late")
    for days in (24, 8):
        stage.ground.clock.ahead += timedelta(days=days)
        by_the_clock(stage, "close_unverified")
        stage.ground.drain()
    by_the_clock(stage, "rotate_signing_keys")


def anybody_asks_for_the_keys(stage: Stage) -> None:
    stage.must(200, "GET", "/.well-known/jwks.json")


CHAPTERS: tuple[Callable[[Stage], None], ...] = (
    somebody_signs_up,
    and_uses_the_account,
    and_changes_what_opens_it,
    staff_looks_after_people,
    and_after_rights,
    *ARCHITECTS_CHAPTERS,
    somebody_leaves,
    the_index_is_built_anew,
    messages_go_wrong,
    weeks_go_by,
    anybody_asks_for_the_keys,
)


def by_the_clock(stage: Stage, name: str) -> None:
    function = next(function for function in FUNCTIONS if function.name == name)
    assert isinstance(function.trigger, ScheduleTrigger)
    stage.ground.invoke(function, scheduled_event(function.trigger.name))


def _fail_once(stage: Stage, function: Function, queue: str) -> None:
    """Its first call to AWS is refused: the message is put off."""
    stream = worked_on(stage, queue) or stage.id_of(MAX)
    event = {"type": "user.erased", "stream_id": stream, "version": 1, "event_id": "none"}
    stage.ground.deliveries.send(queue, json.dumps({"detail": event}))
    messages = stage.ground.deliveries.receive(queue)
    stage.ground.kill(function.name)
    with stage.ground.injector.armed(Fault(0, Mode.BEFORE), tuple):
        answer = stage.ground.invoke(function, {"Records": messages})
    assert stage.ground.deliveries.settle(queue, messages, answer), f"{function.name} handled what it could not"
