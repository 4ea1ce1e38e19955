"""The events table's stream: publish what was stored, in order, stopping at the first failure."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from shared.bootstrap import Container
from shared.edge.batch import BatchHandler, stream_handler
from shared.edge.entry import lambda_entry
from shared.edge.tracebacks import kind_of
from shared.kernel.events import Envelope

_log = logging.getLogger(__name__)


def build(environ: Mapping[str, str]) -> BatchHandler:
    container = Container.of(environ)
    publish_events = container.publish_events

    def publish(records: Sequence[Mapping[str, Any]]) -> int:
        return publish_events(_readable(container, records))

    return stream_handler(publish)


def _readable(container: Container, records: Sequence[Mapping[str, Any]]) -> list[Envelope]:
    """The events before the first record that cannot be read: that one is named as the failure, not they."""
    events: list[Envelope] = []
    for record in records:
        try:
            events.append(container.envelope_of(record["dynamodb"]["NewImage"]))
        except (KeyError, TypeError, ValueError) as error:  # its text may repeat the record
            _log.error("a stream record cannot be read: %s", kind_of(error))
            break
    return events


handler = lambda_entry(build)
