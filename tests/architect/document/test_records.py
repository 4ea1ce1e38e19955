"""A decision as MADR: its headings, its front matter, its reasons; what people wrote is text."""

import json
import re
from typing import Any

import yaml

from shared.architect.document.decision_record import markdown
from tests.architect.document.drafts import SOME, outcome_of

HEADINGS = [
    "## Context and Problem Statement", "## Decision Drivers", "## Considered Options", "## Decision Outcome",
    "### Consequences", "### Confirmation", "## Pros and Cons of the Options", "## More Information",
]  # fmt: skip


def whole(**others: Any) -> dict[str, Any]:
    """As the service stores it: everything is JSON."""
    outcome = outcome_of(SOME[0])
    options = [
        {
            "parts": dict(option.parts), "utility": option.utility, "cost_band": option.cost_band,
            "availability": option.availability, "person_days": option.person_days, "moving_parts": option.moving_parts,
            "criteria": dict(option.criteria), "relaxes": {"p99_ms": 300},
        }
        for option in outcome.options
    ]  # fmt: skip
    drivers = [{"field": each.field, "value": each.value, "lost": each.lost} for each in outcome.choices[0].drivers]
    context = {
        "language": "en", "kb_version": outcome.kb_version, "considered": [str(n + 1) for n in range(len(options))],
        "options": options, "recommended": "1", "drivers": drivers, "flips": [], "excluded": [],
    }  # fmt: skip
    record = {
        "id": "dec-1", "system_id": "sys", "system": "Corner Shop", "design_id": "des-7", "number": 3,
        "title": "option 2: modular_monolith", "status": "accepted", "option": "2", "reason": "We know it.",
        "choices": {}, "context": context, "updated_at": "2026-11-27T10:00:00Z", "dimension": None,
        "checks": [
            {"kind": "layers", "layers": [["shop.api"], ["shop.domain"]]},
            {"kind": "forbidden_import", "importer": "shop.domain", "imported": "boto3"},
            {"kind": "required_setting", "file": "template", "path": "AWS::SQS::Queue.RedrivePolicy", "equals": None},
        ],
        "history": [
            {"status": "proposed", "by": {"type": "user", "id": "u-1"}, "at": "2026-11-26T10:00:00Z", "reason": None},
            {"status": "accepted", "by": {"type": "user", "id": "u-2"}, "at": "2026-11-27T10:00:00Z",
             "reason": "Agreed."},
        ],
    }  # fmt: skip
    return record | others


def part(**others: Any) -> dict[str, Any]:
    outcome = outcome_of(SOME[0])
    choice = next(each for each in outcome.choices if each.dimension == "primary")
    context = {
        "language": others.pop("language", "en"), "kb_version": outcome.kb_version,
        "considered": [score.option for score in choice.scores], "options": [], "recommended": choice.option,
        "runner_up": choice.runner_up, "margin": choice.margin, "near_tie": choice.near_tie,
        "drivers": [{"field": each.field, "value": each.value, "lost": each.lost} for each in choice.drivers],
        "flips": [{"field": f.field, "at": f.at, "side": f.side, "to": f.to} for f in choice.flips],
        "excluded": [{"rule": "multi_entity_tx", "fields": ["multi_entity_tx"], "option": "cassandra_scylla"}],
    }  # fmt: skip
    return (
        whole(dimension="primary", option="cassandra_scylla", context=context, title="primary: cassandra_scylla")
        | others
    )


def front_of(text: str) -> dict[str, Any]:
    front: dict[str, Any] = yaml.safe_load(text.split("---\n")[1])
    return front


def headings_of(text: str) -> list[str]:
    return re.findall(r"^(?:## |### (?:Consequences|Confirmation)).*$", text, re.M)


def test_a_record_has_the_headings_of_madr_in_their_order() -> None:
    for record in (whole(), part()):
        text = markdown(json.loads(json.dumps(record)))
        assert headings_of(text) == HEADINGS
        assert text.count("\n# ") == 1


def test_the_front_matter_tells_status_date_and_who_decided() -> None:
    front = front_of(markdown(whole()))
    assert (front["status"], str(front["date"])) == ("accepted", "2026-11-27")
    assert front["decision-makers"] == ["user u-1", "user u-2"]
    superseded = front_of(markdown(whole(status="superseded", superseded_by_number=9)))
    assert superseded["status"] == "superseded by decision 9"


def test_the_reason_the_options_and_what_was_given_up_are_told() -> None:
    text = markdown(whole())
    assert "Chosen: Option 2: modular monolith" in text
    assert "We know it." in text
    assert "The design recommended another: Option 1" in text
    assert "Given up: p99 latency becomes 300 ms." in text
    assert "Agreed." in text


def test_a_decision_for_what_was_ruled_out_says_so() -> None:
    text = markdown(part())
    assert "The design had ruled it out (`multi_entity_tx`, by `multi_entity_tx`)." in text
    assert "Cassandra or ScyllaDB" in text


def test_the_confirmation_names_what_reviews_check() -> None:
    text = markdown(whole())
    assert "`shop.api` → `shop.domain`" in text
    assert "`shop.domain` ↛ `boto3`" in text
    assert "`AWS::SQS::Queue.RedrivePolicy`" in text
    assert "No check of the code belongs to decision 3" in markdown(whole(checks=[]))


def test_chinese_records_keep_the_headings_and_the_numbers() -> None:
    english, chinese = markdown(part()), markdown(part(language="zh"))
    assert headings_of(chinese) == HEADINGS
    assert len(re.findall("[\u4e00-\u9fff]", chinese)) > 200
    assert re.findall(r"\d[\d.,]*\d", english) == re.findall(r"\d[\d.,]*\d", chinese)


def test_what_people_wrote_stays_text() -> None:
    evil = 'x\n---\nstatus: "mine"\n# Heading <script>alert(1)</script> [a](javascript:b)'
    record = whole(title=evil, reason=evil, system=evil, status="accepted")
    record["history"][0]["by"]["id"] = 'u"\n---\nevil: 1'
    text = markdown(record)
    front = front_of(text)
    assert set(front) == {"status", "date", "decision-makers"}
    assert front["status"] == "accepted"
    assert "<script" not in text.replace("\\<", "")
    assert text.count("\n# ") == 1
