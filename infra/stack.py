"""The cloud stack, so far: what holds state. Tables, queues, the bus and its rules, from the one declaration.

Functions, their API and their grants follow with the bundle that they need.
"""

from typing import Any

from aws_cdk import CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.topology import EVENT_SOURCE, QUEUES, RULES, TABLES, Queue, Table

_TYPES = {"S": dynamodb.AttributeType.STRING, "N": dynamodb.AttributeType.NUMBER}


class RollbookStack(Stack):
    def __init__(self, scope: Construct, name: str, *, stage: str, **options: Any) -> None:
        super().__init__(scope, name, **options)
        self._prefix = f"rollbook-{stage}"
        self.tables = {table.name: self._table(table) for table in TABLES}
        self.queues = {queue.name: self._queue(queue) for queue in QUEUES}
        self.bus = events.EventBus(self, "Bus", event_bus_name=self._prefix)
        self._connect_rules()
        CfnOutput(self, "BusName", value=self.bus.event_bus_name)

    def _table(self, table: Table) -> dynamodb.TableV2:
        return dynamodb.TableV2(
            self,
            f"{table.name.capitalize()}Table",
            table_name=f"{self._prefix}-{table.name}",
            partition_key=_attribute(table.hash_key),
            sort_key=_attribute(table.range_key) if table.range_key else None,
            time_to_live_attribute=table.ttl,
            dynamo_stream=dynamodb.StreamViewType.NEW_IMAGE if table.stream else None,
            point_in_time_recovery_specification=_recovery(table.recovery_days),
            deletion_protection=table.deletion_protection,
            removal_policy=RemovalPolicy.RETAIN if table.deletion_protection else RemovalPolicy.DESTROY,
        )

    def _queue(self, queue: Queue) -> sqs.Queue:
        name = "".join(part.capitalize() for part in queue.name.split("-"))
        # A dead letter is somebody's mail: it waits the longest that SQS can.
        dead = sqs.Queue(
            self,
            f"{name}DeadLetters",
            queue_name=f"{self._prefix}-{queue.dead_letter}",
            retention_period=Duration.days(14),
            enforce_ssl=True,
        )
        return sqs.Queue(
            self,
            f"{name}Queue",
            queue_name=f"{self._prefix}-{queue.name}",
            visibility_timeout=Duration.seconds(queue.visibility_timeout),
            retention_period=Duration.seconds(queue.retention),
            dead_letter_queue=sqs.DeadLetterQueue(max_receive_count=queue.max_receives, queue=dead),
            enforce_ssl=True,
        )

    def _connect_rules(self) -> None:
        for rule in RULES:
            events.Rule(
                self,
                f"{''.join(part.capitalize() for part in rule.name.split('-'))}Rule",
                event_bus=self.bus,
                event_pattern=events.EventPattern(source=[EVENT_SOURCE], detail_type=list(rule.event_types)),
                targets=[targets.SqsQueue(self.queues[rule.queue])],
            )


def _recovery(days: int) -> dynamodb.PointInTimeRecoverySpecification:
    if not days:
        return dynamodb.PointInTimeRecoverySpecification(point_in_time_recovery_enabled=False)
    return dynamodb.PointInTimeRecoverySpecification(point_in_time_recovery_enabled=True, recovery_period_in_days=days)


def _attribute(key: tuple[str, str]) -> dynamodb.Attribute:
    name, type_ = key
    return dynamodb.Attribute(name=name, type=_TYPES[type_])
