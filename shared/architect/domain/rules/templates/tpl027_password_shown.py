"""Passwords that the console shows."""

from shared.architect.domain.review.finding import Confidence, Severity
from shared.architect.domain.review.rule import About, LintRule

_BAD = """\
Parameters:
  Password: {Type: String}
Resources:
  Shop:
    Type: AWS::RDS::DBCluster
    DeletionPolicy: Snapshot
    UpdateReplacePolicy: Snapshot
    Properties:
      Engine: aurora-postgresql
      MasterUsername: shop
      MasterUserPassword: !Ref Password
      StorageEncrypted: true
"""
_GOOD = """\
Resources:
  Shop:
    Type: AWS::RDS::DBCluster
    DeletionPolicy: Snapshot
    UpdateReplacePolicy: Snapshot
    Properties:
      Engine: aurora-postgresql
      MasterUsername: shop
      ManageMasterUserPassword: true
      StorageEncrypted: true
"""

RULE = LintRule(
    About(
        id="TPL027",
        family="templates",
        title="A password is a parameter that everybody can read",
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        principle="A password is made, kept and turned over by a secret store; nobody types it into a stack.",
        why=(
            "The value of a parameter without NoEcho stands in the console, in each change set and in the history "
            "of the pipeline; with NoEcho it still goes through the hands and the shell of whoever deploys."
        ),
        fix=(
            "Use `ManageMasterUserPassword` or a dynamic reference `{{resolve:secretsmanager:...}}`; at the least "
            "set `NoEcho: true`."
        ),
        source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/best-practices.html#creds",
        bad={"template.yaml": _BAD},
        good={"template.yaml": _GOOD},
    ),
    codes=("W2501", "W1011", "W2010"),
)
