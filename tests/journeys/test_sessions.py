"""Sessions: refreshing, listing, ending; and that what ended has ended at once."""

from concurrent.futures import ThreadPoolExecutor

from tests.journeys.client import Answer, Client
from tests.journeys.town import Person, Town, pages


def refresh(town: Town, token: str) -> Answer:
    return town.client().post("/v1/sessions/refresh", {"refresh_token": token})


def test_a_used_refresh_token_ends_the_whole_family_and_is_noted(town: Town, person: Person) -> None:
    witness = town.sign_in(person)
    first = refresh(town, person.refresh_token)
    assert first.status == 200
    assert first.body["refresh_token"] != person.refresh_token
    reused = refresh(town, person.refresh_token)
    successor = refresh(town, first.body["refresh_token"])
    assert reused.outcome == successor.outcome == (401, "invalid_refresh_token")
    assert town.client(first.body["access_token"]).get("/v1/me").status == 401
    noted = witness.client.get("/v1/me/activity").body["items"][0]
    assert (noted["type"], noted["session_id"]) == ("session.refresh_reuse", person.session_id)
    assert [item["id"] for item in witness.client.get("/v1/me/sessions").body["items"]] == [witness.session_id]


def test_every_refused_refresh_is_the_same_401(town: Town, person: Person) -> None:
    token = person.refresh_token
    flipped = token[:30] + ("A" if token[30] != "A" else "B") + token[31:]
    altered = [flipped, token[:-1], token + "A", token + "=", "x", "é" * 30, f" {token}"]
    refused = [refresh(town, text) for text in altered]
    ended = town.sign_in(person)
    assert ended.client.delete("/v1/sessions/current").status == 204
    refused.append(refresh(town, ended.refresh_token))
    assert {answer.outcome for answer in refused} == {(401, "invalid_refresh_token")}
    assert len({str(answer.without_ids()) for answer in refused}) == 1
    assert refresh(town, token).status == 200


def test_of_parallel_refreshes_with_one_token_at_most_one_successor_lives(town: Town, person: Person) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: refresh(town, person.refresh_token), range(8)))
    won = [answer for answer in answers if answer.status == 200]
    assert len(won) <= 1
    assert {answer.outcome for answer in answers if answer not in won} == {(401, "invalid_refresh_token")}
    assert all(refresh(town, answer.body["refresh_token"]).status == 401 for answer in won)


def test_ones_sessions_are_listed_and_ended_one_by_one(town: Town, person: Person) -> None:
    phone = Client(town.url, "127.9.8.7", user_agent="Phone/2")
    signed_in = phone.post("/v1/sessions", person.credentials)
    items = person.client.get("/v1/me/sessions").body["items"]
    assert [sorted(item) for item in items] == [
        ["created_at", "current", "id", "last_seen_at", "source_ip", "user_agent"]
    ] * 2
    assert [(item["id"], item["current"]) for item in items] == [
        (signed_in.body["session_id"], False),
        (person.session_id, True),
    ]
    assert (items[0]["source_ip"], items[0]["user_agent"]) == ("127.9.8.7", "Phone/2")

    phone.token = signed_in.body["access_token"]
    assert phone.get("/v1/me").status == 200
    assert person.client.delete(f"/v1/me/sessions/{items[0]['id']}").outcome == (204, None)
    assert phone.get("/v1/me").status == 401
    assert refresh(town, signed_in.body["refresh_token"]).status == 401
    ended = person.client.get("/v1/me/activity").body["items"][0]
    assert (ended["type"], ended["session_id"]) == ("session.ended", items[0]["id"])


def test_a_foreign_and_a_missing_session_are_the_same_404(town: Town, person: Person) -> None:
    stranger = town.person()
    missing = "01900000-0000-7000-8000-000000000000"
    answers = [person.client.delete(f"/v1/me/sessions/{id_}") for id_ in (stranger.session_id, missing)]
    assert {answer.outcome for answer in answers} == {(404, "not_found")}
    bodies = [{**answer.body, "trace_id": "", "instance": ""} for answer in answers]
    assert bodies[0] == bodies[1]
    assert stranger.client.get("/v1/me").status == 200
    for odd in ("x", "%00", "a%23b", "%ED%A0%80", missing.upper(), f"{missing}%0A"):
        assert person.client.call("DELETE", f"/v1/me/sessions/{odd}", any_instance=True).status == 404, odd


def test_activity_and_history_are_told_newest_and_oldest_first(town: Town, person: Person) -> None:
    client = person.client
    assert client.patch("/v1/me", {"display_name": "Ada"}).status == 200
    town.client().post("/v1/sessions", {**person.credentials, "password": "not the right one"})
    again = town.sign_in(person)
    activity = client.get("/v1/me/activity").body["items"]
    assert [entry["type"] for entry in activity] == ["sign_in.succeeded", "sign_in.failed", "sign_in.succeeded"]
    assert sorted(activity[0]) == ["occurred_at", "session_id", "source_ip", "type", "user_agent"]
    assert activity[0]["session_id"] == again.session_id
    assert activity[0]["occurred_at"] > activity[1]["occurred_at"] > activity[2]["occurred_at"]

    history = client.get("/v1/me/history").body["items"]
    assert [(item["version"], item["type"], item["changed"]) for item in history] == [
        (1, "user.registered", ["email"]),
        (2, "user.email_verified", ["email_verified", "status"]),
        (3, "user.profile_changed", ["display_name"]),
    ]
    assert {tuple(item["actor"].items()) for item in history} == {(("type", "user"),)}
    assert sorted(history[0]) == ["actor", "changed", "event_id", "occurred_at", "type", "version"]
    one_by_one = [item for page in pages(client, "/v1/me/history", 1) for item in page]
    assert one_by_one == history
    assert [len(page) for page in pages(client, "/v1/me/activity", 2)] == [2, 1]
