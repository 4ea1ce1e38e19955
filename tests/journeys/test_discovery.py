"""What a client finds out by itself: the API's description, its page, its keys; and how methods are answered."""

import json
import re
from typing import Any

import pytest

from tests.journeys.town import Town

NOBODY = "01900000-0000-7000-8000-000000000000"
IDS = {"user_id": NOBODY, "session_id": "x", "name": "nothing", "dimension": "primary", "kind": "code"}
IDS |= dict.fromkeys(("design_id", "decision_id", "system_id", "review_id", "suppression_id"), NOBODY)


@pytest.fixture(scope="module")
def document(town: Town) -> dict[str, Any]:
    answer = town.client().get("/openapi.json")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json; charset=utf-8")
    return dict(answer.body)


def test_the_description_is_whole_and_knows_no_local_route(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert "_local" not in json.dumps(document)
    assert "/v1/signup" in document["paths"]
    references = set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)))
    for reference in references:
        place: Any = document
        for part in reference.split("/"):
            place = place[part]
    names = [operation["operationId"] for operations in document["paths"].values() for operation in operations.values()]
    assert len(names) == len(set(names))


def test_every_described_route_answers_as_described(town: Town, document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            body: Any = {} if "requestBody" in operation else None
            answer = town.client().call(method.upper(), path.format(**IDS), body)
            assert str(answer.status) in operation["responses"], (method, path)
            assert answer.status not in (404, 405, 406), (method, path)
            if {} not in operation["security"]:  # which would be: or nobody in particular
                assert answer.outcome == (401, "unauthenticated"), (method, path)


def test_the_page_stands_alone(town: Town) -> None:
    page = town.client().get("/docs")
    text = page.content.decode()
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert "default-src 'none'" in policy[0]
    assert not re.search("https?:", policy[0])
    assert not re.search(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)\s*=\s*[\"']?(?:https?:)?//", text)
    assert not re.search(r"@import|url\(\s*[\"']?(?:https?:)?//", text)
    assert "/v1/signup" in text
    assert "_local" not in text


def test_keys_and_discovery_belong_together(town: Town) -> None:
    discovery = town.client().get("/.well-known/openid-configuration")
    assert discovery.body["issuer"] == town.url
    assert discovery.body["jwks_uri"] == f"{town.url}/.well-known/jwks.json"
    assert discovery.body["id_token_signing_alg_values_supported"] == ["RS256"]
    jwks = town.client().get("/.well-known/jwks.json")
    assert jwks.headers["cache-control"] == "max-age=300"
    for key in jwks.body["keys"]:
        assert sorted(key) == ["alg", "e", "kid", "kty", "n", "use"]
        assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")


def test_health_is_one_word(town: Town) -> None:
    assert town.client().get("/healthz").body == {"status": "ok"}
    assert town.client().get("/healthz?probe=1").status == 200
