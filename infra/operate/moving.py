"""All letters of a queue at once, moved by SQS itself."""

import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from infra.operate.refusals import Refused

_LOOK_AGAIN = 2.0  # seconds
_ENDED = ("COMPLETED", "CANCELLED", "FAILED")
# What a service answers that has no such action: an emulator.
_UNKNOWN = frozenset({"InvalidAction", "UnknownOperationException", "UnsupportedOperation"})


def move_all(sqs: Any, source: str, target: str, say: Callable[[str], None], pause: float = _LOOK_AGAIN) -> bool:
    """False where SQS cannot: then nothing was moved. Raises Refused where it began and did not end well."""
    source_arn, target_arn = _arn(sqs, source), _arn(sqs, target)
    try:
        sqs.start_message_move_task(SourceArn=source_arn, DestinationArn=target_arn)
    except ClientError as error:
        if error.response["Error"]["Code"] in _UNKNOWN:
            return False
        raise
    while True:
        (task,) = sqs.list_message_move_tasks(SourceArn=source_arn, MaxResults=1)["Results"]
        moved = f"{task.get('ApproximateNumberOfMessagesMoved', 0)} dead letters were moved"
        if task["Status"] in _ENDED:
            break
        say(f"  {moved} so far")
        time.sleep(pause)
    if task["Status"] != "COMPLETED":
        raise Refused(f"{moved}, then it ended: {task['Status']} {task.get('FailureReason', '')}.")
    say(f"{moved}.")
    return True


def _arn(sqs: Any, url: str) -> str:
    return str(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"])
