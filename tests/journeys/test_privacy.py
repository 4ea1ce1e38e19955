"""What leaves the system: mails to one person with links to one place, and events without the person."""

import json
import re

import pytest

from tests.journeys.client import Client
from tests.journeys.town import NEW_PASSWORD, PASSWORD, PUBLIC_URL, Person, Town, new_address

WITH_TOKEN = {"verify_email": "/verify", "password_reset": "/reset", "email_change_confirm": "/verify"}
EVIL = {
    "Host": "evil.example.net",
    "X-Forwarded-Host": "evil.example.net",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-For": "10.9.8.7",
    "Forwarded": "for=10.9.8.7;host=evil.example.net",
    "X-Original-URL": "http://evil.example.net/",
    "Origin": "https://evil.example.net",
    "Referer": "https://evil.example.net/",
}


@pytest.fixture(scope="module")
def eventful(town: Town) -> Person:
    """Somebody to whom every mail of an own account was sent, and who then left."""
    person = town.person(display_name="Ms {{7*7}} <b>Bold</b> http://evil.example.net")
    new = new_address("moved")
    town.newcomer(person.email)
    for path, body in (
        ("/v1/password-resets", {"email": person.email}),
        ("/v1/me/email", {"new_email": new, "password": PASSWORD}),
    ):
        assert person.client.post(path, body, headers=EVIL).status == 202
    # Each mail is awaited before the change that would make it pointless, and so unsent.
    for kind in ("account_exists", "password_reset", "email_change_requested"):
        town.mail(person.email, kind)
    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert person.client.put("/v1/me/password", change).status == 204
    elsewhere = Client(town.url, person.client.source, user_agent="Mozilla/5.0 (X11; Linux) Firefox/140.0")
    assert elsewhere.post("/v1/sessions", {"identifier": person.email, "password": NEW_PASSWORD}).status == 201
    for kind in ("password_changed", "new_device"):
        town.mail(person.email, kind)
    link = town.mail(new, "email_change_confirm")["token"]
    assert town.client().post("/v1/email/verify", {"token": link}, headers=EVIL).status == 204
    town.mail(new, "email_changed")
    assert person.client.delete("/v1/me").status == 200
    town.mail(new, "account_closed")
    town.settled()
    return Person(person.email, new, person.client, person.id, person.refresh_token, person.session_id)


def test_each_mail_goes_to_one_address_says_its_kind_and_links_to_one_place(town: Town, eventful: Person) -> None:
    mails = town.inbox(eventful.email) + town.inbox(eventful.password)
    kinds = {mail["kind"] for mail in mails}
    assert kinds == {
        *("verify_email", "welcome", "account_exists", "password_reset", "password_changed", "new_device"),
        *("email_change_requested", "email_change_confirm", "email_changed", "account_closed"),
    }
    for mail in mails:
        assert sorted(mail) == ["from", "headers", "html", "id", "kind", "sent_at", "subject", "text", "to", "token"]
        assert len(mail["to"]) == 1
        assert mail["headers"]["X-Rollbook-Kind"] == mail["kind"]
        whole = mail["text"] + mail["html"]
        assert "\n" not in mail["subject"]
        assert set(re.findall(r"https?://[^/\s\"'<>]+", whole)) <= {PUBLIC_URL}, mail["kind"]
        assert "<b>Bold" not in mail["html"]
        assert "Ms 49" not in whole
        if page := WITH_TOKEN.get(mail["kind"]):
            assert f"{PUBLIC_URL}{page}?token={mail['token']}" in mail["text"]
            assert set(re.findall(r"[?&]token=([\w.~-]+)", whole)) == {mail["token"]}
        else:
            assert mail["token"] is None
            assert "token=" not in whole


def test_neither_events_nor_queues_say_anything_of_a_person(town: Town, eventful: Person) -> None:
    shown = json.dumps([town.events(), town.queues()])
    types = {event["detail"]["type"] for event in town.events() if event["detail"]["stream_id"] == eventful.id}
    assert len(types) == 6
    tokens = {mail["token"] for mail in town.inbox(eventful.email) + town.inbox(eventful.password) if mail["token"]}
    secrets = [*tokens, eventful.email, eventful.password, eventful.refresh_token, PASSWORD, NEW_PASSWORD, "Bold",
               eventful.client.source, str(eventful.client.token)]  # fmt: skip
    assert [secret for secret in secrets if secret in shown] == []
    assert "@" not in shown
    assert not re.search(r"eyJ[\w-]+\.|argon2|127\.[1-9]\d*\.", shown)
    for event in town.events():
        assert sorted(event["detail"]) == [
            *("actor", "causation_id", "changed", "correlation_id", "event_id", "occurred_at", "stream_id", "type"),
            "version",
        ]


def test_events_are_published_once_and_in_order_of_each_stream(town: Town, eventful: Person) -> None:
    versions: dict[str, list[int]] = {}
    for event in town.events():
        versions.setdefault(event["detail"]["stream_id"], []).append(event["detail"]["version"])
    for stream, seen in versions.items():
        assert seen == list(range(1, len(seen) + 1)), stream
    ids = [event["detail"]["event_id"] for event in town.events()]
    assert len(ids) == len(set(ids))


def test_no_header_moves_a_link_an_issuer_or_a_source(town: Town, person: Person) -> None:
    for path in ("/.well-known/openid-configuration", "/.well-known/jwks.json", "/healthz", "/v1/me"):
        for header in ({"Host": "evil.example.net"}, EVIL):
            assert "evil" not in person.client.get(path, headers=header).content.decode()
    signed_in = person.client.post("/v1/sessions", person.credentials, headers=EVIL)
    newest = person.client.get("/v1/me/sessions").body["items"][0]
    assert (newest["id"], newest["source_ip"]) == (signed_in.body["session_id"], person.client.source)
    refused = person.client.get("/nowhere", headers=EVIL)
    assert "evil" not in refused.content.decode() + str(refused.headers)


def test_local_pages_answer_to_this_machine_only(town: Town) -> None:
    for path in ("/_local/inbox.json", "/_local/events.json", "/_local/queues.json", "/_local/inbox"):
        assert town.client().get(path).status == 200
        assert town.client().get(path, headers={"Host": "evil.example.net"}).outcome == (403, "forbidden")
    texts = {"header": "{}", "payload": "{}"}
    assert town.client().post("/_local/sign", texts, headers={"Host": "evil.example.net"}).status == 403
    assert town.client().post("/_local/schedules/nothing").status == 404


def test_a_new_device_is_told_and_the_first_one_is_not(town: Town, person: Person) -> None:
    town.sign_in(person)
    phone = Client(town.url, person.client.source, user_agent="Mozilla/5.0 (iPhone) Safari/605")
    assert phone.post("/v1/sessions", person.credentials).status == 201
    mail = town.mail(person.email, "new_device")
    assert (mail["token"], "token=" in mail["text"], "iPhone" in mail["text"]) == (None, False, True)
    assert phone.post("/v1/sessions", person.credentials).status == 201
    town.settled()
    assert town.kinds(person.email) == ["verify_email", "welcome", "new_device"]


def test_a_new_device_that_leaves_at_once_is_told_all_the_same(town: Town, person: Person) -> None:
    burglar = Client(town.url, person.client.source, user_agent="Burglar/1")
    signed_in = burglar.post("/v1/sessions", person.credentials)
    burglar.token = signed_in.body["access_token"]
    assert burglar.delete("/v1/sessions/current").status == 204
    assert "Burglar/1" in town.mail(person.email, "new_device")["text"]
