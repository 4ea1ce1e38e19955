"""What AWS delivers, done by hand: the stream of the events table, and every queue with its dead letters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from infra.local.clients import client
from infra.local.environment import setting
from infra.local.names import queue_url, table_name
from infra.local.provision import Clients
from infra.local.workers.queue_source import to_lambda_message
from infra.local.workers.stream import failed_ids
from infra.local.workers.stream_source import EmulatorStream
from infra.topology import FUNCTIONS, QUEUES, StreamTrigger

Records = list[dict[str, Any]]


@dataclass
class Deliveries:
    """`stream`: records that were read and not yet dealt with."""

    environ: Mapping[str, str]
    clients: Clients
    stream: Records = field(default_factory=list)
    _read_up_to: dict[str, str] = field(default_factory=dict)

    def pull(self) -> Records:
        """What the stream holds now, in order, in the shape Lambda gives its functions."""
        for shard in self._source.shards():
            while records := self._source.read(shard, self._read_up_to.get(shard), 1000):
                self._read_up_to[shard] = records[-1]["dynamodb"]["SequenceNumber"]
                self.stream += records
        return list(self.stream)

    def advance(self, records: Records, answer: object) -> bool:
        """Everything before the first failure is done. True where something failed."""
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
        failed = [place for place, number in enumerate(numbers) if number in failed_ids(answer)]
        self.stream = self.stream[failed[0] if failed else len(records) :]
        return bool(failed)

    def receive(self, queue: str) -> Records:
        """Up to ten messages, in the shape Lambda gives its functions; they are hidden from others then."""
        url, region = self.url(queue), self.environ["AWS_REGION"]
        asked = {"MessageSystemAttributeNames": ["All"], "MessageAttributeNames": ["All"]}
        answer = self.clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, **asked)
        arn = f"arn:aws:sqs:{region}:000000000000:{url.rpartition('/')[2]}"
        return [to_lambda_message(message, arn, region) for message in answer.get("Messages", ())]

    def settle(self, queue: str, messages: Records, answer: object) -> bool:
        """What succeeded is deleted; what failed is visible again at once. True where something failed."""
        failed = failed_ids(answer)
        for message in messages:
            receipt = {"QueueUrl": self.url(queue), "ReceiptHandle": message["receiptHandle"]}
            if message["messageId"] in failed:
                self.clients.sqs.change_message_visibility(VisibilityTimeout=0, **receipt)
            else:
                self.clients.sqs.delete_message(**receipt)
        return bool(failed)

    def taken(self, queue: str) -> Iterator[str]:
        """The bodies that wait in a queue; they are gone from it."""
        while messages := self.receive(queue):
            self.settle(queue, messages, None)
            yield from (message["body"] for message in messages)

    def send(self, queue: str, *bodies: str) -> None:
        for body in bodies:
            self.clients.sqs.send_message(QueueUrl=self.url(queue), MessageBody=body)

    def purge(self) -> None:
        for queue in queue_names():
            self.clients.sqs.purge_queue(QueueUrl=self.url(queue))

    def dead_letters(self) -> dict[str, int]:
        """How many by queue, whether or not somebody holds them; only where there are some."""
        counts = {queue.dead_letter: self._count(queue.dead_letter) for queue in QUEUES}
        return {queue: count for queue, count in counts.items() if count}

    def url(self, queue: str) -> str:
        """Of a queue, or of dead letters."""
        if queue.endswith("-dlq"):
            return self.environ[setting(f"{queue}-url")]
        return queue_url(self.environ, queue)

    def _count(self, queue: str) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self.clients.sqs.get_queue_attributes(QueueUrl=self.url(queue), AttributeNames=names)
        return sum(int(answer["Attributes"][name]) for name in names)

    @cached_property
    def _source(self) -> EmulatorStream:
        (table,) = {function.trigger.table for function in FUNCTIONS if isinstance(function.trigger, StreamTrigger)}
        name, streams = table_name(self.environ, table), client("dynamodbstreams", self.environ)
        return EmulatorStream(self.clients.dynamodb, streams, name, self.environ["AWS_REGION"])


def queue_names() -> list[str]:
    """Every queue, and its dead letters."""
    return [name for queue in QUEUES for name in (queue.name, queue.dead_letter)]
