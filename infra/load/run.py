"""One run: saturate, hold it there, let it come to rest, check the books."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from infra.demo.admin import Admin
from infra.demo.client import Client
from infra.demo.reconcile import Check, shortened
from infra.load.books import Books
from infra.load.crowd import Crowd, saturate
from infra.load.looking import Looking
from infra.load.memory import WINDOW, Sample, growth
from infra.load.meter import Meter, MeteredClient, percentile
from infra.load.reconcile import checks
from infra.load.visitor import Visitor

# The journals of mails and events keep an index of some hundred bytes for each entry; nothing else may stay.
MOST_GROWTH = 3.0  # megabytes per minute
_WARM_UP = 1 / 3  # of the time: caches, pools and arenas fill
SHORTEST = 60.0  # seconds
_FINISHES_WITHIN = 90.0

Say = Callable[[str], None]


@dataclass(frozen=True)
class Pace:
    """In seconds: how long each number of clients is looked at, how often a line is told and memory is read."""

    step: float = 8.0
    line: float = 10.0
    sample: float = 1.0
    window: float = WINDOW
    pause: float = 0.5


class Run:
    """`megabytes`: the memory of the process that serves, just now."""

    def __init__(
        self, client: Client, megabytes: Callable[[], float], admin: tuple[str, str], say: Say, pace: Pace | None = None
    ) -> None:
        self._megabytes, self._say, self._pace = megabytes, say, pace or Pace()
        self._meter, self._books = Meter(), Books()
        metered = MeteredClient(client, self._meter)
        self._admin = Admin(metered, *admin)
        self._looking = Looking(client, Admin(client, *admin), self._books, self._pace.pause)
        self._over = threading.Event()
        self._crowd = Crowd(lambda seed: Visitor(metered, self._admin, self._books, self._over.is_set, seed).visit())
        self._samples: list[Sample] = []

    def perform(self, seconds: float, clients: int | None) -> bool:
        """Whether every effect is there once, nothing failed, memory is flat. `clients`: None to find out how many."""
        self._admin.call("GET", "/v1/me")  # signed in before everybody needs it at once
        self._crowd.grow(clients or 0)
        if clients is None:
            self._say("How many clients keep it busy?")
            saturate(
                self._crowd, self._rate, lambda size, rate: self._say(f"  {size:>3} clients: {rate:6.1f} requests/s")
            )
        took = self._hold(seconds)
        self._over.set()
        if not self._crowd.join(_FINISHES_WITHIN):
            self._books.violation(f"a client did not finish within {_FINISHES_WITHIN:.0f} s")
        self._latencies(took)
        return self._judge(seconds)

    def _rate(self) -> float:
        before, started = self._meter.total, time.monotonic()
        time.sleep(self._pace.step)
        return (self._meter.total - before) / (time.monotonic() - started)

    def _hold(self, seconds: float) -> float:
        """Measures from here on; how many seconds it took."""
        self._say(f"{self._crowd.size} clients for {seconds:.0f} s:")
        self._meter.begin()
        started = told = time.monotonic()
        while (elapsed := time.monotonic() - started) < seconds:
            self._samples.append(Sample(elapsed, self._megabytes()))
            if time.monotonic() - told >= self._pace.line:
                self._tell(elapsed, time.monotonic() - told)
                told = time.monotonic()
            time.sleep(min(self._pace.sample, max(0.0, seconds - elapsed)))
        return time.monotonic() - started

    def _tell(self, elapsed: float, since: float) -> None:
        fresh = sorted(self._meter.fresh())
        p95 = percentile(fresh, 0.95) * 1000 if fresh else 0.0
        people, megabytes = len(self._books.people), self._samples[-1].megabytes
        self._say(
            f"  {elapsed:4.0f} s {len(fresh) / since:7.1f} requests/s   p95 {p95:6.0f} ms   people {people:>5}   "
            f"5xx {self._meter.failures}   violations {self._books.violated}   memory {megabytes:.0f} MB"
        )

    def _latencies(self, took: float) -> None:
        self._say(f"\n{'':44}{'calls':>8}{'per s':>8}{'p50':>8}{'p95':>8}{'p99':>8}  ms")
        for row in self._meter.rows():
            self._say(
                f"{row.route:44}{row.calls:>8}{row.calls / took:>8.1f}{row.p50:>8.0f}{row.p95:>8.0f}{row.p99:>8.0f}"
            )
        self._say(f"{'all':44}{self._meter.total:>8}{self._meter.total / took:>8.1f}\n")

    def _judge(self, seconds: float) -> bool:
        if not self._looking.rest():
            self._books.violation("the queues and streams did not come to rest")
        outcome = checks(self._books, self._looking.look())
        outcome.append(Check("answers of 5xx = 0", self._meter.failures, 0))
        outcome.append(Check("violations during the run = 0", self._books.violated, 0, self._books.violations))
        for check in outcome:
            self._say(f"{'yes' if check.holds else 'NO ':4} {check.name}: {check.left} and {check.right}")
            for fault in shortened(check.faults):
                self._say(f"       {fault}")
        return self._is_flat(seconds) and all(check.holds for check in outcome)

    def _is_flat(self, seconds: float) -> bool:
        slope = growth(self._samples, seconds * _WARM_UP, self._pace.window)
        flat = slope <= MOST_GROWTH
        first, last = self._samples[0].megabytes, self._samples[-1].megabytes
        self._say(
            f"{'yes' if flat else 'NO ':4} memory is flat: {slope:+.1f} MB/min after the warm-up, at most "
            f"{MOST_GROWTH} ({first:.0f} MB at first, {last:.0f} MB at last)"
        )
        return flat
