"""Tries every crash point of a scenario: counts its calls, then strikes each of them in every way."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from infra.local.workers.schedules import scheduled_event
from infra.topology import FUNCTIONS, HttpTrigger, QueueTrigger, ScheduleTrigger, StreamTrigger
from shared.accounts.domain.user import User
from shared.edge.schedule import ScheduleFailed
from shared.kernel.events import SealedEvent
from tests.crash.faults import AwsCall, Fault, Killed, Mode
from tests.crash.ground import Ground, Snapshot, Stuck
from tests.crash.invariants import Aftermath, violations
from tests.crash.scenarios import Ask, Reply, Scenario, Stage

_PATIENT = 4  # requests of one client before it gives up
Essence = dict[str, Counter[object]]


@dataclass(frozen=True)
class Broken:
    """A run after which something did not hold."""

    scenario: Scenario
    fault: Fault | None
    call: AwsCall | None
    what: tuple[str, ...]

    def __str__(self) -> str:
        where = (
            f"call {self.fault.point + 1}, {self.call.operation if self.call else '?'}" if self.fault else "undisturbed"
        )
        mode = f" {self.fault.mode.value}" if self.fault else ""
        return f"{self.scenario.function}: {self.scenario.name}: {where}{mode}: {'; '.join(self.what)}"


@dataclass
class Trial:
    """One scenario on one ground."""

    ground: Ground
    scenario: Scenario

    @classmethod
    def on(cls, ground: Ground, empty: Snapshot, scenario: Scenario) -> "Trial":
        """Begins with nothing but what `empty` holds."""
        ground.run_only({})
        ground.restore(empty)
        return cls(ground, scenario)

    def __post_init__(self) -> None:
        self.function = next(function for function in FUNCTIONS if function.name == self.scenario.function)
        self.stage = Stage(self.ground)
        self.request = self.scenario.given(self.stage)
        if isinstance(self.function.trigger, QueueTrigger):
            self.ground.relay()
        elif not isinstance(self.function.trigger, StreamTrigger):
            self.ground.drain()
        self.before: Snapshot = self.ground.snapshot()
        self._processes: dict[str, Any] = {}
        self._warm_up()

    @cached_property
    def calls(self) -> list[AwsCall]:
        """What one undisturbed delivery asks of AWS. Raises AssertionError where even that one breaks something."""
        self._begin()
        with self.ground.injector.armed(None, tuple):
            replies = self._deliver()
        calls = list(self.ground.injector.calls)
        found = self._finish(None, replies)
        assert not found, str(Broken(self.scenario, None, None, tuple(found)))
        assert calls, f"{self.scenario.name} asks nothing of AWS"
        return calls

    @property
    def faults(self) -> list[Fault]:
        return [Fault(point, mode) for point, call in enumerate(self.calls) for mode in call.modes]

    def run(self, fault: Fault) -> Broken | None:
        """One crash, everything delivered again, and what does not hold then."""
        self._begin()
        injector = self.ground.injector
        with injector.armed(fault, self._delivered_elsewhere):
            replies = self._deliver()
        if injector.struck is None:
            return Broken(self.scenario, fault, None, ("this call was not made",))
        struck = injector.struck
        if fault.mode is not Mode.LATE:
            injector.arrive()
        try:
            found = self._finish(fault, replies)
        except Stuck as stuck:
            found = [str(stuck)]
        return Broken(self.scenario, fault, struck, tuple(found)) if found else None

    def _begin(self) -> None:
        """Every run meets the same stored state, and processes that remember the same."""
        self.ground.restore(self.before)
        self.ground.clock.ahead = self.scenario.ahead
        self.ground.run_only(self._processes)
        self._elsewhere: list[Reply] = []

    def _warm_up(self) -> None:
        self._begin()
        with self.ground.injector.armed(None, tuple):
            self._deliver()
        self.ground.drain()  # what stands behind it is warm too, so that every run begins alike
        self._processes = self.ground.processes
        if self.scenario.cold:
            self._processes.pop(self.function.name)

    # delivering ---------------------------------------------------------------------------------------------------

    def _deliver(self, *, elsewhere: bool = False) -> list[Reply]:
        trigger = self.function.trigger
        if isinstance(trigger, HttpTrigger):
            assert self.request is not None, "an HTTP function needs a request"
            return [self.stage.ask(self.request, elsewhere=elsewhere)]
        try:
            if isinstance(trigger, QueueTrigger):
                self._from_queue(trigger.queue, elsewhere)
            elif isinstance(trigger, StreamTrigger):
                self._from_stream(elsewhere)
            else:
                self._by_the_clock(trigger, elsewhere)
        except Killed:
            self.ground.kill(self.function.name)
        return []

    def _from_queue(self, queue: str, elsewhere: bool) -> None:
        """A second delivery is of the same messages: SQS may do that."""
        if not elsewhere:
            self._messages = self.ground.deliveries.receive(queue)
        messages = list(self._messages)
        try:
            answer = self.ground.invoke(self.function, {"Records": messages}, elsewhere=elsewhere)
        except Killed:
            answer = {"batchItemFailures": [{"itemIdentifier": message["messageId"]} for message in messages]}
            self.ground.kill(self.function.name)
        if not elsewhere:
            self.ground.deliveries.settle(queue, messages, answer)

    def _from_stream(self, elsewhere: bool) -> None:
        records = self.ground.deliveries.pull()
        answer = self.ground.invoke(self.function, {"Records": records}, elsewhere=elsewhere)
        if not elsewhere:
            self.ground.deliveries.advance(records, answer)

    def _by_the_clock(self, trigger: ScheduleTrigger, elsewhere: bool) -> None:
        """A run that says it could not finish is followed by the next one."""
        with suppress(ScheduleFailed):
            self.ground.invoke(self.function, scheduled_event(trigger.name), elsewhere=elsewhere)

    def _delivered_elsewhere(self) -> None:
        self._elsewhere += self._deliver(elsewhere=True)

    # afterwards ---------------------------------------------------------------------------------------------------

    def _finish(self, fault: Fault | None, replies: list[Reply]) -> list[str]:
        """The client asks again, queues deliver again, the clock strikes again; then all is looked at."""
        injector = self.ground.injector
        struck = injector.struck
        if self.request is not None:
            replies += list(self._asked_again(self.request, replies[-1]))
        elif isinstance(self.function.trigger, ScheduleTrigger):
            self._deliver()
        self.ground.drain()
        if fault and fault.mode is Mode.LATE:
            injector.arrive()
            self.ground.drain()
        injector.struck = struck
        after = Aftermath.of(self.ground, self.before, fault)
        everything = [*self._elsewhere, *replies]
        return [
            *violations(after),
            *self._answered(everything, replies[-1] if replies else None, fault),
            *self._compared(after, fault),
            *self.scenario.then(after, everything),
        ]

    def _asked_again(self, request: Ask, last: Reply) -> Iterator[Reply]:
        for _ in range(_PATIENT):
            if last.status and last.status < 500:
                return
            last = self.stage.ask(request)
            yield last

    def _answered(self, everything: list[Reply], final: Reply | None, fault: Fault | None) -> Iterator[str]:
        for reply in everything:
            if reply.status >= 500 and not reply.outage:
                yield f"a client was answered {reply.status}: {reply.body}"
        if final is None:
            return
        allowed = self.scenario.answers if fault else self.scenario.answers[:1]
        if final.status not in allowed:
            yield f"the client ended with {final.status}: {final.body}"
        if fault and fault.mode is Mode.TWICE and self.scenario.answers[0] not in [r.status for r in everything]:
            yield "of two clients, neither got what it asked for"

    def _compared(self, after: Aftermath, fault: Fault | None) -> Iterator[str]:
        """As if nothing had been disturbed; only mails may be more, where a client asked more often."""
        essence = self._essence(after)
        if fault is None:
            self._undisturbed = essence
            return
        expected = self._undisturbed
        if essence["accounts"] != expected["accounts"]:
            there, missing = essence["accounts"] - expected["accounts"], expected["accounts"] - essence["accounts"]
            yield f"accounts differ: {list(there)} instead of {list(missing)}"
        if lost := expected["mails"] - essence["mails"]:
            yield f"mails are missing: {list(lost)}"
        if self.request is None and (more := essence["mails"] - expected["mails"]) and not after.unsure_of_mail:
            yield f"mails nobody asked for: {list(more)}"

    def _essence(self, after: Aftermath) -> Essence:
        """What must be the same whichever way it came about."""
        users = {user.id: user for user in after.stored.all(User)}
        accounts = ((self._told(events), _seen(users.get(stream))) for stream, events in after.streams.items())
        mails = ((mail["kind"], *mail["to"]) for mail in self.ground.mails)
        return {"accounts": Counter(accounts), "mails": Counter(mails)}

    def _told(self, events: list[SealedEvent]) -> tuple[str, ...]:
        types = [event.envelope.type for event in events]
        twice = [a == b and a in self.scenario.again for a, b in pairwise(types)]
        return tuple(type_ for type_, same in zip(types, [*twice, False], strict=True) if not same)


def _seen(user: User | None) -> tuple[object, ...]:
    if user is None:
        return ()
    change = user.email_change.new_email if user.email_change else None
    profile = user.email, user.email_verified, user.username, user.display_name, user.locale
    return user.status.value, *profile, user.roles, user.has_password, change
