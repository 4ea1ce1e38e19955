"""Every sample event of designs does to the real function what its name says."""

import json
from typing import Any

from shared.accounts.use_cases.sign_in import SignedIn
from shared.architect.domain.records.design import Design, evolve_design, stream_of
from shared.architect.domain.records.design_decisions import Evaluation, Wish, request_design
from shared.architect.domain.records.system import System
from shared.kernel.events import Context
from shared.kernel.principal import Actor
from shared.kernel.records import Put
from tests.contract.samples import MOMENT
from tests.functions.office import ADA, Office, sample

HANDLED: dict[str, list[object]] = {"batchItemFailures": []}
# The design of which the samples speak, and its system.
DESIGN = "019aab00-1111-7aaa-8aaa-0000000000d1"
SYSTEM = System("019aab00-1111-7aaa-8aaa-0000000000c1", "orders", ADA, 1, "ab" * 32, MOMENT, MOMENT)


def given(office: Office) -> Design:
    """Ada's design as the samples have it: nothing is left to ask."""
    parts, context = office.parts, Context(Actor("user", ADA), "sample")
    wish = Wish("en", {"kind": ["crud", "api"], "team_size": 3})
    payloads = request_design(SYSTEM, wish, Evaluation("2026-11-27.00000000", {}))
    change = parts.commits.begin(stream_of(DESIGN), payloads, context, evolve_design)
    parts.commits.commit([Put(SYSTEM), *change.writes])
    return change.after


def body_of(answer: dict[str, Any]) -> Any:
    return json.loads(answer["body"])


def test_asking_for_a_design(office: Office, admin: SignedIn) -> None:
    token = {"authorization": f"Bearer {admin.access_token}"}
    assert office.invoke("designs/request_design")["statusCode"] == 401
    asked, again = (office.invoke("designs/request_design", **token) for _ in range(2))
    assert (asked["statusCode"], asked["body"]) == (202, again["body"])
    design = office.parts.designs.get(body_of(asked)["id"])
    assert (design.system, design.status.value) == ("orders", body_of(asked)["status"])
    assert design.given == json.loads(sample("designs/request_design")["body"])["requirements"]
    assert [found.id for found in office.parts.designs.list(None, 10).items] == [design.id]


def test_drafting_a_design_however_often_it_is_delivered_and_showing_it(office: Office, admin: SignedIn) -> None:
    token = {"authorization": f"Bearer {admin.access_token}"}
    assert office.invoke("designs/show_design", **token)["statusCode"] == 404
    assert given(office).status == "drafting"
    assert office.invoke("designs/show_design", **token)["statusCode"] == 409
    assert office.invoke("draft_design/design_drafting") == HANDLED
    ready = office.parts.designs.get(DESIGN)
    assert (ready.status, ready.version) == ("ready", 3)
    assert office.invoke("draft_design/design_drafting") == HANDLED
    assert office.parts.designs.get(DESIGN) == ready

    shown = office.invoke("designs/show_design", **token)
    assert (shown["statusCode"], shown["headers"]["Content-Type"]) == (200, "text/markdown; charset=utf-8")
    assert shown["body"].startswith("# ")
    as_data = office.invoke("designs/show_design", accept="application/json", **token)
    assert body_of(as_data)["document"]["system"] == "orders"


def test_asking_what_would_change(office: Office, admin: SignedIn) -> None:
    given(office)
    told = office.invoke("designs/what_if", authorization=f"Bearer {admin.access_token}")
    assert told["statusCode"] == 200
    assert body_of(told)["changes"] == {"p99_ms": 20, "team_size": 12}
    assert body_of(told)["moved"]
