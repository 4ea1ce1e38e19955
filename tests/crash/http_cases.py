"""Every request that changes something: signing up, signing in, one's own account."""

from shared.accounts.domain.session import Session
from shared.accounts.domain.tries import Tries
from tests.crash.invariants import Aftermath
from tests.crash.scenarios import NEW_PASSWORD, PASSWORD, Ask, Reply, Scenario, Stage

ADA, EVE = "ada@ex.org", "eve@ex.org"  # short: the search index has a row for every beginning
NAMED = {"username": "ada", "display_name": "Ada", "locale": "en"}
CREDENTIALS = {"identifier": ADA, "password": PASSWORD}
WRONG = {"identifier": ADA, "password": "not the right password"}


# situations ---------------------------------------------------------------------------------------------------------


def sign_up(stage: Stage) -> Ask:
    return Ask("POST", "/v1/signup", {"email": ADA, "password": PASSWORD, **NAMED})


def sign_up_of_somebody_pending(stage: Stage) -> Ask:
    stage.newcomer(ADA)
    return sign_up(stage)


def sign_up_of_somebody_known(stage: Stage) -> Ask:
    stage.person(ADA)
    return sign_up(stage)


def proof(stage: Stage) -> Ask:
    return Ask("POST", "/v1/email/verify", {"token": stage.newcomer(ADA, **NAMED)})


def proof_of_a_later_sign_up(stage: Stage) -> Ask:
    stage.newcomer(ADA)
    return Ask("POST", "/v1/email/verify", {"token": stage.newcomer(ADA, **NAMED)})


def resend(stage: Stage) -> Ask:
    stage.newcomer(ADA)
    return Ask("POST", "/v1/email/verify/resend", {"email": ADA})


def reset(stage: Stage) -> Ask:
    stage.person(ADA)
    return Ask("POST", "/v1/password-resets", {"email": ADA})


def reset_confirmed(stage: Stage) -> Ask:
    stage.person(ADA)
    stage.signed_in(ADA)
    stage.must(202, "POST", "/v1/password-resets", {"email": ADA})
    return Ask("POST", "/v1/password-resets/confirm", {"token": stage.mailed(ADA), "new_password": NEW_PASSWORD})


def sign_in(stage: Stage) -> Ask:
    stage.person(ADA)
    return Ask("POST", "/v1/sessions", CREDENTIALS)


def sign_in_from_a_new_device(stage: Stage) -> Ask:
    stage.person(ADA)
    stage.signed_in(ADA)
    return Ask("POST", "/v1/sessions", CREDENTIALS, headers={"user-agent": "another"})


def sign_in_of_somebody_pending(stage: Stage) -> Ask:
    stage.newcomer(ADA)
    return Ask("POST", "/v1/sessions", CREDENTIALS)


def wrong_password(stage: Stage) -> Ask:
    stage.person(ADA)
    return Ask("POST", "/v1/sessions", WRONG)


def one_try_too_many(stage: Stage) -> Ask:
    stage.person(ADA)
    for _ in range(10):
        stage.must(401, "POST", "/v1/sessions", WRONG)
    return Ask("POST", "/v1/sessions", CREDENTIALS)


def refresh(stage: Stage) -> Ask:
    stage.person(ADA)
    return Ask("POST", "/v1/sessions/refresh", {"refresh_token": stage.signed_in(ADA)["refresh_token"]})


def stolen_refresh(stage: Stage) -> Ask:
    used = refresh(stage)
    stage.must(200, used.method, used.target, used.body)
    return used


def sign_out(stage: Stage) -> Ask:
    stage.person(ADA)
    return Ask("DELETE", "/v1/sessions/current", token=stage.signed_in(ADA)["access_token"])


def own(stage: Stage, method: str, target: str, body: object = None) -> Ask:
    stage.person(ADA)
    return Ask(method, target, body, token=stage.signed_in(ADA)["access_token"])


def new_profile(stage: Stage) -> Ask:
    return own(stage, "PATCH", "/v1/me", NAMED)


def new_password(stage: Stage) -> Ask:
    request = own(stage, "PUT", "/v1/me/password", {"current_password": PASSWORD, "new_password": NEW_PASSWORD})
    stage.signed_in(ADA)  # a second session, which is to end
    return request


def new_password_without_the_old(stage: Stage) -> Ask:
    return own(stage, "PUT", "/v1/me/password", {"current_password": "not it at all", "new_password": NEW_PASSWORD})


def new_address(stage: Stage) -> Ask:
    return own(stage, "POST", "/v1/me/email", {"new_email": EVE, "password": PASSWORD})


