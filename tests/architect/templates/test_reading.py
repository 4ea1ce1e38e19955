"""Templates are read as CloudFormation and cfn-lint read them: values, short tags, and the lines of members."""

import json
from typing import Any

import pytest
from cfnlint.decode import decode_str  # type: ignore[import-untyped]

from shared.adapters.review.template_text import read_template
from shared.architect.domain.review.rule import TemplateRule
from tests.architect.templates.asking import OWN, example

YAML = """\
# a comment
Parameters:
  Stage: {Type: String}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub "${Stage}-mails"
      VisibilityTimeout: 180
      SqsManagedSseEnabled: yes
      Tags:
        - {Key: since, Value: 2026-11-27}
        - Key: account
          Value: 012345678901
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt Failed.Arn
        maxReceiveCount: !If [IsLive, 5, 1]
  Failed:
    Type: AWS::SQS::Queue
"""


def by_cfn_lint(text: str) -> tuple[Any, dict[str, int]]:
    """The document, and lines of members: another reader of the same text."""
    template, problems = decode_str(text)
    assert not problems
    found: dict[str, int] = {}

    def look(node: Any, path: str) -> None:
        inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for key, value in inner:
            below = f"{path}/{key}".lstrip("/")
            if (mark := getattr(key, "start_mark", None)) is not None:
                found[below] = mark.line + 1
            look(value, below)

    look(template, "")
    return json.loads(json.dumps(template, default=str)), found


@pytest.mark.parametrize("rule", OWN, ids=lambda rule: rule.about.id)
@pytest.mark.parametrize("which", ["bad", "good"])
def test_documents_and_lines_are_those_that_cfn_lint_reads(rule: TemplateRule, which: str) -> None:
    text = example(rule, which)
    read = read_template(text)
    document, lines = by_cfn_lint(text)
    assert json.loads(json.dumps(read.document)) == document
    assert {path: read.lines.get(path) for path in lines} == lines


def test_short_tags_are_the_functions_that_they_mean() -> None:
    queue = read_template(YAML).document["Resources"]["Queue"]["Properties"]
    assert queue["QueueName"] == {"Fn::Sub": "${Stage}-mails"}
    assert queue["RedrivePolicy"]["deadLetterTargetArn"] == {"Fn::GetAtt": ["Failed", "Arn"]}
    assert queue["RedrivePolicy"]["maxReceiveCount"] == {"Fn::If": ["IsLive", 5, 1]}


def test_dates_and_account_numbers_stay_texts_and_words_become_truths() -> None:
    queue = read_template(YAML).document["Resources"]["Queue"]["Properties"]
    assert [tag["Value"] for tag in queue["Tags"]] == ["2026-11-27", "012345678901"]
    assert (queue["SqsManagedSseEnabled"], queue["VisibilityTimeout"]) == (True, 180)


def test_lines_are_known_of_members_and_of_items() -> None:
    lines = read_template(YAML).lines
    assert lines["Resources/Queue/Properties/VisibilityTimeout"] == 9
    assert lines["Resources/Queue/Properties/Tags/1"] == 13
    assert lines["Resources/Queue/Properties/Tags/1/Value"] == 14


@pytest.mark.parametrize("indent", [2, "\t", None])
def test_json_has_the_same_document_and_its_own_lines(indent: int | str | None) -> None:
    document = dict(read_template(YAML).document)
    text = json.dumps(document, indent=indent)
    read = read_template(text)
    assert (read.document, read.is_json) == (document, True)
    line = 1 if indent is None else next(n for n, one in enumerate(text.splitlines(), 1) if "VisibilityTimeout" in one)
    assert read.lines["Resources/Queue/Properties/VisibilityTimeout"] == line


def test_json_with_texts_that_yaml_does_not_know_is_read_without_lines_at_worst() -> None:
    text = '{"Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "a\\/b \\ud83d\\ude00"}}}}'
    read = read_template(text)
    assert read.document["Resources"]["Q"]["Properties"]["QueueName"] == "a/b \U0001f600"


def test_a_member_that_stands_twice_is_told_with_its_line() -> None:
    assert read_template(f"{YAML}  Queue:\n    Type: AWS::SNS::Topic\n").twice == (("Resources/Queue", 20),)
    twice = '{"Resources": {\n"Q": {"Type": "AWS::SQS::Queue"},\n"Q": {"Type": "AWS::SNS::Topic"}}}'
    assert read_template(twice).twice == (("Resources/Q", 3),)


def test_few_aliases_and_merges_are_followed() -> None:
    text = """\
Shared: &shared {Runtime: python3.13, Timeout: 10}
Resources:
  One: {Type: "AWS::Lambda::Function", Properties: {<<: *shared, Timeout: 20}}
  Two: {Type: "AWS::Lambda::Function", Properties: *shared}
"""
    resources = read_template(text).document["Resources"]
    assert resources["One"]["Properties"] == {"Runtime": "python3.13", "Timeout": 20}
    assert resources["Two"]["Properties"] == {"Runtime": "python3.13", "Timeout": 10}
