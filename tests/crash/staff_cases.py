"""Every change that staff makes: accounts, their rights, roles."""

from typing import Any

from shared.kernel.idempotency import Outcome
from tests.crash.http_cases import ADA, EVE
from tests.crash.invariants import Aftermath
from tests.crash.scenarios import Ask, Reply, Scenario, Stage

KEY = {"idempotency_key": "once"}
ANY = {"if_match": "*"}
RIGHTS = {"permissions": ["users:read", "audit:read"], "description": "Looks things up"}


def staff(stage: Stage, method: str, target: str, body: Any = None, **headers: str) -> Ask:
    return Ask(method, target, body, stage.admin(), {name.replace("_", "-"): value for name, value in headers.items()})


def on_somebody(stage: Stage, method: str, part: str, body: Any = None, **headers: str) -> Ask:
    """A request about an active account at version 2."""
    user_id = stage.person(ADA)
    stage.signed_in(ADA)
    return staff(stage, method, f"/v1/users/{user_id}{part}", body, **headers)


def on_somebody_else(stage: Stage) -> Ask:
    """A change of another account's profile, whatever its version."""
    return staff(stage, "PATCH", f"/v1/users/{stage.person(EVE)}", {"display_name": "Eve"}, **ANY)


def invitation(stage: Stage) -> Ask:
    return staff(stage, "POST", "/v1/users", {"email": ADA, "username": "ada", "roles": ["support"]}, **KEY)


def other_profile(stage: Stage) -> Ask:
    return on_somebody(stage, "PATCH", "", {"display_name": "Ada", "username": "ada"}, if_match='"2"')


def other_address(stage: Stage) -> Ask:
    return on_somebody(stage, "PUT", "/email", {"email": EVE}, if_match='"2"')


def other_roles(stage: Stage) -> Ask:
    return on_somebody(stage, "PUT", "/roles", {"roles": ["admin", "support"]}, if_match='"2"')


def suspension(stage: Stage) -> Ask:
    return on_somebody(stage, "POST", "/suspend", {"reason": "lost laptop"}, **KEY)


def suspension_without_a_key(stage: Stage) -> Ask:
    return on_somebody(stage, "POST", "/suspend")


def reactivation(stage: Stage) -> Ask:
    request = suspension(stage)
    stage.must(200, request.method, request.target, request.body, token=request.token, headers=request.headers)
    return staff(stage, "POST", request.target.replace("suspend", "reactivate"), **KEY)


def erasure(stage: Stage) -> Ask:
    request = other_roles(stage)
    stage.must(200, request.method, request.target, request.body, token=request.token, headers=request.headers)
    return staff(stage, "DELETE", request.target.removesuffix("/roles"), if_match='"3"')


def new_role(stage: Stage) -> Ask:
    return staff(stage, "PUT", "/v1/roles/readers", RIGHTS)


def changed_role(stage: Stage) -> Ask:
    made = new_role(stage)
    stage.must(200, made.method, made.target, made.body, token=made.token)
    return staff(stage, "PUT", made.target, {**RIGHTS, "permissions": ["users:read"]})


def removed_role(stage: Stage) -> Ask:
    return staff(stage, "DELETE", changed_role(stage).target)


def one_answer_for_one_key(after: Aftermath, replies: list[Reply]) -> list[str]:
    """However often it is asked, the answer is the first one."""
    bodies = {str(reply.body) for reply in replies if 200 <= reply.status < 300}
    outcomes = after.stored.all(Outcome)
    known = [outcome for outcome in outcomes if outcome.key not in {o.key for o in after.stored_before.all(Outcome)}]
    faults = [] if len(bodies) == 1 else [f"{len(bodies)} different answers to one key"]
    return faults if len(known) == 1 else [*faults, f"{len(known)} outcomes of one key"]


CASES = [
    Scenario("directory", "invitation", invitation, (201,), cold=True, then=one_answer_for_one_key),
    Scenario("directory", "other profile", other_profile, (200, 412)),
    Scenario("directory", "other address", other_address, (200, 412)),
    Scenario("directory", "other roles", other_roles, (200, 412)),
    Scenario("directory", "suspension", suspension, (200,), then=one_answer_for_one_key),
    Scenario("directory", "suspension without a key", suspension_without_a_key, (200,)),
    Scenario("directory", "reactivation", reactivation, (200,), then=one_answer_for_one_key),
    Scenario("directory", "erasure", erasure, (200, 410)),
    Scenario("directory", "new role", new_role, (200,)),
    Scenario("directory", "changed role", changed_role, (200,)),
    Scenario("directory", "removed role", removed_role, (204, 404)),
    Scenario("wellknown", "public keys", lambda _: Ask("GET", "/.well-known/jwks.json"), (200,), cold=True),
]
