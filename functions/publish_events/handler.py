"""The events table's stream: publish what was stored, in order, stopping at the first failure."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.bootstrap import Container
from shared.edge.batch import BatchHandler, stream_handler
from shared.edge.entry import lambda_entry


def build(environ: Mapping[str, str]) -> BatchHandler:
    container = Container.of(environ)
    publish_events = container.publish_events

    def publish(records: Sequence[Mapping[str, Any]]) -> int:
        return publish_events([container.envelope_of(record["dynamodb"]["NewImage"]) for record in records])

    return stream_handler(publish)


handler = lambda_entry(build)
