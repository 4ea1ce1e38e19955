"""APIs that take as many requests as come."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import is_absent
from shared.architect.domain.rules.vocabulary.template import Template

_BAD = """\
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: shop, ProtocolType: HTTP}
  Live:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {ApiId: !Ref Api, StageName: $default, AutoDeploy: true}
"""
_GOOD = """\
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: shop, ProtocolType: HTTP}
  Live:
    Type: AWS::ApiGatewayV2::Stage
    Properties:
      ApiId: !Ref Api
      StageName: $default
      AutoDeploy: true
      DefaultRouteSettings: {ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400}
"""

_LIMITS = {
    "AWS::ApiGatewayV2::Stage": ("DefaultRouteSettings/ThrottlingRateLimit", "RouteSettings"),
    "AWS::ApiGateway::Stage": ("MethodSettings",),
    "AWS::Serverless::Api": ("MethodSettings", "Auth/UsagePlan"),
    "AWS::Serverless::HttpApi": ("DefaultRouteSettings/ThrottlingRateLimit", "RouteSettings"),
}


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for kind, members in _LIMITS.items():
        for one in template.of(kind):
            if all(is_absent(one.properties, member) for member in members):
                yield template.hit(one, f"Stage `{one.name}` takes as many requests as come, up to the limit that all "
                                   "APIs of the account share.", "Properties")  # fmt: skip


RULE = TemplateRule(
    About(
        id="TPL016",
        family="templates",
        title="An API has no limit of its own",
        severity=Severity.NOTE,
        confidence=Confidence.MEDIUM,
        principle="Every way in has a limit that was chosen, below what the way behind it takes.",
        why=(
            "Without one the account's limit holds, 10,000 requests a second for all APIs together: one client's "
            "loop takes the others' share, and its bill is yours."
        ),
        fix=(
            "Set `DefaultRouteSettings: {ThrottlingRateLimit, ThrottlingBurstLimit}` on the stage (REST: "
            "`MethodSettings`), and usage plans for partners."
        ),
        source="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
