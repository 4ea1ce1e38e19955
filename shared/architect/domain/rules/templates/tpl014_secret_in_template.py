"""Secrets that stand in a template."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from shared.architect.domain.review.finding import Confidence, Hit, Place, Severity
from shared.architect.domain.review.rule import About, TemplateRule
from shared.architect.domain.rules.vocabulary.secrets_in_text import is_secret_name, secret_in
from shared.architect.domain.rules.vocabulary.template import Resource, Template

_BAD = """\
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Role: arn:aws:iam::123456789012:role/orders
      Code: {ZipFile: "def handler(event, context): ..."}
      Environment:
        Variables:
          DATABASE_PASSWORD: Xk2vvq8WmTz4
"""
_GOOD = """\
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Role: arn:aws:iam::123456789012:role/orders
      Code: {ZipFile: "def handler(event, context): ..."}
      Environment:
        Variables:
          DATABASE_SECRET_ARN: !Ref Database
  Database:
    Type: AWS::SecretsManager::Secret
    Properties: {GenerateSecretString: {PasswordLength: 40}}
"""

_REFERENCE = re.compile(r"[\s{}$<>]|^arn:|^/|^https?:|^(true|false|null|none|enabled|disabled)$", re.IGNORECASE)
_NOT_ONE = re.compile(
    r"(?i)next_?token|pagination|token_?(validity|endpoint|url)|manage_|use_|partition_key|sort_key|_?policy"
)


def check(document: Mapping[str, Any], lines: Mapping[str, int], path: str) -> Iterator[Hit]:
    template = Template(document, lines, path)
    for one in template.all.values():
        for at, name, value in _values(one.properties):
            if secret_in(value) or (_is_secret(name) and _is_written_out(value)):
                yield _hit(template, one, at, name)
    parameters = document.get("Parameters")
    for name, told in parameters.items() if isinstance(parameters, Mapping) else ():
        default = told.get("Default") if isinstance(told, Mapping) else None
        if isinstance(default, str) and _is_secret(str(name)) and _is_written_out(default):
            line = lines.get(f"Parameters/{name}/Default", lines.get(f"Parameters/{name}", 1))
            message = f"Parameter `{name}` has its secret as a default: whoever reads the template has it."
            yield Hit(Place(path, line, line, 1, str(name)), message, f"default of {name}")


def _hit(template: Template, one: Resource, at: str, name: str) -> Hit:
    """The secret goes neither into the message nor into what the finding is known by."""
    hit = template.hit(one, f"`{name}` of `{one.name}` holds a secret in the clear.", f"Properties/{at}")
    return Hit(hit.place, hit.message, f"{one.type} {at} secret")


def _values(properties: Any) -> Iterator[tuple[str, str, str]]:
    """Each text, with its path and the name that it is given to."""
    pending: list[tuple[str, str, Any]] = [("", "", properties)]
    while pending:
        at, name, here = pending.pop()
        if isinstance(here, str):
            yield at, name, here
        elif isinstance(here, Mapping):
            pending.extend((f"{at}/{key}".lstrip("/"), str(key), value) for key, value in here.items())
        elif isinstance(here, list):
            pending.extend((f"{at}/{place}", name, value) for place, value in enumerate(here))


def _is_secret(name: str) -> bool:
    """`DB_PASSWORD`, `MasterUserPassword`, `ApiKey`; not the name, place or policy of one."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return is_secret_name(words) and not _NOT_ONE.search(words)


def _is_written_out(value: str) -> bool:
    """No reference, no name of a secret, nothing empty."""
    return len(value) >= 6 and not _REFERENCE.search(value)


RULE = TemplateRule(
    About(
        id="TPL014",
        family="templates",
        title="A secret stands in the template",
        severity=Severity.ERROR,
        confidence=Confidence.MEDIUM,
        principle="Templates name secrets, and never hold them.",
        why=(
            "What stands in a template is in the repository, in the console of everybody who may look at the "
            "stack or the function, and in each change set and log of the pipeline."
        ),
        fix=(
            "Replace the secret now. Keep it in Secrets Manager or as a SecureString, hand over its name, and let "
            "the function read it; or use `{{resolve:secretsmanager:...}}` where a resource needs the value "
            "itself."
        ),
        source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    check,
)
