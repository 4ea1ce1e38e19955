"""Reading a table's stream from the emulator, in the shape Lambda gives its functions."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from botocore.exceptions import ClientError

Record = dict[str, Any]
GONE = {"TrimmedDataAccessException", "ExpiredIteratorException", "ResourceNotFoundException", "ValidationException"}


class StreamSource(Protocol):
    """A stream's shards, oldest first, and the records after a sequence number (None: from the beginning)."""

    def shards(self) -> Sequence[str]: ...
    def read(self, shard: str, after: str | None, limit: int) -> list[Record]: ...


class EmulatorStream:
    """A table's stream. Iterators are kept as long as reading goes on where it stopped, so a poll is one call."""

    def __init__(self, dynamodb: Any, streams: Any, table: str, region: str) -> None:
        self._dynamodb, self._streams, self._table, self._region = dynamodb, streams, table, region
        self._arn = ""
        self._shards: list[str] = []
        self._iterators: dict[str, tuple[str | None, str]] = {}

    def shards(self) -> Sequence[str]:
        if not self._shards:
            self._arn = self._dynamodb.describe_table(TableName=self._table)["Table"]["LatestStreamArn"]
            description = self._streams.describe_stream(StreamArn=self._arn)["StreamDescription"]
            self._shards = sorted(shard["ShardId"] for shard in description["Shards"])
        return self._shards

    def read(self, shard: str, after: str | None, limit: int) -> list[Record]:
        page = self._page(shard, after, limit)
        records = [to_lambda_record(record, self._arn, self._region) for record in page["Records"]]
        position = records[-1]["dynamodb"]["SequenceNumber"] if records else after
        if page.get("NextShardIterator"):
            self._iterators[shard] = (position, page["NextShardIterator"])
        return records

    def _page(self, shard: str, after: str | None, limit: int) -> Any:
        known = self._iterators.pop(shard, None)
        try:
            iterator = known[1] if known and known[0] == after else self._iterator(shard, after)
            return self._streams.get_records(ShardIterator=iterator, Limit=limit)
        except ClientError:
            self._shards = []  # perhaps the table was made anew: look again before the next try
            raise

    def _iterator(self, shard: str, after: str | None) -> str:
        where = {"ShardIteratorType": "TRIM_HORIZON"}
        if after:
            where = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": after}
        try:
            answer = self._streams.get_shard_iterator(StreamArn=self._arn, ShardId=shard, **where)
        except ClientError as error:
            if after is None or error.response["Error"]["Code"] not in GONE:
                raise
            # The emulator forgets its streams when it restarts: begin with what it has; readers know what they saw.
            answer = self._streams.get_shard_iterator(
                StreamArn=self._arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
            )
        return str(answer["ShardIterator"])


def to_lambda_record(record: Mapping[str, Any], arn: str, region: str) -> Record:
    """As in Lambda's event: binary values as base64 text, times as seconds, with the stream's ARN."""
    plain: Record = _plain(record)
    plain |= {"eventSource": "aws:dynamodb", "eventSourceARN": arn, "awsRegion": region}
    plain.setdefault("eventVersion", "1.1")
    plain.pop("userIdentity", None)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, bytes | bytearray):
        return base64.b64encode(value).decode("ascii")
    return value.timestamp() if isinstance(value, datetime) else value
