"""What is created in the emulator is what infra/topology.py declares."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.local.emulator import Emulator
from infra.local.provision import Clients, provision
from infra.topology import EVENT_SOURCE, QUEUES, RULES, TABLES


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with Emulator(log=Path(tmp_path_factory.mktemp("emulator") / "log")) as emulator:
        yield emulator.endpoint


@pytest.fixture(scope="module")
def aws(endpoint: str) -> Clients:
    return Clients(endpoint)


@pytest.fixture(scope="module")
def environ(endpoint: str, aws: Clients) -> dict[str, str]:
    return provision(endpoint, "rollbook-one", clients=aws)


def test_every_declared_table_has_its_keys_stream_and_expiry(environ: dict[str, str], aws: Clients) -> None:
    for table in TABLES:
        name = environ[f"ROLLBOOK_{table.name.upper()}_TABLE"]
        assert name == f"rollbook-one-{table.name}"
        made = aws.dynamodb.describe_table(TableName=name)["Table"]
        types = {item["AttributeName"]: item["AttributeType"] for item in made["AttributeDefinitions"]}
        keys = tuple((item["AttributeName"], types[item["AttributeName"]]) for item in made["KeySchema"])
        assert keys == ((table.hash_key, table.range_key) if table.range_key else (table.hash_key,))
        assert made.get("StreamSpecification", {}).get("StreamViewType") == ("NEW_IMAGE" if table.stream else None)
        expiry = aws.dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        assert (expiry["TimeToLiveStatus"], expiry.get("AttributeName")) in [("ENABLED", table.ttl), ("DISABLED", None)]
        assert (expiry["TimeToLiveStatus"] == "ENABLED") == (table.ttl is not None)


def test_every_queue_hands_what_fails_to_its_dead_letter_queue(environ: dict[str, str], aws: Clients) -> None:
    for queue in QUEUES:
        name = queue.name.upper().replace("-", "_")
        dead_arn = attributes(aws, environ[f"ROLLBOOK_{name}_DLQ_URL"])["QueueArn"]
        made = attributes(aws, environ[f"ROLLBOOK_{name}_QUEUE_URL"])
        assert json.loads(made["RedrivePolicy"]) == {
            "deadLetterTargetArn": dead_arn,
            "maxReceiveCount": queue.max_receives,
        }
        assert int(made["VisibilityTimeout"]) == queue.visibility_timeout
        assert int(made["MessageRetentionPeriod"]) == queue.retention
        assert dead_arn.endswith(f":rollbook-one-{queue.dead_letter}")


def test_the_bus_has_exactly_the_declared_rules(environ: dict[str, str], aws: Clients) -> None:
    bus = environ["ROLLBOOK_BUS_NAME"]
    made = {rule["Name"]: rule for rule in aws.events.list_rules(EventBusName=bus)["Rules"]}
    assert set(made) == {f"rollbook-one-{rule.name}" for rule in RULES}
    for rule in RULES:
        name = f"rollbook-one-{rule.name}"
        wanted = {"source": [EVENT_SOURCE], "detail-type": list(rule.event_types)}
        assert json.loads(made[name]["EventPattern"]) == wanted
        targets = aws.events.list_targets_by_rule(Rule=name, EventBusName=bus)["Targets"]
        assert [target["Arn"].rpartition(":")[2] for target in targets] == [f"rollbook-one-{rule.queue}"]


def test_an_event_of_a_declared_type_reaches_the_queue_of_its_rule(environ: dict[str, str], aws: Clients) -> None:
    entry = {"Source": EVENT_SOURCE, "DetailType": RULES[0].event_types[0], "Detail": '{"version": 1}'}
    sent = aws.events.put_events(Entries=[entry | {"EventBusName": environ["ROLLBOOK_BUS_NAME"]}])
    assert sent["FailedEntryCount"] == 0
    url = environ["ROLLBOOK_MAIL_QUEUE_URL"]
    received = aws.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"]
    assert [json.loads(message["Body"])["detail"] for message in received] == [{"version": 1}]


def test_the_key_wraps_and_unwraps(environ: dict[str, str], aws: Clients) -> None:
    wrapped = aws.kms.encrypt(KeyId=environ["ROLLBOOK_KMS_KEY_ID"], Plaintext=b"secret")["CiphertextBlob"]
    assert aws.kms.decrypt(CiphertextBlob=wrapped)["Plaintext"] == b"secret"


def test_mail_may_be_sent_from_the_configured_address(environ: dict[str, str], aws: Clients) -> None:
    domain = environ["ROLLBOOK_MAIL_FROM"].partition("@")[2]
    assert aws.sesv2.get_email_identity(EmailIdentity=domain)["IdentityType"] == "DOMAIN"


def test_a_second_time_finds_the_same_and_another_prefix_is_apart(
    environ: dict[str, str], endpoint: str, aws: Clients
) -> None:
    assert provision(endpoint, "rollbook-one", clients=aws) == environ
    other = provision(endpoint, "rollbook-two", clients=aws)
    shared = {name for name in environ if environ[name] == other[name]}
    assert not [
        name
        for name in shared
        if name.endswith(("_TABLE", "_URL", "_BUS_NAME", "_KEY_ID")) and "AWS" not in name and "PUBLIC" not in name
    ]
    assert other["ROLLBOOK_STAGE"] == "two"


def test_a_proxy_or_a_profile_of_the_person_changes_nothing(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert Clients(endpoint).sqs.list_queues()["ResponseMetadata"]["HTTPStatusCode"] == 200


def attributes(aws: Clients, url: str) -> dict[str, Any]:
    return dict(aws.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"])
