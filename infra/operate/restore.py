"""`make restore`: events and directory as they were at one moment, as new tables beside the old ones.

DynamoDB restores items and keys. What else makes a table ours is read from the old one and set on the new one, so that
CloudFormation finds what the stack declares when it takes the tables over.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from infra.operate.deployment import Deployment
from infra.operate.refusals import Refused

# The others never go back: what was destroyed there must stay so (docs/operate.md).
RESTORED = ("events", "directory")
_LOOK_AGAIN = 20.0  # seconds; a restore takes from minutes to hours
Say = Callable[[str], None]


@dataclass(frozen=True)
class Restore:
    """`ending`: of the new tables' names. `dynamodb` is a client."""

    deployment: Deployment
    dynamodb: Any
    ending: str
    say: Say
    pause: float = _LOOK_AGAIN

    def to(self, moment: datetime) -> dict[str, str]:
        """The new tables' names. Raises Refused."""
        made = {table: f"{self.deployment.prefix}-{table}-{self.ending}" for table in RESTORED}
        for table, name in made.items():
            self._begin(self._old(table), name, moment)
        for table, name in made.items():
            self._wait(name)
            self._complete(self._old(table), name)
            self.say(f"{name} is there.")
        return made

    def _old(self, table: str) -> str:
        return str(self.deployment.environ[f"ROLLBOOK_{table.upper()}_TABLE"])

    def _begin(self, old: str, name: str, moment: datetime) -> None:
        key = self._about(old).get("SSEDescription", {}).get("KMSMasterKeyArn")
        sealed = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key} if key else None
        wanted = {"SourceTableName": old, "TargetTableName": name, "RestoreDateTime": moment}
        try:
            self.dynamodb.restore_table_to_point_in_time(
                **wanted, **({"SSESpecificationOverride": sealed} if sealed else {})
            )
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("TableAlreadyExistsException", "ResourceInUseException"):
                raise
            if not self._was_begun(old, name, moment):
                raise Refused(f"There is a table {name} already. Remove it, or choose another ENDING.") from None
            self.say(f"{name} was begun before. Going on with it.")

    def _was_begun(self, old: str, name: str, moment: datetime) -> bool:
        """By this command, for the same moment: a restore may take longer than an operator's credentials last."""
        summary = self._about(name).get("RestoreSummary", {})
        if summary.get("SourceTableArn") != self._about(old)["TableArn"]:
            return False
        return bool(abs(summary["RestoreDateTime"] - moment) < timedelta(seconds=1))

    def _complete(self, old: str, name: str) -> None:
        before, after = self._about(old), self._about(name)
        arn = str(after["TableArn"])
        if (stream := before.get("StreamSpecification")) and not after.get("StreamSpecification"):
            self.dynamodb.update_table(TableName=name, StreamSpecification=stream)
            self._wait(name)
        if before.get("DeletionProtectionEnabled") and not after.get("DeletionProtectionEnabled"):
            self.dynamodb.update_table(TableName=name, DeletionProtectionEnabled=True)
            self._wait(name)
        self._recoverable(old, name)
        self._policy(str(before["TableArn"]), arn)

    def _recoverable(self, old: str, name: str) -> None:
        """As far back as the old one. A table that is new does not take this at once."""
        told = self.dynamodb.describe_continuous_backups(TableName=old)["ContinuousBackupsDescription"]
        days = told["PointInTimeRecoveryDescription"].get("RecoveryPeriodInDays", 35)
        wanted = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": days}
        while True:
            try:
                self.dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=wanted)
                return
            except ClientError as error:
                if error.response["Error"]["Code"] != "ContinuousBackupsUnavailableException":
                    raise
                time.sleep(self.pause)

    def _policy(self, old_arn: str, arn: str) -> None:
        """History stays in the new table too."""
        try:
            policy = self.dynamodb.get_resource_policy(ResourceArn=old_arn)["Policy"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "PolicyNotFoundException":
                raise
            return
        self.dynamodb.put_resource_policy(ResourceArn=arn, Policy=policy.replace(old_arn, arn))

    def _wait(self, name: str) -> None:
        while (state := self._about(name)["TableStatus"]) != "ACTIVE":
            self.say(f"  {name}: {state.lower()}")
            time.sleep(self.pause)

    def _about(self, name: str) -> dict[str, Any]:
        return dict(self.dynamodb.describe_table(TableName=name)["Table"])
