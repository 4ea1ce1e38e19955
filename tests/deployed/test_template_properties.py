"""What the emulator takes without effect, or leaves out, asserted of the template instead."""

from pathlib import Path
from typing import Any

import pytest

from infra.deploy_local.adapt import adapt
from infra.deploy_local.assembly import Assembly
from infra.deploy_local.ease import GUARDS
from infra.deploy_local.limits import LEFT_OUT, UNKNOWN_KEYS, WITHOUT_EFFECT
from infra.topology import BUCKETS, FUNCTIONS, TABLES, Table

Properties = dict[str, Any]
RESOURCES = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def declared(assembly: Path) -> RESOURCES:
    resources: RESOURCES = Assembly.read(assembly).template["Resources"]
    return resources


@pytest.fixture(scope="module")
def stack(assembly: Path) -> str:
    return Assembly.read(assembly).stack


def of(declared: RESOURCES, kind: str) -> list[Properties]:
    return [one["Properties"] for one in declared.values() if one["Type"] == f"AWS::{kind}"]


def table(declared: RESOURCES, stack: str, name: str) -> Properties:
    (found,) = (one for one in of(declared, "DynamoDB::Table") if one["TableName"] == f"{stack}-{name}")
    return found


@pytest.mark.parametrize("wanted", TABLES, ids=lambda table: table.name)
def test_a_table_can_be_restored_as_far_back_as_it_must(declared: RESOURCES, stack: str, wanted: Table) -> None:
    recovery = table(declared, stack, wanted.name)["PointInTimeRecoverySpecification"]
    assert recovery["PointInTimeRecoveryEnabled"] is (wanted.recovery_days > 0)
    assert recovery.get("RecoveryPeriodInDays", 0) == wanted.recovery_days


@pytest.mark.parametrize("wanted", TABLES, ids=lambda table: table.name)
def test_a_table_is_encrypted_with_our_own_key(declared: RESOURCES, stack: str, wanted: Table) -> None:
    encryption = table(declared, stack, wanted.name)["SSESpecification"]
    assert (encryption["SSEEnabled"], encryption["SSEType"]) == (True, "KMS")
    key = encryption["KMSMasterKeyId"]["Fn::GetAtt"][0]
    assert declared[key]["Type"] == "AWS::KMS::Key"
    assert declared[key]["Properties"]["EnableKeyRotation"] is True


@pytest.mark.parametrize("wanted", TABLES, ids=lambda table: table.name)
def test_items_expire_where_the_topology_says_so(declared: RESOURCES, stack: str, wanted: Table) -> None:
    expiry = table(declared, stack, wanted.name).get("TimeToLiveSpecification")
    assert expiry == ({"AttributeName": wanted.ttl, "Enabled": True} if wanted.ttl else None)


def test_the_api_has_a_limit_and_an_access_log_without_addresses(declared: RESOURCES) -> None:
    (stage,) = of(declared, "ApiGatewayV2::Stage")
    settings, log = stage["DefaultRouteSettings"], stage["AccessLogSettings"]
    assert settings["ThrottlingRateLimit"] > 0
    assert settings["ThrottlingBurstLimit"] >= settings["ThrottlingRateLimit"]
    group = log["DestinationArn"]["Fn::GetAtt"][0]
    assert declared[group]["Properties"]["RetentionInDays"] > 0
    assert not [word for word in ("sourceIp", "userAgent", "path", "query") if word in log["Format"]]


def test_only_the_function_that_sends_to_its_own_queue_may_loop(declared: RESOURCES, stack: str) -> None:
    loops = {one["FunctionName"]: one["RecursiveLoop"] for one in of(declared, "Lambda::Function")}
    allowed = {name for name, loop in loops.items() if loop == "Allow"}
    assert allowed == {f"{stack}-update-search"}
    assert len(loops) == len(FUNCTIONS)


def test_a_bucket_is_encrypted_with_our_own_key_and_emptied_in_time(declared: RESOURCES) -> None:
    buckets = of(declared, "S3::Bucket")
    assert len(buckets) == len(BUCKETS)
    for bucket, wanted in zip(buckets, BUCKETS, strict=True):
        (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
        days = [rule.get("ExpirationInDays") for rule in bucket["LifecycleConfiguration"]["Rules"]]
        assert wanted.expires_days in days


def test_queues_and_buckets_are_reached_over_tls_only(declared: RESOURCES) -> None:
    guarded = _guarded(declared, "SQS::QueuePolicy", "Queues") + _guarded(declared, "S3::BucketPolicy", "Bucket")
    everything = {name for name, one in declared.items() if one["Type"] in ("AWS::SQS::Queue", "AWS::S3::Bucket")}
    assert set(guarded) == everything


def test_every_erasure_goes_into_a_ledger_that_is_kept_for_ever(declared: RESOURCES, stack: str) -> None:
    patterns = [(one.get("EventPattern", {}), one) for one in of(declared, "Events::Rule")]
    (rule,) = (one for pattern, one in patterns if pattern.get("detail-type") == ["user.erased"])
    (target,) = rule["Targets"]
    groups = [one for one in of(declared, "Logs::LogGroup") if one["LogGroupName"] == _ledger(stack)]
    assert groups
    assert "RetentionInDays" not in groups[0]
    assert "DeadLetterConfig" in target


@pytest.mark.parametrize("key", UNKNOWN_KEYS)
def test_conditions_that_the_emulator_cannot_judge_are_in_the_roles(declared: RESOURCES, key: str) -> None:
    policies = [policy["PolicyDocument"] for role in of(declared, "IAM::Role") for policy in role["Policies"]]
    conditions = [statement.get("Condition", {}) for policy in policies for statement in policy["Statement"]]
    assert [keys for condition in conditions for keys in condition.values() if key in keys]


def test_nothing_else_is_taken_out_of_the_template(declared: RESOURCES, assembly: Path) -> None:
    kept = adapt(Assembly.read(assembly).template).template["Resources"]
    gone = {one["Type"] for name, one in declared.items() if name not in kept}
    assert gone <= {limit.type for limit in LEFT_OUT} | set(GUARDS)
    for limit in WITHOUT_EFFECT:
        assert [one for one in kept.values() if one["Type"] == limit.type and limit.property in one["Properties"]]


def _guarded(declared: RESOURCES, kind: str, names: str) -> list[str]:
    """Logical names of what has a policy that refuses everything without TLS."""
    found = []
    for policy in of(declared, kind):
        refused = [each for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Deny"]
        over_plain = [each for each in refused if each["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}]
        targets = policy[names] if isinstance(policy[names], list) else [policy[names]]
        found += [target["Ref"] for target in targets if over_plain]
    return found


def _ledger(stack: str) -> str:
    return f"/rollbook/{stack.removeprefix('rollbook-')}/erasures"
