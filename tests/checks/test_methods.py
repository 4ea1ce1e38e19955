"""Check 56: each path has its methods, all others are told which, and no header or parameter stands for a method."""

from typing import Any

import pytest

from tests.checks.access_matrix import MISSING, path_of
from tests.journeys.client import Client
from tests.journeys.town import Person, Town

METHODS = {"get", "put", "post", "delete", "patch"}
OVERRIDES = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]


@pytest.fixture(scope="module")
def paths(town: Town) -> dict[str, set[str]]:
    """Every path and its methods."""
    described: dict[str, Any] = town.client().get("/openapi.json").body["paths"]
    return {path_of(f" {template}"): set(operations) for template, operations in described.items()}


def listed(allow: str) -> set[str]:
    return {method.strip() for method in allow.split(",")}


def expected(methods: set[str]) -> set[str]:
    return {"OPTIONS", *map(str.upper, methods), *(["HEAD"] if "get" in methods else [])}


def test_check_56_every_other_method_is_405_and_options_tells_which_there_are(
    town: Town, paths: dict[str, set[str]]
) -> None:
    for path, methods in paths.items():
        options = town.client().call("OPTIONS", path)
        assert (options.status, options.content, listed(options.headers["allow"])) == (204, b"", expected(methods))
        for method in METHODS - methods:
            refused = town.client().call(method.upper(), path, {})
            assert refused.outcome == (405, "method_not_allowed"), (method, path)
            assert listed(refused.headers["allow"]) == expected(methods)
        if "get" not in methods:
            assert town.client().call("HEAD", path).status == 405


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "LINK", "PURGE", "get", "A", "X" * 200])
def test_check_56_methods_that_nobody_has_are_405(town: Town, paths: dict[str, set[str]], method: str) -> None:
    for path, methods in paths.items():
        if method != "CONNECT":  # its target is not a path
            refused = town.client().call(method, path)
            assert refused.outcome == (405, "method_not_allowed"), path
            assert listed(refused.headers["allow"]) == expected(methods)
    assert town.client().call(method, "/nowhere", any_instance=True).status in (400, 404, 405)


UNKNOWN = [
    *("/", "/v1", "/v1/", "/v2/me", "/V1/me", "/v1/me/", "/v1//me", "/v1/me/nothing", "/nowhere", "/v1/users/"),
    *(f"/v1/users/{MISSING}/nothing", f"/v1/users/{MISSING}/events/1", "/v1/me;x=1", "/v1/me.json", "/.git/config"),
    *("/healthz/", "/openapi.yaml", "/.well-known/nothing", "/docs/", "/index.html", "/v1/%6De%2F"),
]


@pytest.mark.parametrize("path", UNKNOWN)
def test_check_56_an_unknown_path_is_404_whoever_asks_and_however(town: Town, person: Person, path: str) -> None:
    for client in (town.client(), person.client):
        for method in ("GET", "POST", "DELETE", "PROPFIND"):
            answer = client.call(method, path, any_instance=True)
            assert answer.outcome == (404, "no_such_route"), method
        head = client.call("HEAD", path)
        assert (head.status, head.content) == (404, b"")


@pytest.mark.parametrize(
    "path", ["/healthz", "/docs", "/openapi.json", "/.well-known/jwks.json", "/.well-known/openid-configuration"]
)
def test_check_56_head_is_get_without_its_body(town: Town, path: str) -> None:
    got, head = town.client().get(path), town.client().call("HEAD", path)
    assert (head.status, head.content) == (got.status, b"") == (200, b"")
    ours = {"x-correlation-id", "date", "content-length"}
    assert {n: v for n, v in head.headers.items() if n not in ours} == {
        n: v for n, v in got.headers.items() if n not in ours
    }


def test_check_56_head_of_ones_own_account_has_its_version(person: Person, town: Town) -> None:
    head = person.client.call("HEAD", "/v1/me")
    assert (head.status, head.version, head.content) == (200, '"2"', b"")
    refused = Client(town.url).call("HEAD", "/v1/me")
    assert (refused.status, refused.content) == (401, b"")


@pytest.mark.parametrize("name", OVERRIDES)
def test_check_56_a_method_comes_from_nowhere_else(town: Town, person: Person, name: str) -> None:
    for method in ("DELETE", "PATCH", "delete"):
        assert person.client.get("/v1/me", headers={name: method}).status == 200
        assert person.client.post("/v1/me", {}, headers={name: method}).outcome == (405, "method_not_allowed")
    asked = {"email": "x@mail.example.com"}
    assert town.client().post("/v1/password-resets", asked, headers={name: "GET"}).status == 202
    for query in ("_method=DELETE", "method=DELETE", f"{name}=DELETE"):
        assert person.client.get(f"/v1/me?{query}").status == 422
    assert person.client.post("/v1/me?_method=DELETE", {"_method": "DELETE"}).status == 405
    assert person.client.get("/v1/me").status == 200
