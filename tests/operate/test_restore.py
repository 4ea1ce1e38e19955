"""`make restore`: new tables that are as the old ones were, and a sentence on how the stack takes them over."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.operate.deployment import Deployment
from infra.operate.refusals import Refused
from infra.operate.restore import RESTORED, Restore
from shared.bootstrap import prepare, seed_admin
from tests.operate.conftest import Stage

POLICY = '{"Statement": [{"Sid": "HistoryStays", "Resource": "%s"}]}'


@pytest.fixture
def protected(stage: Stage) -> Stage:
    """With an administrator, and with tables as the stack declares them."""
    prepare(stage.environ)
    seed_admin(stage.environ, "keeper@rollbook.example", "green tea at noon 73")
    dynamodb = stage.client("dynamodb")
    recovery = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 35}
    for table in RESTORED:
        name = f"rollbook-{stage.name}-{table}"
        dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=recovery)
        dynamodb.update_table(TableName=name, DeletionProtectionEnabled=True)
    arn = about(stage, "events")["TableArn"]
    dynamodb.put_resource_policy(ResourceArn=arn, Policy=POLICY % arn)
    return stage


def about(stage: Stage, table: str) -> dict[str, Any]:
    found: dict[str, Any] = stage.client("dynamodb").describe_table(TableName=f"rollbook-{stage.name}-{table}")["Table"]
    return found


def now() -> str:
    return datetime.now(UTC).isoformat()


def test_both_tables_come_back_checked_and_with_the_settings_of_the_old_ones(
    protected: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    assert protected.run("restore", "--to", now(), "--ending", "r7") == 0
    said = capsys.readouterr().out
    assert "1 accounts; 0 of them have no key" in said
    assert '"restored": {"events": "r7", "directory": "r7"} in cdk.json' in said
    dynamodb = protected.client("dynamodb")
    for table in RESTORED:
        old, new = about(protected, table), about(protected, f"{table}-r7")
        assert new["ItemCount"] == old["ItemCount"] > 0
        assert new.get("StreamSpecification") == old.get("StreamSpecification")
        assert new["DeletionProtectionEnabled"] is True
        backups = dynamodb.describe_continuous_backups(TableName=new["TableName"])["ContinuousBackupsDescription"]
        assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    arn = about(protected, "events-r7")["TableArn"]
    assert json.loads(dynamodb.get_resource_policy(ResourceArn=arn)["Policy"]) == json.loads(POLICY % arn)


def test_a_table_of_that_name_is_left_alone(protected: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    assert protected.run("restore", "--to", now()) == 0
    assert protected.run("restore", "--to", now()) == 2
    assert f"There is a table rollbook-{protected.name}-events-r1 already." in capsys.readouterr().err


def test_a_restore_that_was_interrupted_goes_on_when_it_is_repeated(protected: Stage) -> None:
    said, dynamodb, to = list[str](), Real(protected.client("dynamodb")), datetime.now(UTC)
    for _ in range(2):
        Restore(Deployment.find(protected.name), dynamodb, "r1", said.append, pause=0).to(to)
    begun = [f"rollbook-{protected.name}-{table}-r1 was begun before. Going on with it." for table in RESTORED]
    assert [line for line in said if "before" in line] == begun
    assert about(protected, "events-r1")["DeletionProtectionEnabled"] is True


def test_a_restore_to_another_moment_is_another_one(protected: Stage) -> None:
    dynamodb, to = Real(protected.client("dynamodb")), datetime.now(UTC)
    restore = Restore(Deployment.find(protected.name), dynamodb, "r1", print, pause=0)
    restore.to(to)
    with pytest.raises(Refused, match="events-r1 already"):
        restore.to(to - timedelta(seconds=5))


class Real:
    """DynamoDB as it is in AWS: tables are sealed, a while on their way, know what they were made of and take no
    setting twice; new ones take no backups at once."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.sealed_with: list[Any] = []
        self._made_of: dict[str, dict[str, Any]] = {}
        self._states: Iterator[str] = iter(["CREATING", "CREATING"])
        self._refusals = iter([True])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def describe_table(self, **wanted: Any) -> Any:
        answer = self._inner.describe_table(**wanted)
        if wanted["TableName"].endswith("-r1"):
            answer["Table"]["TableStatus"] = next(self._states, "ACTIVE")
            answer["Table"]["RestoreSummary"] = self._made_of[wanted["TableName"]]
        else:
            answer["Table"]["SSEDescription"] = {"Status": "ENABLED", "KMSMasterKeyArn": "arn:key"}
        return answer

    def restore_table_to_point_in_time(self, **wanted: Any) -> Any:
        answer = self._inner.restore_table_to_point_in_time(**wanted)
        self.sealed_with.append(wanted.get("SSESpecificationOverride"))
        source = self._inner.describe_table(TableName=wanted["SourceTableName"])["Table"]["TableArn"]
        summary = {"SourceTableArn": source, "RestoreDateTime": wanted["RestoreDateTime"].replace(microsecond=0)}
        self._made_of[wanted["TargetTableName"]] = summary
        return answer

    def update_table(self, **wanted: Any) -> Any:
        table = self._inner.describe_table(TableName=wanted["TableName"])["Table"]
        if any(table.get(setting) == value for setting, value in wanted.items() if setting != "TableName"):
            raise ClientError({"Error": {"Code": "ValidationException"}}, "UpdateTable")
        return self._inner.update_table(**wanted)

    def update_continuous_backups(self, **wanted: Any) -> Any:
        if next(self._refusals, False):
            raise ClientError({"Error": {"Code": "ContinuousBackupsUnavailableException"}}, "UpdateContinuousBackups")
        return self._inner.update_continuous_backups(**wanted)


def test_it_waits_for_tables_that_take_their_time_and_seals_them_with_the_same_key(protected: Stage) -> None:
    said, dynamodb = list[str](), Real(protected.client("dynamodb"))
    Restore(Deployment.find(protected.name), dynamodb, "r1", said.append, pause=0).to(datetime.now(UTC))
    assert dynamodb.sealed_with == [{"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": "arn:key"}] * 2
    waited = f"  rollbook-{protected.name}-events-r1: creating"
    assert said == [waited, waited, *(f"rollbook-{protected.name}-{table}-r1 is there." for table in RESTORED)]
