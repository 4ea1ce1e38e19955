"""Designs end to end over HTTP: asked for, questioned, drafted by the worker, read in three forms, decided on."""

import time
import uuid
from typing import Any

import pytest

from tests.journeys.client import Answer, Client
from tests.journeys.town import Person, Town, pages

_PATIENCE = 30.0
SHOP: dict[str, Any] = {
    "team_size": 3, "ops_skill": "none", "kind": ["crud", "api"], "read_rps": 15, "write_rps": 3, "model": "relational",
    "multi_entity_tx": True, "level": "strong", "p99_ms": 600, "usd_month": 200, "clients": ["web", "mobile"],
    "auth_users": ["consumers"], "idle_fraction": 0.6,
}  # fmt: skip
TORN = {**SHOP, "multi_region": "active_active", "regions": 3, "p99_ms": 20}


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


def new_system() -> str:
    return f"orders {uuid.uuid4().hex[:8]}"


def ask(client: Client, requirements: dict[str, Any], language: str = "en", system: str = "", **options: Any) -> Answer:
    wish = {"system": system or new_system(), "language": language, "requirements": requirements}
    return client.post("/v1/designs", wish, headers=options.get("headers") or new_key())


def drafted(client: Client, path: str, status: str = "ready") -> Any:
    """Waits for the worker."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        body = client.get(path).body
        if body["status"] == status and body["document"] is not None:
            return body
        time.sleep(0.1)
    raise AssertionError(f"{path} is {body['status']}")


def ready(client: Client, **options: Any) -> tuple[str, Any]:
    asked = ask(client, SHOP, **options)
    assert asked.status == 202
    path = asked.headers["location"]
    if asked.body["status"] == "questions":
        assert client.post(f"{path}/answers", {"assume": True}).body["status"] == "drafting"
    return path, drafted(client, path)


def test_a_design_is_asked_for_questioned_answered_and_drafted(admin: Person) -> None:
    asked = ask(admin.client, {})
    assert (asked.status, asked.body["status"]) == (202, "questions")
    path = asked.headers["location"]
    assert asked.version == f'"{asked.body["version"]}"'
    questions = asked.body["questions"]
    assert 1 <= len(questions) <= 5
    answers = {each["field"]: SHOP.get(each["field"], each["answer"]["assumed"]) for each in questions}
    again = admin.client.post(f"{path}/answers", {"answers": answers}, headers={"If-Match": asked.version})
    assert again.status == 202
    assert not {each["field"] for each in again.body["questions"]} & set(answers)
    assert admin.client.post(f"{path}/answers", {"assume": True}, headers={"If-Match": asked.version}).status == 412
    assert admin.client.post(f"{path}/answers", {"assume": True}).body["status"] == "drafting"

    design = drafted(admin.client, path)
    assert len(design["options"]) >= 2
    assert len(design["document"]["parts"]) >= 7
    for field, value in answers.items():
        assert design["requirements"][field] == {"value": value, "origin": "asked"}
    assert {told["origin"] for told in design["requirements"].values()} == {"asked", "assumed"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_design_is_read_as_data_text_and_page(admin: Person, language: str) -> None:
    path, design = ready(admin.client, language=language)
    text = admin.client.get(path, headers={"Accept": "text/markdown"})
    page = admin.client.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert text.headers["content-type"] == "text/markdown; charset=utf-8"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert text.version == page.version == f'"{design["version"]}"'
    for content in (text.content.decode(), page.content.decode()):
        assert design["system"] in content
        assert ("需求" in content) == (language == "zh")
    assert admin.client.get(path, headers={"Accept": "image/png"}).outcome == (406, "not_acceptable")


def test_requirements_that_cannot_all_hold_are_named_and_other_values_resolve_them(admin: Person) -> None:
    torn = ask(admin.client, TORN)
    assert (torn.status, torn.body["status"]) == (202, "contradictory")
    assert {"level", "multi_region", "p99_ms"} <= {
        field for clash in torn.body["conflicts"] for field in clash["fields"]
    }
    path = torn.headers["location"]
    shown = drafted(admin.client, path, "contradictory")
    assert shown["document"]["status"] == "contradictory"
    calm = {"multi_region": "none", "regions": 1, "p99_ms": 600}
    answered = admin.client.post(f"{path}/answers", {"answers": calm, "assume": True})
    assert (answered.status, answered.body["status"], answered.body["conflicts"]) == (202, "drafting", [])
    assert drafted(admin.client, path)["status"] == "ready"


def test_a_repeated_request_makes_one_design(admin: Person) -> None:
    key, system = new_key(), new_system()
    first, again = (ask(admin.client, SHOP, system=system, headers=key) for _ in range(2))
    assert (first.status, first.content) == (again.status, again.content)
    other = ask(admin.client, {**SHOP, "p99_ms": 300}, system=system, headers=key)
    assert other.outcome == (422, "idempotency_key_reused")
    listed = admin.client.get(f"/v1/designs?system_id={first.body['system_id']}").body["items"]
    assert [design["id"] for design in listed] == [first.body["id"]]


def test_what_if_says_what_moves(admin: Person) -> None:
    path = ask(admin.client, SHOP).headers["location"]
    told = admin.client.get(f"{path}/what-if?p99_ms=20").body
    assert told["changes"] == {"p99_ms": 20}
    assert "deployment" in {moved["dimension"] for moved in told["moved"]}
    assert told["told"]
    assert admin.client.get(f"{path}/what-if?p99_ms=soon").faults == [("?p99_ms", "invalid")]


def test_a_decision_is_recorded_accepted_superseded_and_shown_with_its_system(admin: Person) -> None:
    path, design = ready(admin.client)
    wish = {"option": "postgresql", "dimension": "primary", "reason": "We know it well.", "status": "accepted"}
    first = admin.client.post(f"{path}/decisions", wish, headers=new_key())
    assert (first.status, first.body["number"], first.body["status"]) == (201, 1, "accepted")
    checks = {"forbidden_imports": [{"importer": "shop.web", "imported": "psycopg"}]}
    second = admin.client.post(
        f"{path}/decisions", {"option": 1, "reason": "The simplest.", "checks": checks}, headers=new_key()
    )
    assert (second.body["number"], second.body["status"]) == (2, "proposed")
    early = admin.client.post(f"{first.headers['location']}/supersede", {"by": second.body["id"]})
    assert early.outcome == (409, "wrong_status")
    accepted = admin.client.post(f"{second.headers['location']}/accept", {"reason": "Agreed."})
    assert accepted.body["history"][-1]["by"] == {"type": "user", "id": admin.id}
    done = admin.client.post(f"{first.headers['location']}/supersede", {"by": second.body["id"], "reason": "We grew."})
    assert (done.body["status"], done.body["superseded_by_number"]) == ("superseded", 2)

    record = admin.client.get(first.headers["location"], headers={"Accept": "text/markdown"})
    assert record.headers["content-disposition"].endswith('-primary-postgresql.md"')
    assert "We know it well." in record.content.decode()

    system = admin.client.get(f"/v1/systems/{design['system_id']}").body
    assert [each["number"] for each in system["decisions"]] == [2, 1]
    assert [each["design"]["id"] for each in system["requirements"]] == [design["id"]]
    numbers = [
        each["number"] for page in pages(admin.client, f"/v1/systems/{system['id']}/decisions", 1) for each in page
    ]
    assert numbers == [2, 1]
    names = [each["name"] for page in pages(admin.client, "/v1/systems", 2) for each in page]
    assert system["name"] in names
    assert names == sorted(names, key=str.casefold)


def test_rights_are_asked_of_everybody(town: Town, admin: Person, person: Person) -> None:
    path = ask(admin.client, SHOP).headers["location"]
    assert person.client.get(path).outcome == (403, "forbidden")
    assert ask(person.client, SHOP).outcome == (403, "forbidden")
    reader = town.staff("designs:read").client
    assert reader.get(path).status == 200
    assert reader.get("/v1/knowledge").status == 200
    assert ask(reader, SHOP).outcome == (403, "forbidden")
    assert reader.put("/v1/house-rules", {}, headers={"If-Match": "*"}).outcome == (403, "forbidden")
    assert town.client().get(path).outcome == (401, "unauthenticated")
    asker = town.staff("designs:read", "designs:write").client
    mine = ask(asker, SHOP)
    assert mine.status == 202
    assert asker.post(f"{path}/decisions", {"option": 1, "reason": "x"}, headers=new_key()).outcome == (
        403,
        "forbidden",
    )


def test_house_rules_hold_for_designs_from_then_on(admin: Person) -> None:
    before = admin.client.get("/v1/house-rules").body
    tag = f'"{before["version"]}"'
    try:
        put = admin.client.put("/v1/house-rules", {"allowed": {"primary": ["mysql"]}}, headers={"If-Match": tag})
        assert (put.status, put.body["version"]) == (200, before["version"] + 1)
        stale = admin.client.put("/v1/house-rules", {}, headers={"If-Match": tag})
        assert stale.outcome == (412, "stale_version")
        _, design = ready(admin.client)
        assert design["house_rules"] == put.body["version"]
        assert {option["parts"]["primary"] for option in design["options"]} == {"mysql"}
    finally:
        assert admin.client.put("/v1/house-rules", {}, headers={"If-Match": "*"}).status == 200


def test_events_of_designs_are_on_the_bus_without_what_they_say(town: Town, admin: Person) -> None:
    _, design = ready(admin.client)
    town.settled()
    told = [event["detail"] for event in town.events() if design["id"] in event["detail"]["stream_id"]]
    types = [event["type"] for event in told]
    assert types[0] == "design.requested"
    assert types[-2:] == ["design.drafting", "design.ready"]
    assert all(not {"data", "client", "requirements"} & set(event) for event in told)


def test_the_owner_is_told_by_mail_when_a_design_is_ready(town: Town) -> None:
    owner = town.staff("designs:read", "designs:write")
    _, design = ready(owner.client)
    mail = town.mail(owner.email, "design_ready")
    assert design["system"] in mail["text"]
    assert mail["token"] is None
