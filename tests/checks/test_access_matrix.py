"""Check 50: each route, asked by its owner, by somebody else, by nobody, and by staff without the one permission."""

import uuid
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from tests.checks.access_matrix import (
    IDS,
    MISSING,
    ROWS,
    Own,
    Public,
    Staff,
    path_of,
    request,
    request_at,
    routes_of,
    rows_of,
)
from tests.journeys.client import Answer, Client
from tests.journeys.town import Person, Town

UNAUTHENTICATED, FORBIDDEN, NOT_FOUND = (401, "unauthenticated"), (403, "forbidden"), (404, "not_found")
_NAMES_OF_ANSWERS = {"date", "x-correlation-id"}
ODD_IDS = ["x", "%00", "a%23b", "USER%23x", "%ED%A0%80", MISSING.upper(), f"{MISSING}%0A", "0", "%2e%2e", "%2F"]


def test_check_50_every_declared_route_has_a_row(town: Town) -> None:
    assert routes_of(town.client().get("/openapi.json").body) == set(ROWS)


def told(answer: Answer) -> tuple[int, bytes, dict[str, str]]:
    """All of an answer but for the names of this request and of what it asked for."""
    content = answer.content
    for name in ("trace_id", "instance") if answer.code else ():
        content = content.replace(str(answer.body[name]).encode(), b"")
    headers = {name: value for name, value in answer.headers.items() if name not in _NAMES_OF_ANSWERS}
    return answer.status, content, headers


def all_alike(answers: list[Answer], outcome: tuple[int, str]) -> bool:
    assert {answer.outcome for answer in answers} == {outcome}
    first, *others = (told(answer) for answer in answers)
    return all(other == first for other in others)


@pytest.mark.parametrize("route", rows_of(Public))
def test_check_50_what_is_for_everybody_is_the_same_for_everybody(
    town: Town, admin: Person, person: Person, route: str
) -> None:
    answers = [request(client, route) for client in (town.client(), person.client, admin.client, town.client("x.y.z"))]
    assert [answer.status for answer in answers] == [ROWS[route].ok] * 4
    assert len({str(told(answer)) for answer in answers}) == 1


def snapshot(person: Person) -> tuple[Any, ...]:
    """What anybody could have changed of them."""
    sessions = person.client.get("/v1/me/sessions").body["items"]
    history = person.client.get("/v1/me/history").body
    return person.client.get("/v1/me").body, [item["id"] for item in sessions], history


@pytest.mark.parametrize("route", rows_of(Own))
def test_check_50_ones_own_is_ones_own(town: Town, admin: Person, person: Person, route: str) -> None:
    other = town.person()
    second = town.sign_in(other)  # what the route may end
    before = snapshot(person)
    strangers = [request(town.client(), route, session_id=id_) for id_ in (person.session_id, MISSING)]
    assert all_alike(strangers, UNAUTHENTICATED)
    if "{" in route:
        foreign = [request(who.client, route, session_id=person.session_id) for who in (other, admin)]
        missing = [request(who.client, route, session_id=MISSING) for who in (other, admin)]
        assert all_alike(foreign + missing, NOT_FOUND)
    done = request(other.client, route, session_id=second.session_id)
    assert done.status == ROWS[route].ok
    assert person.id.encode() not in done.content
    assert snapshot(person) == before


AllBut = Callable[[tuple[str, ...]], Client]


@pytest.fixture(scope="module")
def all_but(town: Town) -> AllBut:
    """Staff who hold every permission but these."""
    roles = town.admin().client.get("/v1/roles").body["items"]
    everything = {permission for role in roles for permission in role["permissions"]}

    @cache
    def hire(lacking: tuple[str, ...]) -> Client:
        return town.staff(*sorted(everything - {*lacking})).client

    return hire


@pytest.fixture(scope="module")
def nobody(town: Town) -> Person:
    """Signed in, without any permission."""
    return town.person()


def new_role(admin: Person) -> str:
    name = f"role-{uuid.uuid4().hex[:8]}"
    assert admin.client.put(f"/v1/roles/{name}", {"permissions": []}).status == 200
    return name


@pytest.mark.parametrize("route", rows_of(Staff))
def test_check_50_without_the_permission_every_id_is_the_same_403(
    town: Town, admin: Person, nobody: Person, all_but: AllBut, route: str
) -> None:
    ids = [(nobody.id, new_role(admin)), (admin.id, "admin"), (MISSING, "role-00000000"), ("x", "X")]
    for client, outcome in (
        (town.client(), UNAUTHENTICATED),
        (nobody.client, FORBIDDEN),
        (all_but(ROWS[route].opens), FORBIDDEN),
    ):
        same_length = [request(client, route, user_id=user, name=name) for user, name in ids[:1] + ids[2:3]]
        assert all_alike(same_length, outcome)
        answers = [request(client, route, user_id=user, name=name) for user, name in ids]
        assert {told(answer)[:2] for answer in answers} == {told(same_length[0])[:2]}


@pytest.mark.parametrize(
    ("route", "permission"), [(route, opens) for route in rows_of(Staff) for opens in ROWS[route].opens]
)
def test_check_50_the_permission_alone_opens_the_route(
    town: Town, admin: Person, person: Person, route: str, permission: str
) -> None:
    holder, role = town.staff(permission).client, new_role(admin)
    if "{user_id}" in route:
        gone = town.person()
        missing = [request(holder, route, anyhow=True, user_id=id_) for id_ in (MISSING, gone.id[:-1] + "x", *ODD_IDS)]
        assert all_alike(missing[:2], NOT_FOUND)
        assert {answer.status for answer in missing} == {404}
    if route == "DELETE /v1/roles/{name}":
        assert request(holder, route, name="never-made").outcome == NOT_FOUND
    assert request(holder, route, user_id=person.id, name=role).status == ROWS[route].ok


CHANGES_OF_OTHERS = [route for route in rows_of(Staff) if "{user_id}" in route and not route.startswith("GET")]


@pytest.fixture(scope="module")
def colleague(town: Town) -> Person:
    """Holds one permission that nobody else here holds."""
    return town.staff("exports:run")


@pytest.mark.parametrize("route", CHANGES_OF_OTHERS)
def test_check_50_nobody_acts_on_whoever_holds_more(town: Town, admin: Person, colleague: Person, route: str) -> None:
    holder = town.staff(*ROWS[route].opens).client
    before = admin.client.get(f"/v1/users/{colleague.id}").body
    assert request(holder, route, user_id=colleague.id).outcome == FORBIDDEN
    assert admin.client.get(f"/v1/users/{colleague.id}").body == before


def test_check_50_an_id_never_reaches_another_kind_of_thing(admin: Person, person: Person) -> None:
    """Ids of sessions and roles where users are asked for, and the other way round."""
    kinds = {"user_id": person.id, "session_id": person.session_id, "name": "support"}
    others = dict.fromkeys((*IDS, "dimension"), MISSING)
    asking = "GET /v1/designs/{design_id}/what-if"  # its query is looked at first
    for route in (
        route for route in ROWS if "{" in route and not route.startswith("PUT /v1/roles") and route != asking
    ):
        own = next(name for name in (*kinds, *others) if "{" + name + "}" in route)
        for other in kinds.keys() - {own}:
            path = path_of(route, **{own: kinds[other]})
            assert request_at(admin.client, route, path).outcome == NOT_FOUND, (route, other)
