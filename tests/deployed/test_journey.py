"""The core journey through API Gateway, Lambda, streams, the bus and queues, with every role enforced."""

import time
from collections.abc import Callable
from typing import Any

from tests.deployed.town import PATIENCE, DeployedTown
from tests.journeys.client import Client
from tests.journeys.town import NEW_PASSWORD, Person


def eventually(look: Callable[[], Any]) -> Any:
    """The first answer that is something."""
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not come to be"
        time.sleep(0.1)
    return found


def found_by_name(admin: Client, name: str) -> list[str]:
    return [user["id"] for user in admin.get(f"/v1/users?q={name}").body["items"]]


def test_somebody_signs_up_and_proves_the_address_by_the_mail_that_ses_got(town: DeployedTown) -> None:
    person = town.person(display_name="Quintessa Okonkwo")
    me = person.client.get("/v1/me").body
    assert (me["email"], me["status"], me["email_verified"]) == (person.email, "active", True)
    assert town.mail(person.email, "welcome")


def test_a_link_in_a_mail_leads_to_the_address_of_the_api(town: DeployedTown) -> None:
    person = town.newcomer()
    assert f"http://{town.host}/" in town.mail(person.email, "verify_email")["text"]


def test_what_changed_is_found_once_it_went_through_stream_bus_and_queue(town: DeployedTown) -> None:
    person, admin = town.person(), town.admin().client
    assert person.client.patch("/v1/me", {"display_name": "Wilhelmina Zauberberg"}).status == 200
    assert eventually(lambda: found_by_name(admin, "zauberberg")) == [person.id]


def test_whoever_is_suspended_is_signed_out(town: DeployedTown) -> None:
    person, admin = town.person(), town.admin().client
    assert admin.post(f"/v1/users/{person.id}/suspend", {"reason": "a test"}).status == 200
    assert person.client.get("/v1/me").outcome == (401, "unauthenticated")
    again = {"refresh_token": person.refresh_token}
    assert town.client().post("/v1/sessions/refresh", again).status == 401


def test_sessions_of_a_suspended_person_are_deleted_by_the_worker(town: DeployedTown) -> None:
    person, admin = town.person(), town.admin().client
    assert sessions_kept(town, person)
    admin.post(f"/v1/users/{person.id}/suspend", {"reason": "a test"})
    eventually(lambda: not sessions_kept(town, person))


def test_a_forgotten_password_is_set_anew_by_a_mailed_link(town: DeployedTown) -> None:
    person = town.person()
    assert town.client().post("/v1/password-resets", {"email": person.email}).status == 202
    wish = {"token": town.mail(person.email, "password_reset")["token"], "new_password": NEW_PASSWORD}
    assert town.client().post("/v1/password-resets/confirm", wish).status == 204
    assert town.mail(person.email, "password_changed")
    person.password = NEW_PASSWORD
    assert town.sign_in(person).client.get("/v1/me").status == 200


def test_whoever_is_erased_gets_a_farewell_and_is_found_no_more(town: DeployedTown) -> None:
    person, admin = town.person(display_name="Ferdinanda Abschied"), town.admin().client
    assert eventually(lambda: found_by_name(admin, "abschied")) == [person.id]
    receipt = admin.delete(f"/v1/users/{person.id}", headers={"If-Match": "*"})
    assert receipt.status == 200
    assert town.mail(person.email, "account_closed")
    assert admin.get(f"/v1/users/{person.id}").status == 410
    eventually(lambda: not found_by_name(admin, "abschied"))


def sessions_kept(town: DeployedTown, person: Person) -> int:
    """Items of this person in the table of sessions."""
    table = f"{town.deployed.stack}-sessions"
    query = {"KeyConditionExpression": "pk = :pk AND begins_with(sk, :sk)", "TableName": table}
    values = {":pk": {"S": f"SESSIONS#{person.id}"}, ":sk": {"S": "SESSION#"}}
    answer = town.deployed.cloud.of("dynamodb").query(**query, ExpressionAttributeValues=values)
    return int(answer["Count"])
