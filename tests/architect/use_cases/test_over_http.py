"""The function `designs` as clients meet it: forms, codes, conditions, and nothing but 4xx for what is wrong."""

import json
from typing import Any

import pytest

from functions.designs.handler import ROUTES
from shared.architect.domain.records.design import Design
from shared.edge.openapi import openapi_document
from tests.architect.use_cases.studio import SHOP, TORN, Desk, Reply, Studio

ALL = ("designs:read", "designs:write", "decisions:write")
NOBODY = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c99"
WISH: dict[str, Any] = {"system": "orders", "language": "en", "requirements": SHOP, "brief": "A shop for tea."}
DOCUMENT = openapi_document(ROUTES, version="1")


@pytest.fixture
def desk() -> Desk:
    return Desk(Studio(), *ALL)


@pytest.fixture(scope="module")
def drafted() -> tuple[Desk, Design]:
    """A ready design for tests that change nothing which others look at."""
    studio = Studio()
    return Desk(studio, *ALL), studio.ready()


def asked(desk: Desk, key: str = "key-1", **wish: Any) -> Reply:
    return desk.post("/v1/designs", {**WISH, **wish}, idempotency_key=key)


def decide(desk: Desk, design: Design, key: str, **wish: Any) -> Reply:
    body = {"option": 1, "reason": "simple", **wish}
    return desk.post(f"/v1/designs/{design.id}/decisions", body, idempotency_key=key)


def told_in(schema: str, body: Any) -> None:
    """Every member that the document tells is there, and no other."""
    told = DOCUMENT["components"]["schemas"][schema]
    assert set(body) == set(told["properties"])


def test_a_design_from_the_request_to_an_accepted_decision(desk: Desk) -> None:
    reply = asked(desk, requirements={})
    assert (reply.status, reply.body["status"]) == (202, "questions")
    path = reply.headers["Location"]
    assert path == f"/v1/designs/{reply.body['id']}"
    told_in("DesignView", reply.body)
    told_in("QuestionView", reply.body["questions"][0])

    tag = desk.get(path).headers["ETag"]
    answered = desk.post(f"{path}/answers", {"answers": SHOP, "assume": True}, if_match=tag)
    assert (answered.status, answered.body["status"]) == (202, "drafting")
    assert answered.body["requirements"]["read_rps"] == {"value": 15, "origin": "asked"}
    assert desk.post(f"{path}/answers", {"assume": True}, if_match=tag).outcome == (412, "stale_version")

    desk.studio.work()
    ready = desk.get(path)
    assert (ready.status, ready.body["status"]) == (200, "ready")
    assert ready.body["document"]["title"]
    assert [option["number"] for option in ready.body["options"]] == list(range(1, len(ready.body["options"]) + 1))
    assert sum(option["recommended"] for option in ready.body["options"]) == 1
    told_in("OptionView", ready.body["options"][0])

    checks = {
        "layers": [["shop.web"], ["shop.domain"]],
        "forbidden_imports": [{"importer": "*", "imported": "boto3"}],
        "required_settings": [{"file": "pyproject.toml", "path": "tool.mypy.strict", "equals": True}],
    }
    body = {"option": 1, "reason": "The simplest that does it.", "checks": checks}
    recorded = desk.post(f"{path}/decisions", body, idempotency_key="key-2")
    assert (recorded.status, recorded.body["status"], recorded.body["number"]) == (201, "proposed", 1)
    told_in("DecisionView", recorded.body)
    assert [check["kind"] for check in recorded.body["checks"]] == ["layers", "forbidden_import", "required_setting"]
    assert recorded.body["checks"][2]["equals"] == "true"
    decision = recorded.headers["Location"]
    accepted = desk.post(f"{decision}/accept", {"reason": "Agreed."})
    assert [step["status"] for step in accepted.body["history"]] == ["proposed", "accepted"]
    assert desk.get(decision).body == accepted.body

    system = desk.get(f"/v1/systems/{ready.body['system_id']}")
    told_in("SystemHistoryView", system.body)
    assert [each["design"]["id"] for each in system.body["requirements"]] == [ready.body["id"]]
    assert [each["number"] for each in system.body["decisions"]] == [1]


