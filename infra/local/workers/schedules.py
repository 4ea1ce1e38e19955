"""Schedules by name, so that `POST /_local/schedules/{name}` can run one now."""

from collections.abc import Callable, Iterable
from typing import Any

from infra.local.invoke import CallFunction, context_for
from infra.topology import Function, ScheduleTrigger


class Schedules:
    """The functions of the topology that a schedule drives. They run when asked: local time does not pass by itself."""

    def __init__(self, functions: Iterable[Function], region: str, call: CallFunction) -> None:
        self._functions = {f.trigger.name: f for f in functions if isinstance(f.trigger, ScheduleTrigger)}
        self._region, self._call = region, call

    @property
    def names(self) -> list[str]:
        return sorted(self._functions)

    def run(self, name: str, event: Callable[[str], dict[str, Any]] | None = None) -> Any:
        """Runs it now and answers what the function answered. Raises KeyError for an unknown name."""
        function = self._functions[name]
        made = (event or scheduled_event)(name)
        return self._call(function.name, made, context_for(function, self._region))


def scheduled_event(name: str) -> dict[str, Any]:
    """What EventBridge sends for a scheduled rule, as far as functions use it."""
    return {
        "version": "0",
        "source": "aws.events",
        "detail-type": "Scheduled Event",
        "resources": [f"schedule/{name}"],
        "detail": {},
    }
