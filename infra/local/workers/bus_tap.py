"""Everything that was on the bus, in order of arrival, through a catch-all rule and a queue of its own."""

import json
from typing import Any

from infra.local.journal import Journal
from infra.local.workers.queue_source import EmulatorQueue, QueueSource

NAME = "local-bus-tap"
# What a published event may say. Anything else is not shown: by construction no token, password or personal data.
THIN = ("event_id", "stream_id", "version", "type", "changed", "occurred_at", "actor", "correlation_id", "causation_id")


def create_tap(events: Any, sqs: Any, bus: str, region: str) -> EmulatorQueue:
    """A queue and a rule that sends it all the bus carries. Made anew at every start, found again if it exists."""
    url = sqs.create_queue(QueueName=f"{bus}-{NAME}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name=NAME, EventBusName=bus, EventPattern=json.dumps({"source": [{"prefix": ""}]}))
    events.put_targets(Rule=NAME, EventBusName=bus, Targets=[{"Id": NAME, "Arn": arn}])
    return EmulatorQueue(sqs, url, region)


class BusTap:
    """`step` takes what has arrived into the journal that /_local/events.json shows."""

    def __init__(self, source: QueueSource, journal: Journal) -> None:
        self._source, self._journal = source, journal

    def step(self) -> float:
        messages = self._source.receive(10)
        if messages:
            self._journal.extend(_shown(message["body"]) for message in messages)
            self._source.delete([message["receiptHandle"] for message in messages])
        return 0.0


def _shown(body: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(body)
    detail = event.get("detail") or {}
    shown = {name: event.get(name) for name in ("id", "time", "source", "detail-type")}
    return shown | {"detail": {name: detail[name] for name in THIN if name in detail}}