def test_a_contradiction_is_told_with_what_could_give_way(desk: Desk) -> None:
    reply = asked(desk, requirements=TORN)
    assert (reply.status, reply.body["status"]) == (202, "contradictory")
    clash = next(each for each in reply.body["conflicts"] if each["rule"] == "strong_active_active_latency")
    told_in("ConflictView", clash)
    assert clash["relaxations"][0]["changes"]
    refused = desk.post(f"{reply.headers['Location']}/answers", {"assume": True})
    assert refused.outcome == (409, "wrong_status")


def test_a_repeated_request_is_answered_with_the_same_bytes(desk: Desk) -> None:
    first = asked(desk)
    assert (asked(desk).text, asked(desk).status) == (first.text, 202)
    assert asked(desk, brief="Another.").outcome == (422, "idempotency_key_reused")
    assert desk.post("/v1/designs", WISH).outcome == (400, "idempotency_key_missing")
    assert len(desk.get("/v1/designs").body["items"]) == 1


@pytest.mark.parametrize(
    ("wish", "fault"),
    [
        ({"system": ""}, ("/system", "too_short")),
        ({"system": "x" * 81}, ("/system", "too_long")),
        ({"system": "a\u202eb"}, ("/system", "invalid")),
        ({"system": 7}, ("/system", "invalid")),
        ({"language": "de"}, ("/language", "invalid")),
        ({"brief": "x" * 4001}, ("/brief", "too_long")),
        ({"colour": "red"}, ("/colour", "unknown_field")),
        ({"requirements": None}, ("/requirements", "invalid")),
        ({"requirements": []}, ("/requirements", "invalid")),
        ({"requirements": {"team_size": 0}}, ("/requirements/team_size", "invalid")),
        ({"requirements": {"team_size": 2.5}}, ("/requirements/team_size", "invalid")),
        ({"requirements": {"team_size": True}}, ("/requirements/team_size", "invalid")),
        ({"requirements": {"team_size": {"a": [1]}}}, ("/requirements/team_size", "invalid")),
        ({"requirements": {"team_size": "4"}}, ("/requirements/team_size", "invalid")),
        ({"requirements": {"read_rps": 1e300}}, ("/requirements/read_rps", "invalid")),
        ({"requirements": {"kind": "crud"}}, ("/requirements/kind", "invalid")),
        ({"requirements": {"kind": ["crud"] * 31}}, ("/requirements/kind", "too_long")),
        ({"requirements": {"kind": [["crud"]]}}, ("/requirements/kind", "invalid")),
        ({"requirements": {"a/b~c": 1}}, ("/requirements/a~1b~0c", "unknown_field")),
        ({"requirements": {"residency": ["x" * 65]}}, ("/requirements/residency", "invalid")),
    ],
)
def test_a_request_is_refused_with_the_place_of_its_fault(
    desk: Desk, wish: dict[str, Any], fault: tuple[str, str]
) -> None:
    reply = asked(desk, **wish)
    assert reply.outcome == (422, "validation_failed")
    assert reply.faults == [fault]
    assert desk.studio.store.events == []


def test_names_of_fields_have_a_length(desk: Desk) -> None:
    assert asked(desk, requirements={"x" * 65: 1}).status == 422
    assert asked(desk, requirements={f"f{n}": 1 for n in range(101)}).status == 422
    faults = asked(desk, requirements={f"f{n}": 1 for n in range(100)}).faults
    assert len(faults) == 100


