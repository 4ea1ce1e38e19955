"""Creates in the emulator what `infra/topology.py` declares. Safe to repeat: what is there already is found."""

import json
import os
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.local.environment import (
    MAIL_DOMAIN,
    PREFIX,
    PUBLIC_URL,
    REGION,
    aws_environment,
    service_environment,
    setting,
)
from infra.topology import BUCKETS, EVENT_SOURCE, QUEUES, RULES, TABLES, Queue, Rule, Table

# Where botocore would look for the person's own AWS account: (option, variable, default, conversion).
_NO_PROFILE = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}
DEAD_LETTERS_KEPT = 14 * 24 * 3600  # seconds: the longest SQS allows, so that a person has time to look


def provision(
    endpoint: str, prefix: str = PREFIX, public_url: str = PUBLIC_URL, clients: "Clients | None" = None
) -> dict[str, str]:
    """Create everything under `prefix`; several prefixes live side by side in one emulator.

    Answers the whole environment of the functions: AWS_*, and every ROLLBOOK_* setting.
    """
    clients = clients or Clients(endpoint)
    environ = aws_environment(endpoint) | service_environment(prefix, public_url)
    for table in TABLES:
        environ[setting(f"{table.name}-table")] = _table(clients.dynamodb, f"{prefix}-{table.name}", table)
    for bucket in BUCKETS:
        environ[setting(f"{bucket.name}-bucket")] = _bucket(clients.s3, f"{prefix}-{bucket.name}")
    arns: dict[str, str] = {}
    for queue in QUEUES:
        urls, arns[queue.name] = _queue_pair(clients.sqs, prefix, queue)
        environ |= urls
    environ["ROLLBOOK_BUS_NAME"] = _bus(clients.events, prefix)
    for rule in RULES:
        _rule(clients.events, prefix, rule, arns[rule.queue])
    environ["ROLLBOOK_KMS_KEY_ID"] = _key(clients.kms, f"alias/{prefix}")
    _sender(clients.sesv2)
    return environ


def summary() -> str:
    """What `provision` sees to, in a line."""
    counts = f"{len(TABLES)} tables, {len(BUCKETS)} buckets, {2 * len(QUEUES)} queues, {len(RULES)} rules"
    return f"{counts}, a bus, a key and a sender are there."


class Clients:
    """The AWS clients that creating needs; making them costs more than using them, so they are made once."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._session = botocore.session.Session(session_vars=_NO_PROFILE)
        self.dynamodb = self._client("dynamodb")
        self.sqs = self._client("sqs")
        self.events = self._client("events")
        self.kms = self._client("kms")
        self.sesv2 = self._client("sesv2")
        self.s3 = self._client("s3")

    def _client(self, service: str) -> Any:
        settings = aws_environment(self.endpoint)
        return self._session.create_client(
            service,
            region_name=settings["AWS_REGION"],
            endpoint_url=self.endpoint,
            aws_access_key_id=settings["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=settings["AWS_SECRET_ACCESS_KEY"],
            config=Config(proxies={}, retries={"total_max_attempts": 2}, connect_timeout=5, read_timeout=20),
        )


def _table(dynamodb: Any, name: str, table: Table) -> str:
    keys = [(table.hash_key, "HASH")] + ([(table.range_key, "RANGE")] if table.range_key else [])
    wanted: dict[str, Any] = {
        "TableName": name,
        "AttributeDefinitions": [{"AttributeName": key[0], "AttributeType": key[1]} for key, _ in keys],
        "KeySchema": [{"AttributeName": key[0], "KeyType": kind} for key, kind in keys],
        "BillingMode": "PAY_PER_REQUEST",
    }
    if table.stream:
        wanted["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    if _unless_there("ResourceInUseException", dynamodb.create_table, **wanted) and table.ttl:
        expiry = {"Enabled": True, "AttributeName": table.ttl}
        dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=expiry)
    return name


def _bucket(s3: Any, name: str) -> str:
    place = {"LocationConstraint": REGION}
    _unless_there("BucketAlreadyOwnedByYou", s3.create_bucket, Bucket=name, CreateBucketConfiguration=place)
    return name


def _queue_pair(sqs: Any, prefix: str, queue: Queue) -> tuple[dict[str, str], str]:
    """Settings with both URLs, and the ARN of the queue."""
    dead_url, dead_arn = _queue(
        sqs, f"{prefix}-{queue.dead_letter}", {"MessageRetentionPeriod": str(DEAD_LETTERS_KEPT)}
    )
    url, arn = _queue(
        sqs,
        f"{prefix}-{queue.name}",
        {
            "VisibilityTimeout": str(queue.visibility_timeout),
            "MessageRetentionPeriod": str(queue.retention),
            "RedrivePolicy": json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": queue.max_receives}),
        },
    )
    return {setting(f"{queue.name}-queue-url"): url, setting(f"{queue.name}-dlq-url"): dead_url}, arn


def _queue(sqs: Any, name: str, attributes: dict[str, str]) -> tuple[str, str]:
    # Named without attributes, an existing queue is found whatever its attributes are; then they are set.
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    return url, arn


def _bus(events: Any, name: str) -> str:
    _unless_there("ResourceAlreadyExistsException", events.create_event_bus, Name=name)
    return name


def _rule(events: Any, prefix: str, rule: Rule, queue_arn: str) -> None:
    name = f"{prefix}-{rule.name}"
    pattern = {"source": [EVENT_SOURCE], "detail-type": list(rule.event_types)}
    events.put_rule(Name=name, EventBusName=prefix, EventPattern=json.dumps(pattern), State="ENABLED")
    events.put_targets(Rule=name, EventBusName=prefix, Targets=[{"Id": rule.queue, "Arn": queue_arn}])


def _key(kms: Any, alias: str) -> str:
    try:
        return str(kms.describe_key(KeyId=alias)["KeyMetadata"]["KeyId"])
    except ClientError as error:
        if error.response["Error"]["Code"] != "NotFoundException":
            raise
    key = str(kms.create_key(Description="Wraps the keys of Rollbook")["KeyMetadata"]["KeyId"])
    kms.create_alias(AliasName=alias, TargetKeyId=key)
    return key


def _sender(sesv2: Any) -> None:
    _unless_there("AlreadyExistsException", sesv2.create_email_identity, EmailIdentity=MAIL_DOMAIN)


def _unless_there(code: str, create: Any, **wanted: Any) -> bool:
    """Call `create`; False when `code` says that it exists."""
    try:
        create(**wanted)
    except ClientError as error:
        if error.response["Error"]["Code"] != code:
            raise
        return False
    return True
