"""What watches the stage and tells: alarms, who hears them, a dashboard, questions to the logs."""

from collections.abc import Mapping

from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.context import Context
from infra.resources.alarm_mail import alarm_mail
from infra.resources.alarms import alarms
from infra.resources.dashboard import dashboard
from infra.resources.metrics import Metrics
from infra.resources.queries import queries
from infra.resources.queues import dead_letter_names


def watch(
    scope: Construct, context: Context, metrics: Metrics, log_groups: Mapping[str, logs.LogGroup], key: kms.Key | None
) -> None:
    """`key` encrypts what alarms say, if there is one. Without `alarm_email` they change state, and nobody is told."""
    told = [alarm_mail(scope, context.prefix, key, context.alarm_email)] if context.alarm_email else []
    made = alarms(scope, metrics, dead_letter_names(), told)
    dashboard(scope, metrics, dead_letter_names(), made)
    queries(scope, context.prefix, list(log_groups.values()))
