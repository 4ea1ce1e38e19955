"""The system on which crashes are tried: real functions and adapters, a real emulator, faults in between.

Its state can be copied and put back, so that every fault meets the same situation. Time is real, but can be moved on.
"""

import importlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from infra.local.invoke import context_for
from infra.local.mailbox import Mail, mail_of
from infra.local.names import table_name
from infra.local.provision import Clients
from infra.topology import FUNCTIONS, QUEUES, Function, QueueTrigger, StreamTrigger
from shared.adapters.argon2 import Argon2Hasher
from shared.adapters.dynamodb.layout import KEY_SCHEMA
from shared.adapters.own_source import DeployedSource
from shared.bootstrap import Container, prepare, seed_admin
from shared.settings import Settings
from tests.aws_environment import set_aws_environment
from tests.crash.deliveries import Deliveries, Records
from tests.crash.faults import Injector, injected
from tests.crash.tables import Rows, Tables

ADMIN = ("keeper@rollbook.example", "seven-lanterns-by-the-door")
# Longer than any lease or wait that a message may meet.
_PATIENCE = timedelta(seconds=61)
_ROUNDS = 20
_FULL = 10  # messages that SQS gives at once
_OF = Container.__dict__["of"].__func__
_CONNECTIONS = ("store", "key_service", "mailer", "bus")

# Imported before any test plays Lambda: there a handler is built by its import, from the real environment.
_BUILDS = {each.name: importlib.import_module(f"functions.{each.name}.handler").build for each in FUNCTIONS}


class Stuck(AssertionError):
    """What was delivered is not finished, however often it is delivered again."""


@dataclass
class MovedClock:
    """Real time, moved on by `ahead`; or standing still at `at`."""

    ahead: timedelta = timedelta()
    at: datetime | None = None

    def now(self) -> datetime:
        return (self.at or datetime.now(UTC)) + self.ahead


