"""What only a deployment knows is no fault: rules skip it, and never guess."""

from typing import Any

import pytest

from shared.adapters.review.template_text import read_template
from shared.architect.domain.review.rule import TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import (
    ABSENT,
    is_absent,
    member,
    number,
    resource_of,
    resources_in,
    truth,
)
from shared.architect.domain.rules.vocabulary.values import UNKNOWN
from tests.architect.templates.asking import OWN, changed, example, of_document, places

UNKNOWNS = (
    {"Ref": "SomeParameter"},
    {"Fn::If": ["IsLive", "this", "that"]},
    {"Fn::FindInMap": ["Stages", {"Ref": "Stage"}, "Value"]},
    {"Fn::ImportValue": "somewhere-else"},
    {"Fn::Sub": "${AWS::StackName}-${SomeParameter}"},
)
by_rule = pytest.mark.parametrize("rule", OWN, ids=lambda rule: rule.about.id)


@by_rule
def test_no_value_of_a_good_template_becomes_a_fault_when_only_the_deployment_knows_it(rule: TemplateRule) -> None:
    document = read_template(example(rule, "good")).document
    guessed = {
        "/".join(map(str, path)): told
        for path in places(document)
        for value in UNKNOWNS
        if (told := of_document(rule, changed(document, path, value)))
    }
    assert guessed == {}


@by_rule
def test_properties_that_come_from_elsewhere_are_not_missing(rule: TemplateRule) -> None:
    document = read_template(example(rule, "bad")).document
    for name in document["Resources"]:
        document = changed(document, ("Resources", name, "Properties"), {"Fn::Transform": {"Name": "AWS::Include"}})
    assert of_document(rule, document) == []


@by_rule
def test_odd_values_break_no_rule(rule: TemplateRule) -> None:
    odd: tuple[Any, ...] = (None, 7, -1.5, True, "", "x", [], {}, [[]], [None], {"a": {"b": []}}, {"Ref": 3})
    for which in ("bad", "good"):
        document = read_template(example(rule, which)).document
        for path in places(document):
            for value in odd:
                of_document(rule, changed(document, path, value))


def test_no_value_means_that_the_member_is_not_there() -> None:
    properties = {
        "RedrivePolicy": {"Ref": "AWS::NoValue"},
        "Kept": {"Ref": "Retention"},
        "Deep": {"Fn::If": ["a", 1, 2]},
    }
    assert is_absent(properties, "RedrivePolicy")
    assert is_absent(properties, "Nothing/At/All")
    assert member(properties, "Kept") is UNKNOWN
    assert member(properties, "Deep/Inside") is UNKNOWN
    assert member({"Fn::Transform": {}, "Other": 1}, "Name") is UNKNOWN
    assert member({"One": {}}, "One/Two") is ABSENT


def test_numbers_and_truths_are_taken_as_cloudformation_takes_them() -> None:
    properties = {"Text": "30", "Number": 30, "Yes": "true", "No": False, "Word": "thirty", "Ref": {"Ref": "Seconds"}}
    assert (number(properties, "Text"), number(properties, "Number")) == (30, 30)
    assert number(properties, "Word") is number(properties, "Ref") is number(properties, "Yes") is None
    assert number(properties, "No") is None
    assert (truth(properties, "Yes"), truth(properties, "No"), truth(properties, "Word")) == (True, False, None)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"Ref": "Queue"}, "Queue"),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, "Queue"),
        ({"Fn::GetAtt": "Queue.Arn"}, "Queue"),
        ({"Fn::Sub": "${Queue.Arn}"}, "Queue"),
        ({"Fn::Sub": "${Queue}"}, "Queue"),
        ({"Fn::Sub": "arn:aws:sqs:${AWS::Region}:1:queue"}, None),
        ({"Ref": "AWS::Region"}, None),
        ("Queue", None),
        ({"Fn::GetAtt": []}, None),
    ],
)
def test_a_value_leads_to_the_resource_that_it_names(value: object, name: str | None) -> None:
    assert resource_of(value) == name


def test_resources_are_found_anywhere_in_a_value() -> None:
    value = {
        "Fn::Join": ["", ["arn:", {"Ref": "Api"}, {"Fn::Sub": "/${Stage}/*"}]],
        "Also": [{"Fn::GetAtt": "Role.Arn"}],
    }
    assert {"Api", "Stage", "Role"} <= set(resources_in(value))
