"""Schedules by name: run by their rate while the system is up, and by `POST /_local/schedules/{name}` now."""

import re
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from infra.local.invoke import CallFunction, context_for
from infra.topology import Function, ScheduleTrigger

_UNITS = {"minute": 60.0, "hour": 3600.0, "day": 86400.0}
_LONGEST_NAP = 60.0


class Schedules:
    """The functions of the topology that a schedule drives."""

    def __init__(self, functions: Iterable[Function], region: str, call: CallFunction) -> None:
        self._functions = {f.trigger.name: f for f in functions if isinstance(f.trigger, ScheduleTrigger)}
        self._region, self._call = region, call

    @property
    def rates(self) -> dict[str, float]:
        """Seconds from one run to the next, by name."""
        return {name: seconds_of(function.trigger.rate) for name, function in self._functions.items()}  # type: ignore[union-attr]

    @property
    def names(self) -> list[str]:
        return sorted(self._functions)

    def run(self, name: str, detail: Mapping[str, Any] | None = None) -> Any:
        """Runs it now and answers what the function answered. Raises KeyError for an unknown name.

        `detail`: what a person who starts it by hand may say.
        """
        function = self._functions[name]
        made = scheduled_event(name) | {"detail": dict(detail or {})}
        return self._call(function.name, made, context_for(function, self._region))


class Timetable:
    """Runs each schedule whenever its rate has passed, counted from the start as EventBridge does from its creation."""

    def __init__(self, schedules: Schedules, now: Callable[[], float] = time.monotonic) -> None:
        self._schedules, self._now, started = schedules, now, now()
        self._due = {name: started + rate for name, rate in schedules.rates.items()}

    def step(self) -> float:
        """Seconds until it is worth looking again. One that fails is due again at its next turn, like any other."""
        now = self._now()
        for name in [name for name, due in self._due.items() if due <= now]:
            self._due[name] += self._schedules.rates[name]
            self._schedules.run(name)
        return max(0.0, min([due - now for due in self._due.values()] + [_LONGEST_NAP]))


def seconds_of(rate: str) -> float:
    """`rate(30 days)` in seconds. Raises ValueError for anything else: nothing here is declared by cron."""
    found = re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", rate)
    if found is None:
        raise ValueError(f"not a rate: {rate}")
    return int(found[1]) * _UNITS[found[2]]


def scheduled_event(name: str) -> dict[str, Any]:
    """What EventBridge sends for a scheduled rule, as far as functions use it."""
    return {
        "version": "0",
        "source": "aws.events",
        "detail-type": "Scheduled Event",
        "resources": [f"schedule/{name}"],
        "detail": {},
    }
