"""The event bus on EventBridge."""

import json
import logging
from functools import cached_property
from typing import Any

from shared.adapters.aws.clients import AwsClient, client
from shared.adapters.aws.errors import AwsFailed

SOURCE = "rollbook"
_log = logging.getLogger(__name__)


class EventBridgeBus:
    def __init__(self, name: str, region: str, endpoint: str | None) -> None:
        self._name = name
        self._place = (region, endpoint)

    @cached_property
    def _events(self) -> AwsClient:
        return client("events", *self._place)

    def publish(self, events: list[dict[str, Any]]) -> int:
        """PutEvents answers 200 with refused entries among taken ones, so its answer is read entry by entry."""
        try:
            answer = self._events.call("PutEvents", {"Entries": [self._entry(event) for event in events]})
        except AwsFailed as error:
            # Whoever publishes goes by the number alone: this is where the reason is told.
            _log.warning("PutEvents failed: %s", error.aws_code)
            raise
        if not answer.get("FailedEntryCount"):
            return len(events)
        codes = [entry.get("ErrorCode") for entry in answer["Entries"]]
        _log.warning("PutEvents refused entries: %s", [code for code in codes if code])
        return next(place for place, code in enumerate(codes) if code)

    def _entry(self, event: dict[str, Any]) -> dict[str, Any]:
        return {
            "EventBusName": self._name,
            "Source": SOURCE,
            "DetailType": event["type"],
            "Detail": json.dumps(event),
            "Resources": [],
        }
