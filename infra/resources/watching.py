"""What watches the stage and tells: alarms, who hears them, dashboards, questions to the logs."""

from collections.abc import Mapping

from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.context import Context
from infra.resources import architect_dashboard
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
    shown_elsewhere = {f"{queue}-dlq" for queue in architect_dashboard.queues()}
    dashboard(scope, metrics, [name for name in dead_letter_names() if name not in shown_elsewhere], made)
    architect_dashboard.architect_dashboard(scope, metrics)
    queries(scope, context.prefix, list(log_groups.values()))
