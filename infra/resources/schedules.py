"""What runs by the clock: rules on the account's default bus, each with a place for runs that fail."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.context import Context
from infra.resources.names import camel
from infra.topology import FUNCTIONS, SCHEDULE_FAILURES, ScheduleTrigger

# A run that came to nothing within hours is told; the next one makes up for it, as every schedule does.
_PATIENCE = Duration.hours(2)
_TRIES_AGAIN = 2


def schedules(
    scope: Construct,
    context: Context,
    functions: Mapping[str, lambda_.IFunction],
    queues: Mapping[str, sqs.Queue],
) -> None:
    """For each function that a schedule starts; `functions` by their names."""
    failures = queues[SCHEDULE_FAILURES]
    for function in FUNCTIONS:
        if isinstance(function.trigger, ScheduleTrigger):
            _schedule(scope, context, function.trigger, functions[function.name], failures)


def _schedule(
    scope: Construct, context: Context, trigger: ScheduleTrigger, function: lambda_.IFunction, failures: sqs.Queue
) -> None:
    """Two ways to fail, one place: the rule may not reach Lambda, and the function may not do its work."""
    events.Rule(
        scope,
        f"{camel(trigger.name)}Schedule",
        rule_name=f"{context.prefix}-{trigger.name}",
        schedule=events.Schedule.expression(trigger.rate),
        targets=[
            targets.LambdaFunction(
                function, dead_letter_queue=failures, max_event_age=_PATIENCE, retry_attempts=_TRIES_AGAIN
            )
        ],
    )
    lambda_.EventInvokeConfig(
        scope,
        f"{camel(trigger.name)}Invocations",
        function=function,
        max_event_age=_PATIENCE,
        retry_attempts=_TRIES_AGAIN,
        on_failure=destinations.SqsDestination(failures),
    )
