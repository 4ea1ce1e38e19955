"""Every sample event does to the real function what its name says."""

import json
from pathlib import Path
from typing import Any

import pytest

from infra.local.console import ADMIN_EMAIL
from infra.topology import FUNCTIONS, RULES, HttpTrigger, QueueTrigger, ScheduleTrigger, StreamTrigger
from shared.accounts.domain import user as deciding
from shared.accounts.domain.activity import Activity
from shared.accounts.domain.claims import email_claim
from shared.accounts.domain.session import Session
from shared.accounts.use_cases.sign_in import SignedIn
from shared.kernel.events import Context
from shared.kernel.principal import Actor
from tests.functions.office import ADA, ADA_EMAIL, EVENTS, PEER, Office, sample

FILES = sorted(file.relative_to(EVENTS).with_suffix("").as_posix() for file in EVENTS.glob("*/*.json"))
CONTEXT = Context(Actor("admin", ADA), "sample", PEER)
DEVICE_SESSION = "019aab01-5555-7aaa-8aaa-000000000004"
HANDLED: dict[str, list[object]] = {"batchItemFailures": []}


def body_of(answer: dict[str, Any]) -> Any:
    return json.loads(answer["body"])


def test_every_function_has_a_sample_and_every_sample_a_function() -> None:
    assert {name.partition("/")[0] for name in FILES} == {function.name for function in FUNCTIONS}
    loose = [file for file in EVENTS.rglob("*") if file.is_file() and file.parent.parent != EVENTS]
    assert [file.name for file in loose] == ["README.md"]


def test_every_sample_is_invoked_by_a_test_here_or_beside() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*samples*.py"))
    assert [name for name in FILES if f'"{name}"' not in source] == []


@pytest.mark.parametrize("name", FILES)
def test_a_sample_has_the_form_of_its_trigger_and_is_printed_well(name: str) -> None:
    event = sample(name)
    assert (EVENTS / f"{name}.json").read_text("utf-8") == json.dumps(event, indent=2, ensure_ascii=False) + "\n"
    trigger = next(function.trigger for function in FUNCTIONS if function.name == name.partition("/")[0])
    match trigger:
        case HttpTrigger(prefixes):
            assert (event["version"], event["routeKey"]) == ("2.0", "$default")
            assert event["requestContext"]["http"]["path"] == event["rawPath"]
            assert prefixes == ("$default",) or event["rawPath"].startswith(prefixes)
        case StreamTrigger(table):
            assert all(f"-{table}/stream/" in record["eventSourceARN"] for record in event["Records"])
        case ScheduleTrigger(schedule):
            assert (event["detail-type"], event["resources"][0].rpartition("-production-")[2]) == (
                "Scheduled Event",
                schedule,
            )
        case QueueTrigger(queue):
            assert all(record["eventSourceARN"].endswith(f"-{queue}") for record in event["Records"])
            routed = {type_ for rule in RULES if rule.queue == queue for type_ in rule.event_types}
            from_bus = [record["body"] for record in event["Records"] if '"detail-type"' in record["body"]]
            assert {json.loads(body)["detail-type"] for body in from_bus} <= routed


def test_signing_in_refreshing_and_signing_out(office: Office, admin: SignedIn) -> None:
    signed_in = office.invoke("sessions/sign_in")
    assert signed_in["statusCode"] == 201
    caller = office.parts.authenticate(body_of(signed_in)["access_token"], True)
    assert "roles:write" in caller.permissions

    assert office.invoke("sessions/refresh")["statusCode"] == 401
    refresh = sample("sessions/refresh")
    refresh["body"] = json.dumps({"refresh_token": admin.refresh_token})
    refreshed = office.invoke_with("sessions", refresh)
    assert (refreshed["statusCode"], body_of(refreshed)["session_id"]) == (200, admin.session_id)

    assert office.invoke("sessions/sign_out")["statusCode"] == 401
    out = office.invoke("sessions/sign_out", authorization=f"Bearer {admin.access_token}")
    assert out["statusCode"] == 204
    assert office.parts.store.get(Session.key_of(caller.user_id, admin.session_id)) is None


def test_signing_up(office: Office) -> None:
    assert office.invoke("accounts/sign_up")["statusCode"] == 202
    holder = office.parts.store.get(email_claim(office.parts.seals, ADA_EMAIL))
    assert holder is not None
    user = office.parts.users.get(holder.user_id)
    assert (user.status, user.display_name, user.locale) == ("pending", "Ada Lovelace", "en-GB")
    (message,) = office.queued("ROLLBOOK_MAIL_QUEUE_URL")
    assert json.loads(message["Body"])["correlation_id"] == "sample-sign-up"


def test_asking_for_a_password_reset(office: Office) -> None:
    assert office.invoke("accounts/request_password_reset")["statusCode"] == 202
    (message,) = office.queued("ROLLBOOK_MAIL_QUEUE_URL")
    assert json.loads(message["Body"])["command"] == "reset_password"
    assert ADA_EMAIL not in message["Body"]


def test_showing_and_changing_ones_own_account(office: Office, admin: SignedIn) -> None:
    token = {"authorization": f"Bearer {admin.access_token}"}
    assert office.invoke("accounts/show_me")["statusCode"] == 401
    assert body_of(office.invoke("accounts/show_me", **token))["email"] == ADMIN_EMAIL
    changed = office.invoke("accounts/change_profile", **token)
    assert (changed["statusCode"], body_of(changed)["display_name"]) == (200, "Ada King")


