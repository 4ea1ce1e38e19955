"""What was sent and answered, by operation, and the table of it."""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import schemathesis
from rich import box
from rich.console import Console
from rich.table import Table
from schemathesis import Case, HookContext, Response

from infra.fuzz.callers import operation_id

_BROKEN = 500
_SAID = 500  # characters of such an answer are shown


@dataclass
class Line:
    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    seconds: float = 0.0
    broken: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        return self.statuses.total()

    def within(self, family: int) -> int:
        return sum(number for status, number in self.statuses.items() if status // 100 == family)


class Tally:
    """Of one run. Safe for threads."""

    def __init__(self, operations: Iterable[str]) -> None:
        self._lock = threading.Lock()
        self._lines: defaultdict[str, Line] = defaultdict(Line, {name: Line() for name in operations})

    def count(self, operation: str, status: int, seconds: float, said: str) -> None:
        with self._lock:
            line = self._lines[operation]
            line.broken += [said[:_SAID]] if status >= _BROKEN else []
            line.statuses[status] += 1
            line.seconds += seconds
            line.slowest = max(line.slowest, seconds)

    def faults(self, *, narrowed: bool = False) -> list[str]:
        """What no check of Schemathesis sees: an operation never called, or never with success; and any 5xx.

        `narrowed`: only some operations were to be called."""
        lines = sorted(self._lines.items())
        never = [f"{name} was never called" for name, line in lines if not (line.cases or narrowed)]
        refused = [f"{name} never succeeded" for name, line in lines if line.cases and not line.within(2)]
        return [*never, *refused, *(f"{name} answered 5xx: {said}" for name, line in lines for said in line.broken)]

    def show(self, console: Console, title: str, failures: Mapping[str, int]) -> None:
        table = Table(title=title, box=box.SIMPLE, title_justify="left")
        for heading in ("operation", "cases", "2xx", "4xx", "5xx", "failures", "mean", "slowest"):
            table.add_column(heading, justify="left" if heading == "operation" else "right")
        for name, line in sorted(self._lines.items()):
            counted = (line.cases, line.within(2), line.within(4), line.within(5), failures.get(name, 0))
            times = (line.seconds / max(1, line.cases), line.slowest)
            table.add_row(name, *map(str, counted), *(f"{1000 * time:.0f} ms" for time in times))
        console.print(table)
        cases = sum(line.cases for line in self._lines.values())
        console.print(f"{len(self._lines)} operations, {cases} cases, {sum(failures.values())} failures.")


class Tallying:
    """Hooks are registered once, runs are several: this is where the present one counts."""

    def __init__(self) -> None:
        self.present = Tally(())


def register(tallying: Tallying) -> None:
    @schemathesis.hook
    def after_call(_: HookContext, case: Case, response: Response) -> None:
        said = f"{case.method} {response.request.url} {response.text}" if response.status_code >= _BROKEN else ""
        tallying.present.count(operation_id(case), response.status_code, response.elapsed, said)
