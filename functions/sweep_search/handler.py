"""A schedule: have the search index compared with the accounts, page by page, by its own queue."""

from collections.abc import Mapping

from shared.bootstrap import Container
from shared.edge.entry import lambda_entry
from shared.edge.schedule import Run, ScheduledHandler, schedule_handler


def build(environ: Mapping[str, str]) -> ScheduledHandler:
    container = Container.of(environ)

    def sweep(run: Run) -> dict[str, int]:
        container.search_queue.put({"command": "check_search", "correlation_id": run.id})
        return {"queued": 1}

    return schedule_handler(sweep)


handler = lambda_entry(build)
