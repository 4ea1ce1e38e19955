"""The event bus: its archive, the rules that fill the queues, and the ledger of erasures."""

from collections.abc import Mapping
from typing import cast

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.context import Context
from infra.resources.accepted import accept
from infra.resources.logs import log_group, log_group_arn
from infra.resources.names import camel
from infra.resources.queues import ERASURE_FAILURES
from infra.topology import EVENT_SOURCE, QUEUES, RULES

# How long a subscriber that was wrong, or new, can have events again from the archive. They are thin: no personal data.
_ARCHIVE_DAYS = 90
_KEPT = ("Serverless-CloudWatchLogGroupRetentionPeriod", "CKV_AWS_66")
_DEAD_LETTERS = {queue.name: queue.dead_letter for queue in QUEUES}


def bus(scope: Construct, context: Context, queues: Mapping[str, sqs.Queue]) -> events.EventBus:
    """The bus with everything that hangs on it."""
    made = events.EventBus(scope, "Bus", event_bus_name=context.prefix)
    events.Archive(
        scope,
        "Archive",
        archive_name=context.prefix,
        source_event_bus=made,
        event_pattern=events.EventPattern(source=[EVENT_SOURCE]),
        retention=Duration.days(_ARCHIVE_DAYS),
    )
    for rule in RULES:
        # What the bus cannot put into a queue joins that queue's dead letters: redriving them delivers it after all.
        target = targets.SqsQueue(queues[rule.queue], dead_letter_queue=queues[_DEAD_LETTERS[rule.queue]])
        _rule(scope, context, made, rule.name, rule.event_types).add_target(target)
    _erasure_ledger(scope, context, made, queues[ERASURE_FAILURES])
    return made


def _rule(
    scope: Construct, context: Context, bus: events.EventBus, name: str, event_types: tuple[str, ...]
) -> events.Rule:
    return events.Rule(
        scope,
        f"{camel(name)}Rule",
        rule_name=f"{context.prefix}-{name}",
        event_bus=bus,
        event_pattern=events.EventPattern(source=[EVENT_SOURCE], detail_type=list(event_types)),
    )


def _erasure_ledger(scope: Construct, context: Context, bus: events.EventBus, failures: sqs.Queue) -> None:
    """Who was erased, by id, for ever: after a restore those are erased again (docs/operate.md)."""
    name = f"/rollbook/{context.stage}/erasures"
    ledger = log_group(scope, context, "ErasureLedger", name, retention=logs.RetentionDays.INFINITE)
    accept(ledger, "Erasures are repeated after a restore, whenever that is.", *_KEPT)
    rule = _rule(scope, context, bus, "erasures", ("user.erased",))
    # The CDK's own target would bring a Lambda function of its own, only to allow this.
    arn = log_group_arn(scope, name)
    plain = cast(events.CfnRule, rule.node.default_child)
    plain.targets = [
        events.CfnRule.TargetProperty(
            id="ledger", arn=arn, dead_letter_config=events.CfnRule.DeadLetterConfigProperty(arn=failures.queue_arn)
        )
    ]
    ledger.add_to_resource_policy(_write_to(f"{arn}:*"))
    failures.add_to_resource_policy(_send_to(failures, rule))


def _write_to(log_streams: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        sid="Ledger",
        principals=[iam.ServicePrincipal("events.amazonaws.com"), iam.ServicePrincipal("delivery.logs.amazonaws.com")],
        actions=["logs:CreateLogStream", "logs:PutLogEvents"],
        resources=[log_streams],
    )


def _send_to(queue: sqs.Queue, rule: events.Rule) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        principals=[iam.ServicePrincipal("events.amazonaws.com")],
        actions=["sqs:SendMessage"],
        resources=[queue.queue_arn],
        conditions={"ArnEquals": {"aws:SourceArn": rule.rule_arn}},
    )
