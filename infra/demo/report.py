"""Shows what happened: progress while it runs, tables at the end."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from rich import box
from rich.console import Console, JustifyMethod
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from infra.demo.ledger import Ledger, Person
from infra.demo.reconcile import Check, shortened

_INVISIBLE = re.compile(r"[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_CELL = 48


class Bars:
    """One progress bar per step."""

    def __init__(self, console: Console) -> None:
        columns = (TextColumn("{task.description:<26}"), BarColumn(40), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=console)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, trace: TracebackType | None) -> None:
        self._progress.stop()

    def step(self, title: str, total: int) -> Callable[[int], None]:
        task = self._progress.add_task(title, total=total)
        return lambda done: self._progress.advance(task, done)


class Report:
    """The tables of one run."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def what_happened(self, ledger: Ledger) -> None:
        table = _table("What happened", "times", "what")
        for what, times in ledger.done.items():
            table.add_row(str(times), what)
        self._console.print(table)

    def rejected(self, ledger: Ledger) -> None:
        table = _table("Rejected rows", "row", "code", "pointer", "what was sent")
        for person in ledger.people:
            if person.refusal:
                member = person.refusal.pointer.lstrip("/") or "username"
                sent = visible(getattr(person.row, member, "")) or "(nothing)"
                table.add_row(str(person.row.number), str(person.refusal), person.refusal.pointer, escape(sent))
        self._console.print(table)

    def trail(self, person: Person, events: Sequence[Mapping[str, Any]]) -> None:
        table = _table(f"The events of {escape(visible(person.email))}", "v", "at", "event", "by", "changed", "hash")
        for event in events:
            at = datetime.fromisoformat(event["occurred_at"])
            by, changed = event["actor"]["type"], ", ".join(event["changed"])
            table.add_row(str(event["version"]), f"{at:%H:%M:%S}", event["type"], by, changed, event["hash"][:8])
        self._console.print(table)

    def reconciled(self, title: str, checks: Sequence[Check]) -> None:
        table = _table(title, "", "", "", "")
        table.show_header = False
        for check in checks:
            sign, verdict = (
                ("=", "[green]yes[/]") if check.holds else ("≠" if check.left != check.right else "=", "[red]NO[/]")
            )
            table.add_row(check.name, f"{check.left} {sign} {check.right}", verdict)
        self._console.print(table)

    def faults(self, checks: Sequence[Check], surprises: Sequence[str]) -> None:
        for check in checks:
            if not check.holds:
                self._console.print(f"[red]{escape(check.name)}[/]: {check.left} against {check.right}")
                self._list(check.faults)
        if surprises:
            self._console.print("[red]Answers that were not expected[/]")
            self._list(surprises)

    def _list(self, faults: Sequence[str]) -> None:
        for fault in shortened(faults):
            self._console.print(f"  {escape(visible(fault, 400))}")


def visible(text: str, at_most: int = _CELL) -> str:
    """Hostile text as it may be shown in a terminal: invisible characters by their number, long text cut."""
    shown = _INVISIBLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return shown if len(shown) <= at_most else shown[: at_most - 1] + "…"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE)
    for column in columns:
        justify: JustifyMethod = "right" if column in {"times", "row", "v"} else "left"
        table.add_column(
            column, justify=justify, no_wrap=column in {"code", "pointer", "at", "event", "by", "hash", "what was sent"}
        )
    return table