def test_finding_and_inviting_somebody(office: Office, admin: SignedIn) -> None:
    token = {"authorization": f"Bearer {admin.access_token}"}
    (found,) = body_of(office.invoke("directory/find_user", **token))["items"]
    assert (found["email"], found["roles"]) == (ADMIN_EMAIL, ["admin"])
    invited, again = office.invoke("directory/invite_user", **token), office.invoke("directory/invite_user", **token)
    assert (invited["statusCode"], invited["body"]) == (201, again["body"])
    assert office.parts.users.get(body_of(invited)["id"]).roles == ("support",)


def test_telling_health_and_keys(office: Office) -> None:
    assert office.invoke("wellknown/health")["body"] == '{"status":"ok"}'
    (key,) = body_of(office.invoke("wellknown/keys"))["keys"]
    assert key == office.parts.signing_keys.published()[0]


def test_publishing_what_was_stored(office: Office) -> None:
    assert office.invoke("publish_events/registered_and_verified") == HANDLED
    published = [json.loads(message["Body"]) for message in office.queued("ROLLBOOK_MAIL_QUEUE_URL")]
    told = {event["detail"]["version"]: event["detail-type"] for event in published}
    assert told == {1: "user.registered", 2: "user.email_verified"}
    assert {event["detail"]["stream_id"] for event in published} == {ADA}
    assert "sealed" not in json.dumps(published)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("send_email/user_registered", "verify_email"),
        ("send_email/user_email_verified", "welcome"),
        ("send_email/sign_up_repeated", "account_exists"),
        ("send_email/resend_verification", "verify_email"),
        ("send_email/reset_password", "password_reset"),
        ("send_email/new_device", "new_device"),
    ],
)
def test_sending_one_mail_however_often_it_is_delivered(office: Office, name: str, kind: str) -> None:
    user = office.ada() if kind == "verify_email" else office.active_ada()
    office.session(user, DEVICE_SESSION)
    assert office.invoke(name) == office.invoke(name) == HANDLED
    assert office.mails() == [(kind, ADA_EMAIL)]


def test_a_poison_is_parked_with_its_reason(office: Office) -> None:
    assert office.invoke("send_email/poison") == HANDLED
    (parked,) = office.queued("ROLLBOOK_MAIL_DLQ_URL")
    assert parked["Body"] == sample("send_email/poison")["Records"][0]["body"]
    assert parked["MessageAttributes"]["reason"]["StringValue"] == "not a JSON object"
    assert office.mails() == []


def test_ending_the_sessions_of_somebody_suspended(office: Office) -> None:
    user = office.active_ada()
    office.session(user, DEVICE_SESSION)
    store, users = office.parts.store, office.parts.users
    assert office.invoke("end_sessions/user_suspended") == HANDLED
    assert len(store.query(Session.of(ADA)).items) == 1  # it still lives: an event is only a reason to look
    loaded = users.load(ADA)
    users.commit(loaded, deciding.suspend(loaded.user, None), CONTEXT)
    assert office.invoke("end_sessions/user_suspended") == HANDLED
    assert store.query(Session.of(ADA)).items == ()


def test_forgetting_every_device_of_somebody_erased(office: Office) -> None:
    user = office.active_ada()
    office.session(user, DEVICE_SESSION)
    assert len(office.parts.store.query(Activity.of(ADA)).items) == 1
    assert office.invoke("end_sessions/user_erased") == HANDLED
    assert office.parts.store.query(Session.of(ADA)).items == ()
    assert office.parts.store.query(Activity.of(ADA)).items == ()


def test_indexing_somebody_and_building_the_index_anew(office: Office) -> None:
    office.active_ada()
    assert office.invoke("update_search/user_email_verified") == HANDLED
    assert [user.email for user in office.parts.search_users("lovelace", None, None, 50).items] == [ADA_EMAIL]
    assert office.invoke("update_search/rebuild") == HANDLED
    (following,) = office.queued("ROLLBOOK_SEARCH_QUEUE_URL")[-1:]
    assert json.loads(following["Body"])["command"] == "fill_search"


def test_an_event_of_nobody_is_no_work_for_the_index(office: Office) -> None:
    assert office.invoke("update_search/user_email_verified") == HANDLED
    (parked,) = office.queued("ROLLBOOK_SEARCH_DLQ_URL")
    assert parked["MessageAttributes"]["reason"]["StringValue"] == "an event of no account"


def test_the_next_signing_key_waits_for_its_day_or_for_a_person_and_is_made_once(office: Office) -> None:
    assert office.invoke("rotate_signing_keys/scheduled") == {"added": 0, "age_days": 0}
    assert office.invoke("rotate_signing_keys/by_hand") == {"added": 1, "age_days": 0}
    assert office.invoke("rotate_signing_keys/by_hand") == {"added": 0, "age_days": 0}
    assert len(body_of(office.invoke("wellknown/keys"))["keys"]) == 2


def test_closing_nobody_who_signed_up_just_now(office: Office) -> None:
    office.ada()
    office.parts.update_search(ADA)
    assert office.invoke("close_unverified/scheduled") == {"warned": 0, "closed": 0, "kept": 0}
    assert office.parts.users.get(ADA).email == ADA_EMAIL


def test_asking_the_index_to_be_compared(office: Office) -> None:
    assert office.invoke("sweep_search/scheduled") == {"queued": 1}
    (asked,) = office.queued("ROLLBOOK_SEARCH_QUEUE_URL")
    assert json.loads(asked["Body"])["command"] == "check_search"
