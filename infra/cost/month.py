"""A month of so many users: what all their operations use, what is stored for them, and what stands there anyway."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp

from infra.cost.architect import ARCHITECT
from infra.cost.book import Book
from infra.cost.measuring import Sheet
from infra.cost.stage import Invocation
from infra.cost.standing import Standing, a_month
from infra.cost.usage import GB, Usage, cold_share, cpu_time, of_operation, times, total, traces
from infra.topology import FUNCTIONS, TABLES, HttpTrigger, StreamTrigger

Runs = Sequence[tuple[str, float]]
_KEPT_TABLES = ("events", "directory")
_FUNCTIONS = {function.name: function for function in FUNCTIONS}


@dataclass(frozen=True)
class Month:
    """`sheet`: what was measured; `standing`: what was counted."""

    book: Book
    sheet: Sheet
    standing: Standing

    def of(self, users: float) -> Usage:
        """Quantities of everything that has a price."""
        runs = self.runs(users)
        invocations = self._invocations(runs)
        standing = a_month(self.standing, self.sheet.metrics, self.book.running, self._hours(invocations))
        return total([self.used(runs), self._traced(invocations), self._stored(users), standing])

    def used(self, runs: Runs) -> Usage:
        """By these runs, and by the starts that they take when they are all there is."""
        running = self.book.running
        used = total(times(of_operation(self.sheet.operations[name], running), count) for name, count in runs)
        used["log_kept_gb"] = used["log_gb"] * running.log_compressed * running.log_months
        if "object_gb" in used:
            used["object_gb"] *= self.book.stored["architect_months"]
        return total([used, self._starts(self._invocations(runs)), self._left(runs)])

    def apart(self, counts: Mapping[str, float]) -> float:
        """Dollars of so many operations in a month, as if nobody else came."""
        return self.book.price(self.used([*counts.items()]))

    def thrifty(self) -> "Month":
        """The same people, with the options that cost less: tracing and tables_key (docs/operate.md)."""
        return replace(self, standing=self.standing.thrifty())

    def dollars(self, users: float) -> Mapping[str, float]:
        """By price."""
        return {name: self.book.prices[name].of(quantity) for name, quantity in self.of(users).items()}

    def free(self, users: float) -> float:
        """What of it AWS does not charge, for ever."""
        usage, prices = self.of(users), self.book.prices
        return sum(prices[name].of(min(prices[name].free, quantity)) for name, quantity in usage.items())

    def bill(self, users: float) -> tuple[float, float]:
        """By list prices, and less what is free."""
        together = sum(self.dollars(users).values())
        return together, together - self.free(users)

    def runs(self, users: float) -> Runs:
        """How often each operation happens."""
        book = self.book
        clocks = dict(book.clocks)
        clocks["sweep_search"] *= users * book.stored["accounts"] / self.sheet.accounts
        return [*((name, each * users) for name, each in book.profile.items()), *clocks.items()]

    def _invocations(self, runs: Runs) -> Mapping[str, float]:
        """How often each function runs."""
        return total(
            {invocation.function.name: count} for name, count in runs for invocation in self.sheet.operations[name]
        )

    def _hours(self, invocations: Mapping[str, float]) -> Mapping[str, float]:
        """The share of hours in which each function runs, where runs come at random."""
        hours = self.book.running.month_seconds / 3600
        return {name: 1 - exp(-count / hours) for name, count in invocations.items()}

    def _left(self, runs: Runs) -> Usage:
        """What designs and reviews leave in the tables, as if no write replaced another."""
        months = self.book.stored["architect_months"]
        left = {
            name: count * months * sum(_written(run) for run in self.sheet.operations[name]) / GB
            for name, count in runs
            if name in ARCHITECT
        }
        return {"stored_gb": sum(left.values()), "recovery_gb": sum(left.values())}

    def _starts(self, invocations: Mapping[str, float]) -> Usage:
        """Init phases: their CPU, one request to KMS, the root key and the signing keys."""
        running, seconds = self.book.running, self.book.running.month_seconds * self.book.running.awake
        starts = []
        for name, count in invocations.items():
            function, cold = _FUNCTIONS[name], count * cold_share(count / seconds, running)
            billed = cpu_time(self.sheet.starts[name], function, running) / 1000 * function.memory / 1024
            starts.append(times({"gb_seconds": billed, "key_requests": 1, "read_units": 2}, cold))
        return total(starts)

    def _traced(self, invocations: Mapping[str, float]) -> Usage:
        """A trace begins with a request and with a batch of the stream; queues hand theirs on.

        Where traces are passed through, we take it that nobody outside asks for one.
        """
        if not self.standing.traced:
            return {}
        begins = (HttpTrigger, StreamTrigger)
        count = sum(n for name, n in invocations.items() if isinstance(_FUNCTIONS[name].trigger, begins))
        seconds = self.book.running.month_seconds * self.book.running.awake
        return {"traces": traces(count / seconds, self.book.running) * seconds}

    def _stored(self, users: float) -> Usage:
        accounts, sheet, kept = users * self.book.stored["accounts"], self.sheet, self.book.stored
        told = sum(self.book.profile[name] for name in ("sign_in", "sign_in_new_device", "sign_in_failed", "sign_out"))
        size = {
            "events": accounts * kept["events"] * sheet.item("SealedEvent"),
            "directory": accounts * sheet.each("directory"),
            "keys": accounts * sheet.each("keys"),
            "sessions": accounts * sheet.item("KnownDevices")
            + users * kept["sessions"] * sheet.item("Session")
            + users * told * kept["activity_months"] * sheet.item("Activity"),
        }
        recovered = sum(size[table.name] for table in TABLES if table.recovery_days)
        return {"stored_gb": sum(size.values()) / GB, "recovery_gb": recovered / GB}


def _written(run: Invocation) -> int:
    """Bytes into tables that keep what they get."""
    touches = [touch for call in run.calls for touch in call.touches]
    return sum(touch.size for touch in touches if touch.does == "write" and touch.table in _KEPT_TABLES)