def test_a_form_is_given_by_the_callers_wish(drafted: tuple[Desk, Design]) -> None:
    desk, design = drafted
    path, tag = f"/v1/designs/{design.id}", f'"{design.version}"'
    for accept, form in (
        ("application/json", "application/json"),
        ("text/markdown", "text/markdown; charset=utf-8"),
        ("text/html;q=0.9, text/markdown;q=0.3", "text/html; charset=utf-8"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
    ):
        reply = desk.get(path, accept=accept)
        assert (reply.status, reply.headers["Content-Type"], reply.headers["ETag"]) == (200, form, tag)
        assert reply.headers["Vary"] == "Accept"
        assert "orders" in reply.text
    page = desk.get(path, accept="text/html")
    assert page.text.startswith("<!")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "<script" not in page.text
    assert desk.get(path, accept="image/png").outcome == (406, "not_acceptable")
    assert desk.call("HEAD", path, accept="text/html").text == ""


def test_what_people_wrote_never_becomes_markup(desk: Desk) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    path = asked(desk, system="a<b>&c", brief=evil).headers["Location"]
    desk.post(f"{path}/answers", {"assume": True})
    desk.studio.work()
    page = desk.get(path, accept="text/html")
    assert page.status == 200
    assert "<script" not in page.text
    assert "<img" not in page.text
    assert "a<b>" not in page.text


def test_before_it_is_drafted_a_design_is_data_only(desk: Desk) -> None:
    path = asked(desk, requirements={}).headers["Location"]
    assert desk.get(path, accept="text/html").outcome == (409, "wrong_status")
    assert desk.get(path, accept="text/html;q=0.5, application/json").status == 200


def test_a_decision_is_downloaded_as_a_madr_document(drafted: tuple[Desk, Design]) -> None:
    desk, design = drafted
    reply = decide(
        desk, design, "madr", dimension="primary", option="postgresql", title="Keep *PostgreSQL*", status="accepted"
    )
    text = desk.get(reply.headers["Location"], accept="text/markdown")
    number = reply.body["number"]
    assert text.headers["Content-Disposition"] == f'attachment; filename="{number:04}-keep-postgresql.md"'
    assert text.headers["Content-Type"] == "text/markdown; charset=utf-8"
    headings = [line for line in text.text.splitlines() if line.startswith("## ")]
    assert any("Decision Outcome" in heading for heading in headings)
    assert any("Considered Options" in heading for heading in headings)
    assert 'status: "accepted"' in text.text


@pytest.mark.parametrize(
    ("wish", "fault"),
    [
        ({"option": 0}, "/option"),
        ({"option": True}, "/option"),
        ({"option": None}, "/option"),
        ({"option": 1.5}, "/option"),
        ({"option": [1]}, "/option"),
        ({"reason": ""}, "/reason"),
        ({"reason": " \n"}, "/reason"),
        ({"reason": "x" * 2001}, "/reason"),
        ({"status": "superseded"}, "/status"),
        ({"title": "x" * 121}, "/title"),
        ({"dimension": "primary", "option": "abacus"}, "/option"),
        ({"checks": {"layers": [[]]}}, "/checks/layers/0"),
        ({"checks": {"layers": [["a b"]]}}, "/checks/layers/0/0"),
        ({"checks": {"required_settings": [{"file": "/etc/passwd", "path": "x"}]}}, "/checks/required_settings/0/file"),
        ({"checks": {"forbidden_imports": [{"importer": "*"}]}}, "/checks/forbidden_imports/0/imported"),
        (
            {"checks": {"required_settings": [{"file": "a", "path": "b", "equals": [1]}]}},
            "/checks/required_settings/0/equals",
        ),
        ({"checks": {"wishes": []}}, "/checks/wishes"),
    ],
)
def test_a_decision_is_refused_with_the_place_of_its_fault(
    drafted: tuple[Desk, Design], wish: dict[str, Any], fault: str
) -> None:
    desk, design = drafted
    reply = decide(desk, design, "refused", **wish)
    assert reply.outcome == (422, "validation_failed")
    assert [pointer for pointer, _ in reply.faults] == [fault]


def test_a_whole_option_is_named_by_its_number_however_that_is_written(drafted: tuple[Desk, Design]) -> None:
    desk, design = drafted
    options = [decide(desk, design, f"number-{at}", option=each).body["option"] for at, each in enumerate((1, "1"))]
    body = '{"option": 1.0, "reason": "simple"}'
    options.append(desk.post(f"/v1/designs/{design.id}/decisions", body, idempotency_key="number-2").body["option"])
    assert options == ["1", "1", "1"]


def test_verdicts_over_http(drafted: tuple[Desk, Design]) -> None:
    desk, design = drafted
    old = decide(desk, design, "old", status="accepted").body
    new = decide(desk, design, "new", status="accepted").body
    path = f"/v1/decisions/{old['id']}"
    assert desk.post(f"{path}/reject").outcome == (409, "wrong_status")
    assert desk.post(f"{path}/supersede", {"by": old["id"]}).faults == [("/by", "invalid")]
    assert desk.post(f"{path}/supersede", {"by": "x"}).faults == [("/by", "invalid")]
    assert desk.post(f"{path}/supersede", {"by": new["id"]}, if_match='"1"').outcome == (412, "stale_version")
    done = desk.post(f"{path}/supersede", {"by": new["id"], "reason": "We grew."}, if_match='"2"')
    assert (done.status, done.body["status"], done.body["superseded_by"]) == (200, "superseded", new["id"])
    rejected = decide(desk, design, "third").body
    assert desk.post(f"/v1/decisions/{rejected['id']}/reject").body["status"] == "rejected"
    listed = desk.get(f"/v1/systems/{design.system_id}/decisions?limit=2").body
    assert [each["number"] for each in listed["items"]] == [rejected["number"], new["number"]]
    rest = desk.get(f"/v1/systems/{design.system_id}/decisions?limit=100&cursor={listed['next_cursor']}").body
    assert old["number"] in [each["number"] for each in rest["items"]]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH"])
def test_without_the_permission_nothing_is_told_or_done(drafted: tuple[Desk, Design], method: str) -> None:
    mine, design = drafted
    nobody = Desk(mine.studio, "users:read", "audit:read")
    routes = [route for group in ROUTES for route in group if route.method == method]
    for route in routes:
        path = route.path
        for name in ("design_id", "decision_id", "system_id", "dimension"):
            path = path.replace(f"{{{name}}}", design.id)
        reply = nobody.call(method, path, {} if route.body else None, idempotency_key="k", if_match="*")
        assert reply.outcome == (403, "forbidden"), route.template


def test_reading_is_not_writing(drafted: tuple[Desk, Design]) -> None:
    mine, design = drafted
    reader = Desk(mine.studio, "designs:read")
    assert asked(reader).outcome == (403, "forbidden")
    assert decide(reader, design, "k").outcome == (403, "forbidden")
    assert reader.call("PUT", "/v1/house-rules", {}, if_match="*").outcome == (403, "forbidden")
    writer = Desk(mine.studio, "designs:write")
    assert decide(writer, design, "k").outcome == (403, "forbidden")


@pytest.mark.parametrize(
    "path",
    [f"/v1/designs/{NOBODY}", f"/v1/decisions/{NOBODY}", f"/v1/systems/{NOBODY}", f"/v1/systems/{NOBODY}/decisions",
     f"/v1/designs/{NOBODY}/what-if?p99_ms=20", "/v1/designs/a%23b", "/v1/designs/..", "/v1/systems/SYSTEMS",
     "/v1/knowledge/dimensions/colour"],
)  # fmt: skip
def test_what_is_not_there_is_404(desk: Desk, path: str) -> None:
    assert desk.get(path).outcome == (404, "not_found")


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("/v1/designs?limit=0", (422, "validation_failed")),
        ("/v1/designs?system_id=a%23b", (422, "validation_failed")),
        ("/v1/designs?system_id=", (422, "validation_failed")),
        ("/v1/designs?cursor=abc", (400, "invalid_cursor")),
        ("/v1/designs?colour=red", (422, "validation_failed")),
        ("/v1/systems?q=a", (422, "validation_failed")),
        ("/v1/knowledge?x=1", (422, "validation_failed")),
        ("/v1/knowledge/facts?stale=perhaps", (422, "validation_failed")),
        (f"/v1/designs/{NOBODY}/what-if", (422, "validation_failed")),
        (f"/v1/designs/{NOBODY}/what-if?p99_ms=1&p99_ms=2", (400, "malformed_request")),
        (f"/v1/designs/{NOBODY}/what-if?%00=1", (422, "validation_failed")),
    ],
)
def test_queries_are_checked(desk: Desk, path: str, outcome: tuple[int, str]) -> None:
    assert desk.get(path).outcome == outcome


