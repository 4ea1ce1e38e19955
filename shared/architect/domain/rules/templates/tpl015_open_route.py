"""Routes of an API that ask nobody who they are."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.intrinsics import ABSENT, is_absent, member, truth
from shared.architect.domain.rules.vocabulary.template import Resource, Template

_BAD = """\
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: shop, ProtocolType: HTTP}
  Cancel:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Api
      RouteKey: DELETE /orders/{id}
      AuthorizationType: NONE
"""
_GOOD = """\
Resources:
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: shop, ProtocolType: HTTP}
  SignedIn:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      Name: signed-in
      AuthorizerType: JWT
      IdentitySource: [$request.header.Authorization]
      JwtConfiguration: {Audience: [shop], Issuer: "https://login.shop.example/"}
  Cancel:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Api
      RouteKey: DELETE /orders/{id}
      AuthorizationType: JWT
      AuthorizerId: !Ref SignedIn
"""

_ROUTES = ("AWS::ApiGatewayV2::Route", "AWS::ApiGateway::Method")
_AUTHORIZERS = ("AWS::ApiGatewayV2::Authorizer", "AWS::ApiGateway::Authorizer")
_OPEN = ("login", "signin", "signup", "register", "token", "webhook", "callback", "verify", "reset", "oauth", "health")


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    found = [(one, told) for one in template.of(*_ROUTES) if (told := _told(one))]
    if len(found) > 3 and not template.of(*_AUTHORIZERS):
        first, told = found[0]
        yield template.hit(first, f"None of {len(found)} routes that change something has an authorizer, {told} first: "
                           "does what stands behind ask who calls?", "Properties")  # fmt: skip
        return
    for one, told in found:
        yield template.hit(one, f"{told} is open to everybody, as far as this template tells.", "Properties")


def _told(one: Resource) -> str:
    """The route, where it changes something and asks for no authorization."""
    if one.type == "AWS::ApiGateway::Method":
        verb, name = member(one.properties, "HttpMethod"), f"Method `{one.name}`"
        key = truth(one.properties, "ApiKeyRequired")
    else:
        route = str(member(one.properties, "RouteKey"))
        verb, name, key = route.partition(" ")[0], f"Route `{route}`", truth(one.properties, "ApiKeyRequired")
    told = member(one.properties, "AuthorizationType")
    is_open = (told is ABSENT or told == "NONE") and key is not True and is_absent(one.properties, "AuthorizerId")
    harmless = any(word in name.lower() for word in _OPEN)
    return name if verb in ("POST", "PUT", "PATCH", "DELETE", "ANY") and is_open and not harmless else ""


RULE = TemplateRule(
    About(
        id="TPL015",
        family="templates",
        title="A route that changes something is open to everybody",
        severity=Severity.NOTE,
        confidence=Confidence.MEDIUM,
        principle="A route is open because somebody decided it, and the template says so.",
        why=(
            "An authorizer that is added method by method is forgotten on one. The function behind may check by "
            "itself; if it does not, everybody on the internet may call it."
        ),
        fix=(
            "Set a default authorizer on the API (SAM: `Auth: {DefaultAuthorizer: ...}`), and open routes one by "
            "one. Where the function checks tokens itself, dismiss this with that reason."
        ),
        source="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
