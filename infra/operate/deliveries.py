"""Letters of the paths that have no queue: the events' stream, the schedules, the ledger of erasures."""

import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from infra.operate.letters import Letter
from shared.bootstrap import Container

Deliver = Callable[[Letter], bool]
_PAGES = 1000  # a page may be empty although more follows; an open shard has no last one
# What the stream answers when it does not have the records (any more), or when no stream wrote the letter. All else is
# no fault of the letter's, such as rights that the operator lacks: told at once, for the records have an hour left.
_NOT_THERE = frozenset({"ResourceNotFoundException", "TrimmedDataAccessException", "ValidationException"})


def publisher(streams: Any, container: Container) -> Deliver:
    """A letter names records of the stream, which keeps them for a day: they are read from there and published.

    Raises what AWS answers where that says nothing about the letter."""

    def deliver(letter: Letter) -> bool:
        batch = letter.content().get("DDBStreamBatchInfo")
        if not isinstance(batch, dict):
            return False
        try:
            records = list(_records(streams, batch))
            events = [container.envelope_of(record["dynamodb"]["NewImage"]) for record in records]
        except ClientError as error:
            if error.response["Error"]["Code"] not in _NOT_THERE:
                raise
            return False
        except (KeyError, ValueError):  # no event of ours
            return False
        return bool(events) and container.publish_events(events) == len(events)

    return deliver


def _records(streams: Any, batch: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Raises KeyError where the stream does not hold the last of them."""
    last = int(batch["endSequenceNumber"])
    iterator = streams.get_shard_iterator(
        StreamArn=batch["streamArn"],
        ShardId=batch["shardId"],
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        SequenceNumber=batch["startSequenceNumber"],
    )["ShardIterator"]
    for _ in range(_PAGES):
        page = streams.get_records(ShardIterator=iterator)
        for record in page["Records"]:
            yield record
            if int(record["dynamodb"]["SequenceNumber"]) >= last:
                return
        iterator = page.get("NextShardIterator")
        if not iterator:
            break
    raise KeyError(last)


def starter(functions: Any) -> Deliver:
    """A run that failed, or did not start, is started again with what it was given."""

    def deliver(letter: Letter) -> bool:
        content = letter.content()
        if isinstance(content.get("requestContext"), dict):  # Lambda's own words; else EventBridge's
            function, payload = content["requestContext"].get("functionArn"), content.get("requestPayload")
        else:
            function, payload = letter.attributes.get("TARGET_ARN", {}).get("StringValue"), content
        if not function or not isinstance(payload, dict):
            return False
        functions.invoke(FunctionName=function, InvocationType="Event", Payload=json.dumps(payload).encode())
        return True

    return deliver


def ledger_writer(logs: Any, ledger: str) -> Deliver:
    """What EventBridge could not write into the ledger is written there now."""
    stream = f"redriven-{uuid.uuid4()}"
    made: list[str] = []

    def deliver(letter: Letter) -> bool:
        if "stream_id" not in letter.content().get("detail", {}):
            return False
        if not made:
            logs.create_log_stream(logGroupName=ledger, logStreamName=stream)
            made.append(stream)
        line = {"timestamp": int(time.time() * 1000), "message": letter.body}
        logs.put_log_events(logGroupName=ledger, logStreamName=stream, logEvents=[line])
        return True

    return deliver
