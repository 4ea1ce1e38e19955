"""Functions that a service may call for anybody."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import is_absent, member
from shared.architect.domain.rules.vocabulary.template import Template

_BAD = """\
Resources:
  UploadsCall:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: read-upload
      Principal: s3.amazonaws.com
"""
_GOOD = """\
Resources:
  UploadsCall:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: read-upload
      Principal: s3.amazonaws.com
      SourceAccount: !Ref AWS::AccountId
      SourceArn: arn:aws:s3:::uploads
"""

_FOR_OTHERS = frozenset({
    "s3", "sns", "events", "apigateway", "iot", "logs", "config", "cloudformation", "ses", "scheduler",
    "elasticloadbalancing", "codecommit", "cognito-idp",

})  # fmt: skip


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for one in template.of("AWS::Lambda::Permission"):
        principal = member(one.properties, "Principal")
        bounded = any(not is_absent(one.properties, name) for name in ("SourceArn", "SourceAccount", "PrincipalOrgID"))
        if not isinstance(principal, str) or bounded:
            continue
        if principal == "*":
            yield template.hit(
                one, f"`{one.name}` lets every account call the function.", "Properties", Severity.WARNING
            )
        elif principal.endswith(".amazonaws.com") and principal.split(".")[0] in _FOR_OTHERS:
            service = principal.split(".")[0]
            yield template.hit(one, f"`{one.name}` lets {service} call the function for any account: no SourceArn.",
                               "Properties")  # fmt: skip


RULE = TemplateRule(
    About(
        id="TPL022",
        family="templates",
        title="A service may call the function for any account",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="A right that is given to a service is given for one source of one account.",
        why=(
            "S3, SNS and EventBridge act for everybody. With the service's name alone as principal, a bucket or "
            "rule of another account that knows the function's ARN calls it with events that it makes up."
        ),
        fix=(
            "Add `SourceArn` (and `SourceAccount` for buckets) to the permission; in policies a condition on "
            "`aws:SourceArn`."
        ),
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
