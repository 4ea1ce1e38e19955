"""A template is reviewed from end to end: findings of our rules and of cfn-lint, in one report that hides nothing."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

from shared.adapters.review.inspect import inspect_tree
from shared.adapters.review.template_rules import seen_in_templates
from shared.adapters.review.template_text import read_template
from shared.adapters.review.templates import inspect_template
from shared.architect.domain.review.checks import DecisionChecks, RequiredSettingCheck
from shared.architect.domain.review.finding import Severity
from shared.architect.domain.review.report import Report
from shared.architect.domain.review.report_json import from_json, to_json
from shared.architect.domain.rules.registry import RULES
from tests.architect.templates.asking import REQUEST

SHOP = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Mails:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 10
  SendMail:
    Type: AWS::Serverless::Function
    DependsOn: Mails
    Properties:
      Runtime: python3.8
      Handler: app.handler
      CodeUri: ./src
      Timeout: 60
      Environment:
        Variables:
          SMTP_PASSWORD: Xk2vvq8WmTz4
          QUEUE: !Ref Mails
      Events:
        Mails: {Type: SQS, Properties: {Queue: !GetAtt Mails.Arn}}
  Topic:
    Type: AWS::SNS::Topic
    Metadata: {cfn-lint: {config: {ignore_checks: [E3002, TPL009]}}}
    Properties: {Nonsense: 1}
  Other:
    Type: AWS::SNS::Topic
    Properties: {KmsMasterKeyId: alias/aws/sns, Nonsens: 1}
"""


@cache
def reviewed() -> Report:
    return inspect_template(SHOP, REQUEST)


def rules_at(report: Report, symbol: str) -> set[str]:
    return {one.rule for one in report.findings if one.place.symbol == symbol and one.suppressed is None}


def test_our_rules_and_cfn_lint_speak_in_one_report() -> None:
    report = reviewed()
    assert {"TPL001", "TPL007"} <= rules_at(report, "Mails")
    assert {"TPL006", "TPL008", "TPL014"} <= rules_at(report, "SendMail")
    assert "TPL100" in rules_at(report, "Other")
    assert (report.source.kind, report.source.files, report.source.lines) == ("template", 1, SHOP.count("\n") + 1)
    assert report.gate


def test_what_two_would_tell_is_told_once_and_what_is_no_fault_not_at_all() -> None:
    told = [one.message for one in reviewed().findings]
    assert sum("VisibilityTimeout" in one or "is given out again" in one for one in told) == 1  # E3505 says the same
    assert not any("W3005" in one or "DependsOn" in one for one in told)


def test_a_finding_shows_the_lines_that_it_is_about() -> None:
    lines = SHOP.splitlines()
    shown = [one for one in reviewed().findings if one.rule not in ("TPL014",)]
    assert shown
    for one in shown:
        assert lines[one.place.line - 1].strip()[:40] in one.snippet
    runtime = next(one for one in shown if one.rule == "TPL006")
    assert runtime.snippet == "Runtime: python3.8"


def test_a_secret_goes_nowhere() -> None:
    assert "Xk2vvq8WmTz4" not in json.dumps(to_json(reviewed()))


def test_what_the_template_asks_to_be_left_is_suppressed_and_shown() -> None:
    left = [one for one in reviewed().findings if one.suppressed is not None]
    assert {(one.rule, one.place.symbol) for one in left} == {("TPL100", "Topic"), ("TPL009", "Topic")}
    assert all("metadata" in (one.suppressed or "") for one in left)
    assert reviewed().counts["suppressed"] == 2


def test_json_says_the_same_as_yaml() -> None:
    report = inspect_template(json.dumps(read_template(SHOP).document, indent=1), REQUEST)
    first = sorted((one.rule, one.place.symbol, one.message) for one in reviewed().findings)
    assert sorted((one.rule, one.place.symbol, one.message) for one in report.findings) == first
    assert {one.place.path for one in report.findings} == {"template.json"}


CHECKS = DecisionChecks(
    "d",
    3,
    "Queues have an end",
    (
        RequiredSettingCheck("template", "AWS::SQS::Queue.RedrivePolicy"),
        RequiredSettingCheck("template", "AWS::SQS::Queue.VisibilityTimeout", "360"),
    ),
)


@cache
def mended() -> Report:
    """The next review, after two faults were mended and a line was added; with a decision to ask for."""
    before = from_json(json.loads(json.dumps(to_json(reviewed()))))
    text = "# a line more\n" + SHOP.replace("VisibilityTimeout: 10", "VisibilityTimeout: 360").replace("3.8", "3.13")
    return inspect_template(text, replace(REQUEST, previous=before, previous_id="rev_1", checks=(CHECKS,)))


def test_the_next_review_tells_what_is_fixed_new_and_still_there() -> None:
    assert {one.rule for one in mended().baseline.fixed} == {"TPL006", "TPL007"}
    assert mended().baseline.new == 0
    assert {one.status for one in mended().findings} == {"remaining"}


def test_a_decision_is_asked_of_the_template() -> None:
    assert [one.holds for one in mended().drift] == [False, True]


def test_a_member_that_stands_twice_is_an_error_on_its_line() -> None:
    twice = "Resources:\n  Q: {Type: AWS::SQS::Queue}\n  Q: {Type: AWS::SNS::Topic}\n"
    report = inspect_template(twice, REQUEST)
    assert from_json(json.loads(json.dumps(to_json(report)))) == report
    found = [one for one in report.findings if one.rule == "TPL100"]
    assert [(one.place.line, one.severity) for one in found] == [(3, Severity.ERROR)]
    assert "`Q` stands twice" in found[0].message


def test_templates_of_a_tree_are_asked_by_our_rules_and_what_is_none_is_passed_over() -> None:
    texts = {"infra/shop.yaml": SHOP, "infra/values.yaml": "a: [\n", "infra/bomb.json": "[" * 100_000}
    seen = list(seen_in_templates(texts, RULES))
    assert {one.hit.place.path for one in seen} == {"infra/shop.yaml"}
    assert {"TPL001", "TPL007", "TPL008", "TPL014"} <= {one.about.id for one in seen}


def test_a_review_of_code_tells_of_the_templates_beside_it(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def handler(event, context):\n    return event['body']\n", "utf-8")
    (tmp_path / "template.yaml").write_text(SHOP, "utf-8")
    found = [one for one in inspect_tree(tmp_path, REQUEST).findings if one.place.path == "template.yaml"]
    assert {"TPL001", "TPL007", "TPL008", "TPL014"} <= {one.rule for one in found}
    assert {one.snippet for one in found if one.rule == "TPL007"} == {"VisibilityTimeout: 10"}
    assert {one.snippet for one in found if one.rule == "TPL014"} == {""}