class CrashContainer(Container):
    """As deployed, with hashes at Argon2id's lowest cost. Connections are shared; what a process remembers is not."""

    def __init__(self, settings: Settings, clock: MovedClock, line: Container | None) -> None:
        super().__init__(settings)
        self.__dict__["clock"] = clock
        if line is not None:
            self.__dict__.update({name: getattr(line, name) for name in _CONNECTIONS})

    @cached_property
    def hasher(self) -> Argon2Hasher:
        return Argon2Hasher(memory_kib=8, passes=1)

    @cached_property
    def own_source(self) -> DeployedSource:
        """A dozen files for all of Rollbook: what is tried here is not how long a review of it takes."""
        return DeployedSource(self.own_template.text, Path(__file__).parents[1])


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What is stored, and what waits to be delivered: in the stream, and in each queue."""

    rows: Rows
    stream: Records
    queues: Mapping[str, tuple[str, ...]]


@dataclass
class Ground:
    environ: dict[str, str]
    clients: Clients
    injector: Injector
    clock: MovedClock = field(default_factory=MovedClock)
    line: Container | None = None  # whose connections every process uses
    _rows: Rows | None = None  # what is stored, where nothing was invoked since it was read
    _nothing_waits: bool = False
    _handlers: dict[str, Any] = field(default_factory=dict)

    def container(self, environ: Mapping[str, str] | None = None) -> Container:
        """The parts of a new process."""
        return CrashContainer(Settings.read(environ or self.environ), self.clock, self.line)

    @cached_property
    def parts(self) -> Container:
        """For looking at what is stored."""
        return self.container()

    def connect(self) -> None:
        """From here on every process uses the same connections: making them would cost more than using them."""
        self.line = self.container()

    @cached_property
    def deliveries(self) -> Deliveries:
        return Deliveries(self.environ, self.clients)

    # functions ----------------------------------------------------------------------------------------------------

    def invoke(self, function: Function, event: Mapping[str, Any], *, elsewhere: bool = False) -> Any:
        """`elsewhere`: in another process, that has nothing in memory yet."""
        self._rows, self._nothing_waits = None, False
        made = None if elsewhere else self._handlers.get(function.name)
        if made is None:
            made = _BUILDS[function.name](self.environ)
            if not elsewhere:
                self._handlers[function.name] = made
        return made(event, context_for(function, self.environ["AWS_REGION"]))

    def kill(self, function: str) -> None:
        """Its next invocation begins with nothing in memory."""
        self._handlers.pop(function, None)

    @property
    def processes(self) -> dict[str, Any]:
        """The functions that run, with what they have in memory."""
        return dict(self._handlers)

    def run_only(self, processes: Mapping[str, Any]) -> None:
        self._handlers = dict(processes)

    # delivering ---------------------------------------------------------------------------------------------------

    def drain(self) -> None:
        """Delivers until nothing is left. Raises Stuck."""
        for _ in range(_ROUNDS):
            busy, failed = self._round()
            if not busy:
                return
            if failed:
                self.clock.ahead += _PATIENCE
        raise Stuck("something is delivered again and again")

    def relay(self) -> None:
        """Delivers what the stream holds, and leaves the queues alone."""
        for _ in range(_ROUNDS):
            if not self._round_of(_streamed())[0]:
                return
        raise Stuck("the stream does not move on")

    def _round(self) -> tuple[bool, bool]:
        streams = self._round_of(_streamed())
        queues = self._round_of([f for f in FUNCTIONS if isinstance(f.trigger, QueueTrigger)])
        return streams[0] or queues[0], streams[1] or queues[1]

    def _round_of(self, functions: list[Function]) -> tuple[bool, bool]:
        """Whether there was something to do, and whether some of it failed."""
        outcomes = [outcome for function in functions for outcome in self._worked(function)]
        return bool(outcomes), any(outcomes)

    def _worked(self, function: Function) -> Iterator[bool]:
        """Batch after batch, up to the first that fails or is not full: the next round sees the rest."""
        at, trigger = self.deliveries, function.trigger
        queue = trigger.queue if isinstance(trigger, QueueTrigger) else None
        while records := at.receive(queue) if queue else at.pull():
            answer = self.invoke(function, {"Records": records})
            failed = at.settle(queue, records, answer) if queue else at.advance(records, answer)
            yield failed
            if failed or len(records) < _FULL:
                return

    # state --------------------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """Whatever waits in queues is taken out of them."""
        queues = {queue.name: tuple(self.deliveries.taken(queue.name)) for queue in QUEUES}
        return Snapshot(self.tables.rows(), self.deliveries.pull(), queues)

    def restore(self, snapshot: Snapshot) -> None:
        at = self.deliveries
        self.tables.put_back(snapshot.rows, self.rows())
        at.pull()  # putting back made records of its own, which nobody is to see
        at.stream = list(snapshot.stream)
        if not self._nothing_waits:
            at.purge()
        for queue, bodies in snapshot.queues.items():
            at.send(queue, *bodies)
        self._rows, self._nothing_waits = None, False
        self.clock.ahead = timedelta()
        self.injector.forget()

    def rows(self) -> Rows:
        """All that is stored now."""
        self._rows = self._rows or self.tables.rows()
        return self._rows

    def forget_rows(self) -> None:
        """Somebody changed the tables past this ground."""
        self._rows = None

    def leftovers(self) -> dict[str, int]:
        """Dead letters; all that was not parked has been delivered by `drain`, which does not end before."""
        counts = self.deliveries.dead_letters()
        self._nothing_waits = not counts
        return counts

    @property
    def mails(self) -> list[Mail]:
        """Every mail that the mail service took."""
        return [mail_of(effect.body, "", datetime.now(UTC)) for effect in self.injector.of("SendEmail")]

    @cached_property
    def tables(self) -> Tables:
        return Tables(self.clients.dynamodb, {table: table_name(self.environ, table) for table in KEY_SCHEMA})


@contextmanager
def prepared_ground(environ: dict[str, str], clients: Clients) -> Iterator[Ground]:
    """`environ` of an empty system; it gets its keys and an administrator.

    Until it ends, every function of this process runs on it: one ground at a time.
    """
    if getattr(Container.of, "__func__", None) is not _OF:
        raise RuntimeError("another ground is still open in this process")
    ground = Ground(environ, clients, Injector())
    with pytest.MonkeyPatch.context() as patch:
        set_aws_environment(environ, patch)
        ground.deliveries.pull()
        patch.setattr(Container, "of", staticmethod(ground.container))
        with injected(ground.injector):
            ground.connect()
            prepare(environ)
            seed_admin(environ, *ADMIN)
            ground.drain()
            yield ground


def _streamed() -> list[Function]:
    return [function for function in FUNCTIONS if isinstance(function.trigger, StreamTrigger)]
