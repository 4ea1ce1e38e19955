"""What holds state: tables, keys, the bucket. What the emulator drops is proven here."""

import json
from typing import Any

import pytest

from infra.topology import BUCKETS, TABLES, Table
from tests.infra.synthesis import PREFIX, Synthesis, Synthesised, references

EVERY = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def resource(stack: Synthesised, table: Table) -> dict[str, Any]:
    return stack.resources[stack.id_of("DynamoDB::Table", "TableName", f"{PREFIX}-{table.name}")]


def test_there_are_the_tables_of_the_topology_and_no_other(stack: Synthesised) -> None:
    assert sorted(stack.named("DynamoDB::Table", "TableName")) == sorted(table.name for table in TABLES)


@EVERY
def test_a_table_is_as_its_row_says(stack: Synthesised, table: Table) -> None:
    made = resource(stack, table)["Properties"]
    keys = [table.hash_key, *([table.range_key] if table.range_key else [])]
    assert [each["AttributeName"] for each in made["KeySchema"]] == [name for name, _ in keys]
    assert {each["AttributeName"]: each["AttributeType"] for each in made["AttributeDefinitions"]} == dict(keys)
    assert made["BillingMode"] == "PAY_PER_REQUEST"
    assert made.get("TimeToLiveSpecification") == ({"AttributeName": table.ttl, "Enabled": True} if table.ttl else None)
    assert made.get("StreamSpecification") == ({"StreamViewType": "NEW_IMAGE"} if table.stream else None)


@EVERY
def test_a_table_can_be_recovered_as_far_back_as_its_row_says(stack: Synthesised, table: Table) -> None:
    recovery = resource(stack, table)["Properties"]["PointInTimeRecoverySpecification"]
    assert recovery["PointInTimeRecoveryEnabled"] == bool(table.recovery_days)
    assert recovery.get("RecoveryPeriodInDays", 0) == table.recovery_days


def test_a_backup_brings_an_erased_key_back_for_a_day_at_most() -> None:
    assert {table.name: table.recovery_days for table in TABLES}["keys"] == 1


@EVERY
def test_a_table_outlives_the_stack_unless_it_holds_nothing_lasting(stack: Synthesised, table: Table) -> None:
    made = resource(stack, table)
    kept = table.name != "sessions"
    assert made["Properties"].get("DeletionProtectionEnabled", False) is kept
    assert made["DeletionPolicy"] == made["UpdateReplacePolicy"] == ("Retain" if kept else "Delete")


def test_a_stage_to_be_destroyed_leaves_nothing_behind(synthesis: Synthesis) -> None:
    gone = synthesis.of(removal="destroy")
    assert {each.get("DeletionProtectionEnabled", False) for each in gone.of_type("DynamoDB::Table").values()} == {
        False
    }
    assert [name for name, each in gone.resources.items() if each.get("DeletionPolicy", "Delete") != "Delete"] == []


def test_what_outlives_the_stack_is_what_holds_people(stack: Synthesised) -> None:
    kept = {each["Type"] for each in stack.resources.values() if each.get("DeletionPolicy") == "Retain"}
    assert kept == {"AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::S3::Bucket", "AWS::Logs::LogGroup"}


@EVERY
def test_tables_are_encrypted_with_the_stages_own_key(stack: Synthesised, table: Table) -> None:
    encryption = resource(stack, table)["Properties"]["SSESpecification"]
    assert (encryption["SSEEnabled"], encryption["SSEType"]) == (True, "KMS")
    assert list(references(encryption)) == [key_of(stack, "alias/rollbook-test-data")]


def key_of(stack: Synthesised, alias: str) -> str:
    aliases = {each["AliasName"]: each for each in stack.of_type("KMS::Alias").values()}
    (name,) = references(aliases[alias]["TargetKeyId"])
    return name


def test_keys_change_every_year_by_themselves(stack: Synthesised) -> None:
    keys = stack.of_type("KMS::Key").values()
    assert [each["EnableKeyRotation"] for each in keys] == [True, True]


def test_keys_outlive_the_stack_or_nothing_that_they_sealed_could_be_read(stack: Synthesised) -> None:
    assert [stack.resources[name]["DeletionPolicy"] for name in stack.of_type("KMS::Key")] == ["Retain", "Retain"]


def test_only_own_roles_use_the_key_of_tables_and_buckets_and_only_through_these_services(stack: Synthesised) -> None:
    policy = stack.of_type("KMS::Key")[key_of(stack, "alias/rollbook-test-data")]["KeyPolicy"]
    owner, roles = policy["Statement"]
    assert "root" in json.dumps(owner["Principal"])
    assert roles["Principal"] == {"AWS": "*"}
    assert set(roles["Condition"]["StringEquals"]) == {"kms:CallerAccount", "kms:ViaService"}
    services = roles["Condition"]["StringEquals"]["kms:ViaService"]
    assert [json.dumps(each).split(".")[0].rpartition('"')[2] for each in services] == ["dynamodb", "s3"]
    assert f":role/{PREFIX}-*" in json.dumps(roles["Condition"]["ArnLike"]["aws:PrincipalArn"])
    assert [action for action in roles["Action"] if "*" in action] == []


def test_the_root_key_opens_for_nobody_but_whom_a_role_allows(stack: Synthesised) -> None:
    policy = stack.of_type("KMS::Key")[key_of(stack, "alias/rollbook-test")]["KeyPolicy"]
    assert len(policy["Statement"]) == 1


def test_history_cannot_be_rewritten_by_anybody_without_breaking_glass(stack: Synthesised) -> None:
    policies = {table.name: resource(stack, table)["Properties"].get("ResourcePolicy") for table in TABLES}
    assert [name for name, policy in policies.items() if policy] == ["events"]
    (deny,) = policies["events"]["PolicyDocument"]["Statement"]
    assert (deny["Effect"], deny["Principal"]) == ("Deny", {"AWS": "*"})
    assert {"dynamodb:DeleteItem", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem"} <= set(deny["Action"])
    assert f":role/{PREFIX}-break-glass" in json.dumps(deny["Condition"]["ArnNotLike"]["aws:PrincipalArn"])
    assert f":table/{PREFIX}-events" in json.dumps(deny["Resource"])


def test_buckets_are_closed_and_encrypted_and_empty_themselves_where_they_may(stack: Synthesised) -> None:
    made = list(stack.of_type("S3::Bucket").values())
    assert len(made) == len(BUCKETS)
    for bucket, declared in zip(made, BUCKETS, strict=True):
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
        (rule,) = bucket["LifecycleConfiguration"]["Rules"]
        assert (rule.get("ExpirationInDays"), rule["Status"]) == (declared.expires_days, "Enabled")
        assert rule["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"] == 1
        (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"


def test_buckets_refuse_plain_http_and_old_tls(stack: Synthesised) -> None:
    policies = list(stack.of_type("S3::BucketPolicy").values())
    assert len(policies) == len(BUCKETS)
    for policy in policies:
        conditions = [each["Condition"] for each in policy["PolicyDocument"]["Statement"] if each["Effect"] == "Deny"]
        assert {"Bool": {"aws:SecureTransport": "false"}} in conditions
        assert {"NumericLessThan": {"s3:TlsVersion": 1.2}} in conditions
