"""What cfn-lint calls an error and no rule of ours tells."""

from shared.architect.domain.review.finding import Confidence, Severity
from shared.architect.domain.review.rule import About, LintRule

_BAD = """\
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Role: arn:aws:iam::123456789012:role/orders
      Code: {ZipFile: "def handler(event, context): ..."}
      Timout: 10
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
      Timeout: 10
"""
# The most common ones; every other of that level is told under this rule as well (see the adapter).
_COMMON = (
    "E0000", "E0001", "E1001", "E1010", "E1011", "E1015", "E1017", "E1018", "E1019", "E1020", "E1021", "E1022",
    "E1028", "E1029", "E1030", "E2001", "E2015", "E3001", "E3002", "E3003", "E3004", "E3005", "E3006", "E3007",
    "E3008", "E3010", "E3012", "E3014", "E3017", "E3018", "E3020", "E3021", "E3030", "E3031", "E3032", "E3033",
    "E3034", "E3035", "E6001", "E6002", "E6101", "E7001", "E8001", "E8002",
)  # fmt: skip

RULE = LintRule(
    About(
        id="TPL100",
        family="templates",
        title="CloudFormation will refuse the template",
        severity=Severity.ERROR,
        confidence=Confidence.HIGH,
        principle="What can be known to fail is known before it is deployed.",
        why=(
            "CloudFormation finds most of these when it reaches the resource: the stack is then half made, and "
            "rolls back for minutes, or gets stuck in a state that needs a hand."
        ),
        fix="Correct what the message names, and run `cfn-lint` before each deployment.",
        source="https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    codes=_COMMON,
)