def test_a_cursor_belongs_to_its_query(desk: Desk) -> None:
    for name in ("a", "b", "c"):
        asked(desk, key=name, system=name, requirements={})
    first = desk.get("/v1/designs?limit=2").body
    assert len(first["items"]) == 2
    rest = desk.get(f"/v1/designs?cursor={first['next_cursor']}").body
    assert (len(rest["items"]), rest["next_cursor"]) == (1, None)
    system = first["items"][0]["system_id"]
    other = desk.get(f"/v1/designs?system_id={system}&cursor={first['next_cursor']}")
    assert other.outcome == (400, "invalid_cursor")


def test_house_rules_over_http(desk: Desk) -> None:
    unset = desk.get("/v1/house-rules")
    assert (unset.status, unset.body["version"], "ETag" in unset.headers) == (200, 0, False)
    wanted = {"weights": {"cost": 2.5}, "allowed": {"primary": ["postgresql", "mysql"]}, "forbidden": ["kafka"]}
    assert desk.call("PUT", "/v1/house-rules", wanted).outcome == (428, "precondition_required")
    put = desk.call("PUT", "/v1/house-rules", wanted, if_match='"0"')
    assert (put.status, put.headers["ETag"]) == (200, '"1"')
    assert {name: put.body[name] for name in wanted} == wanted
    assert desk.call("PUT", "/v1/house-rules", {}, if_match='"0"').outcome == (412, "stale_version")
    assert desk.call("PUT", "/v1/house-rules", {"weights": {"cost": 6}}, if_match="*").faults == [
        ("/weights/cost", "invalid")
    ]
    assert desk.call("PUT", "/v1/house-rules", {"weights": {"x": 1}}, if_match="*").faults == [
        ("/weights/x", "unknown_field")
    ]