def proof_of_a_new_address(stage: Stage) -> Ask:
    wish = new_address(stage)
    stage.must(202, wish.method, wish.target, wish.body, token=wish.token)
    return Ask("POST", "/v1/email/verify", {"token": stage.mailed(EVE)})


def other_session_ended(stage: Stage) -> Ask:
    request = own(stage, "DELETE", "")
    other = stage.signed_in(ADA)["session_id"]
    return Ask("DELETE", f"/v1/me/sessions/{other}", token=request.token)


def closing(stage: Stage) -> Ask:
    request = own(stage, "DELETE", "/v1/me")
    stage.must(202, "POST", "/v1/password-resets", {"email": ADA})
    return request


# what must also hold ------------------------------------------------------------------------------------------------


def answered_sessions_exist(after: Aftermath, replies: list[Reply]) -> list[str]:
    stored = {session.id for session in after.stored.all(Session)}
    missing = [reply for reply in replies if reply.status == 201 and reply.body["session_id"] not in stored]
    return ["a client was given a session that does not exist"] if missing else []


def every_failure_is_counted(after: Aftermath, replies: list[Reply]) -> list[str]:
    """On both ladders alike; never fewer than were answered, never more than were sent."""
    counts = {tries.ladder: tries.count for tries in after.stored.all(Tries)}
    failed = sum(reply.status in (401, 403) for reply in replies)
    if counts.get("account") != counts.get("source") or not failed <= counts.get("account", 0) <= len(replies):
        return [f"{counts} tries are counted, {failed} of {len(replies)} were answered"]
    return []


def the_ladder_stands(after: Aftermath, _replies: list[Reply]) -> list[str]:
    counts = [tries.count for tries in after.stored.all(Tries) if tries.ladder == "account"]
    return [] if counts == [10] else [f"the account's ladder stands at {counts}, not at 10"]


def one_successor_at_most(after: Aftermath, replies: list[Reply]) -> list[str]:
    """A family goes on with one generation, or is dead: never two live tokens."""
    sessions = after.stored.all(Session)
    if replies[-1].status == 200 and [session.generation for session in sessions] != [2]:
        return ["a client was given a refresh token that does not hold"]
    return [] if len(sessions) <= 1 else [f"{len(sessions)} sessions live"]


def the_family_is_dead(after: Aftermath, _replies: list[Reply]) -> list[str]:
    return ["a stolen session lives on"] if after.stored.all(Session) else []


CASES = [
    Scenario("accounts", "sign-up", sign_up, (202,), cold=True),
    Scenario("accounts", "sign-up of somebody pending", sign_up_of_somebody_pending, (202,)),
    Scenario("accounts", "sign-up of somebody known", sign_up_of_somebody_known, (202,)),
    Scenario("accounts", "proof of address", proof, (204, 400)),
    Scenario("accounts", "proof of a later sign-up", proof_of_a_later_sign_up, (204, 400)),
    Scenario("accounts", "resend", resend, (202,)),
    Scenario("accounts", "reset", reset, (202,)),
    Scenario("accounts", "reset confirmed", reset_confirmed, (204, 400)),
    Scenario("accounts", "new profile", new_profile, (200,)),
    Scenario("accounts", "new password", new_password, (204, 401, 403)),
    Scenario("accounts", "wrong password", new_password_without_the_old, (403,), then=every_failure_is_counted),
    Scenario("accounts", "new address", new_address, (202,), again=("user.email_change_requested",)),
    Scenario("accounts", "proof of a new address", proof_of_a_new_address, (204, 400)),
    Scenario("accounts", "other session ended", other_session_ended, (204, 404)),
    Scenario("accounts", "closing", closing, (200, 401, 410)),
    Scenario("sessions", "sign-in", sign_in, (201,), cold=True, then=answered_sessions_exist),
    Scenario("sessions", "new device", sign_in_from_a_new_device, (201,), then=answered_sessions_exist),
    Scenario("sessions", "sign-in unproven", sign_in_of_somebody_pending, (403,)),
    Scenario("sessions", "wrong password", wrong_password, (401,), then=every_failure_is_counted),
    Scenario("sessions", "one try too many", one_try_too_many, (429,), then=the_ladder_stands),
    Scenario("sessions", "refresh", refresh, (200, 401), then=one_successor_at_most),
    Scenario("sessions", "stolen refresh", stolen_refresh, (401,), then=the_family_is_dead),
    Scenario("sessions", "sign-out", sign_out, (204, 401)),
]
