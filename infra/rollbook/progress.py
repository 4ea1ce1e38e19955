"""How far a review is, on the error stream: a bar in a terminal, one line per step elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from shared.adapters.review.inspect import Progress as Told

_STEPS = {
    "reading": "Reading files",
    "graph": "Who imports whom",
    "ruff": "Asking ruff",
    "rules": "Asking the rules",
    "report": "Writing the report",
}


@contextmanager
def shown(console: Console) -> Iterator[Told]:
    if not console.is_terminal:
        yield _lines(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task("Looking", total=None)
        yield lambda step, done, total: bars.update(
            task, description=_STEPS.get(step, step), completed=done, total=total or None
        )


def _lines(console: Console) -> Told:
    told: set[str] = set()

    def tell(step: str, _done: int, total: int) -> None:
        if step not in told:
            told.add(step)
            console.print(f"{_STEPS.get(step, step)}{f' ({total})' if total > 1 else ''} ...", highlight=False)

    return tell
