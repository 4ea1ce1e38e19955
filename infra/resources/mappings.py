"""What drives functions from a stream or a queue: batches, their failures, and how many at once."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.resources.accepted import accept
from infra.resources.names import camel
from infra.topology import FUNCTIONS, STREAM_FAILURES, QueueTrigger, StreamTrigger

# DynamoDB forgets a record of a stream after 24 hours. An hour before, what could not be published is named in the
# failure queue, by shard and number, so that a person can still read it from the stream.
_LAST_CHANCE = Duration.hours(23)


def mappings(
    scope: Construct,
    targets: Mapping[str, lambda_.IFunction],
    tables: Mapping[str, dynamodb.Table],
    queues: Mapping[str, sqs.Queue],
) -> None:
    """For each function that a stream or a queue drives; `targets` by the functions' names."""
    for function in FUNCTIONS:
        name, target = f"{camel(function.name)}Source", targets[function.name]
        match function.trigger:
            case StreamTrigger(table=table) as trigger:
                _from_stream(scope, name, target, trigger, str(tables[table].table_stream_arn), queues[STREAM_FAILURES])
            case QueueTrigger(queue=queue) as trigger:
                _from_queue(scope, name, target, trigger, queues[queue].queue_arn)


def _from_stream(
    scope: Construct, name: str, target: lambda_.IFunction, trigger: StreamTrigger, stream: str, failures: sqs.Queue
) -> None:
    lambda_.EventSourceMapping(
        scope,
        name,
        target=target,
        event_source_arn=stream,
        starting_position=lambda_.StartingPosition.TRIM_HORIZON,
        batch_size=trigger.batch_size,
        report_batch_item_failures=True,
        bisect_batch_on_error=True,
        retry_attempts=trigger.tries,
        max_record_age=_LAST_CHANCE,
        on_failure=sources.SqsDlq(failures),
    )


def _from_queue(scope: Construct, name: str, target: lambda_.IFunction, trigger: QueueTrigger, queue_arn: str) -> None:
    made = lambda_.EventSourceMapping(
        scope,
        name,
        target=target,
        event_source_arn=queue_arn,
        batch_size=trigger.batch_size,
        report_batch_item_failures=True,
        max_concurrency=trigger.max_concurrency,
    )
    accept(made, "What fails goes to the dead letters of its queue.", "Serverless-LambdaEventSourceMappingDestination")
