"""Streams that one bad record stops."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import is_absent, number
from shared.architect.domain.rules.vocabulary.template import Template

_BAD = """\
Resources:
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: arn:aws:kinesis:eu-central-1:123456789012:stream/orders
      FunctionName: index-orders
      StartingPosition: TRIM_HORIZON
      FunctionResponseTypes: [ReportBatchItemFailures]
"""
_GOOD = """\
Resources:
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: arn:aws:kinesis:eu-central-1:123456789012:stream/orders
      FunctionName: index-orders
      StartingPosition: TRIM_HORIZON
      FunctionResponseTypes: [ReportBatchItemFailures]
      MaximumRetryAttempts: 5
      BisectBatchOnFunctionError: true
      DestinationConfig: {OnFailure: {Destination: arn:aws:sqs:eu-central-1:123456789012:orders-failed}}
"""

_BOUNDS = ("MaximumRetryAttempts", "MaximumRecordAgeInSeconds")


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for feed in template.mappings():
        if feed.kind != "stream":
            continue
        unbounded = all(is_absent(feed.properties, m) or number(feed.properties, m) == -1 for m in _BOUNDS)
        source = f"`{feed.source}`" if feed.source else "the stream"
        if unbounded:
            yield template.hit(feed.owner, f"A record of {source} that always fails is tried until it expires, and "
                               "nothing behind it in its shard is read.", feed.at)  # fmt: skip
        elif is_absent(feed.properties, "DestinationConfig/OnFailure"):
            yield template.hit(feed.owner, f"A record of {source} that was tried often enough is thrown away: nothing "
                               "keeps it.", feed.at)  # fmt: skip


RULE = TemplateRule(
    About(
        id="TPL018",
        family="templates",
        title="One bad record stops a stream",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="A stream tries a record a few times, sets it aside and goes on.",
        why=(
            "By default a failing record is tried until it leaves the stream, a day or more, and nothing behind "
            "it in the shard is read. Everything that lives on the stream stands still, and looks healthy."
        ),
        fix=(
            "Set `MaximumRetryAttempts`, `BisectBatchOnFunctionError` and `DestinationConfig: {OnFailure: ...}`. "
            "Where order matters more than progress, dismiss this and alarm on `IteratorAge`."
        ),
        source="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