def test_a_system_is_handed_over(desk: Desk) -> None:
    system_id = asked(desk).body["system_id"]
    path = f"/v1/systems/{system_id}"
    assert desk.call("PATCH", path, {"owner": "me"}, if_match="*").faults == [("/owner", "invalid")]
    changed = desk.call("PATCH", path, {"owner": NOBODY}, if_match='"1"')
    assert (changed.status, changed.body["owner"], changed.headers["ETag"]) == (200, NOBODY, '"2"')
    assert [each["name"] for each in desk.get("/v1/systems").body["items"]] == ["orders"]


def test_the_knowledge_is_open_to_readers(desk: Desk) -> None:
    told = desk.get("/v1/knowledge").body
    told_in("KnowledgeView", told)
    for dimension in told["dimensions"]:
        assert len(desk.get(f"/v1/knowledge/dimensions/{dimension}").body["options"]) >= 2
    fields = desk.get("/v1/knowledge/fields").body["items"]
    assert [field["name"] for field in fields] == told["fields"]
    facts = desk.get("/v1/knowledge/facts?limit=5&option=postgresql").body["items"]
    assert facts
    assert all(fact["source"] or fact["fault"] for fact in facts)


def test_the_document_tells_every_field_with_its_bounds() -> None:
    told = DOCUMENT["components"]["schemas"]["RequestDesignBody"]["properties"]["requirements"]
    assert told["additionalProperties"] is False
    fields = Desk(Studio(), *ALL).get("/v1/knowledge/fields").body["items"]
    assert [field["name"] for field in fields] == list(told["properties"])
    for field in fields:
        schema = told["properties"][field["name"]]
        form = schema["anyOf"][0] if "anyOf" in schema else schema
        if field["kind"] in ("int", "num"):
            assert (form["minimum"], form["maximum"]) == (field["least"], field["most"])
        if field["words"]:
            assert form.get("enum", form.get("items", {}).get("enum")) == field["words"]
        assert "default" in schema
    what_if = DOCUMENT["paths"]["/v1/designs/{design_id}/what-if"]["get"]["parameters"]
    assert [each["name"] for each in what_if if each["in"] == "query"] == [field["name"] for field in fields]


@pytest.mark.parametrize("depth", [3, 31])
def test_deep_values_are_refused_and_nothing_breaks(desk: Desk, depth: int) -> None:
    deep: Any = 1
    for _ in range(depth):
        deep = {"a": deep}
    assert asked(desk, requirements={"team_size": deep}).status in (400, 422)
    assert json.loads(asked(desk, requirements={"team_size": deep}).text)["code"]
