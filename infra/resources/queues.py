"""The SQS queues, each with its dead-letter queue, and the queues where the other asynchronous paths leave failures."""

from aws_cdk import Duration
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.context import Context
from infra.resources.accepted import accept
from infra.resources.names import camel
from infra.topology import QUEUES, SCHEDULE_FAILURES, STREAM_FAILURES, Queue

# What could not be done on a path that has no queue of its own. What lies here is told by an alarm, as in every DLQ.
ERASURE_FAILURES = "erasures-dlq"  # erasures that the ledger did not take
_SQS_ENCRYPTS = "SQS encrypts it; messages hold ids and digests, and the bus would need the right to a key of ours."
FAILURES = (STREAM_FAILURES, SCHEDULE_FAILURES, ERASURE_FAILURES)


def queues(scope: Construct, context: Context) -> dict[str, sqs.Queue]:
    """By name, dead-letter queues too."""
    dead = {name: _dead_letters(scope, context, name) for name in (*(q.dead_letter for q in QUEUES), *FAILURES)}
    return dead | {queue.name: _queue(scope, context, queue, dead[queue.dead_letter]) for queue in QUEUES}


def dead_letter_names() -> tuple[str, ...]:
    """Every queue in which something waits for a person."""
    return (*(queue.dead_letter for queue in QUEUES), *FAILURES)


def _queue(scope: Construct, context: Context, queue: Queue, dead: sqs.Queue) -> sqs.Queue:
    made = sqs.Queue(
        scope,
        f"{camel(queue.name)}Queue",
        queue_name=f"{context.prefix}-{queue.name}",
        visibility_timeout=Duration.seconds(queue.visibility_timeout),
        retention_period=Duration.seconds(queue.retention),
        dead_letter_queue=sqs.DeadLetterQueue(max_receive_count=queue.max_receives, queue=dead),
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
    )
    accept(made, _SQS_ENCRYPTS, "CKV_AWS_27")
    return made


def _dead_letters(scope: Construct, context: Context, name: str) -> sqs.Queue:
    """A dead letter is somebody's mail: it waits the longest that SQS can."""
    made = sqs.Queue(
        scope,
        f"{camel(name.removesuffix('-dlq'))}DeadLetters",
        queue_name=f"{context.prefix}-{name}",
        retention_period=Duration.days(14),
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
    )
    accept(made, _SQS_ENCRYPTS, "CKV_AWS_27")
    accept(made, "It is where failures end: a person empties it.", "AwsSolutions-SQS3", "Serverless-SQSRedrivePolicy")
    return made
