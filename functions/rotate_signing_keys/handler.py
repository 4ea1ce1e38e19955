"""A schedule: publish the next signing key, and forget those that no token needs any more."""

from collections.abc import Mapping

from shared.bootstrap import Container
from shared.edge.entry import lambda_entry
from shared.edge.schedule import Run, ScheduledHandler, schedule_handler


def build(environ: Mapping[str, str]) -> ScheduledHandler:
    container = Container.of(environ)

    def rotate(run: Run) -> dict[str, int]:
        """By hand, `{"detail": {"replace": true}}` replaces a key that leaked."""
        keys = container.signing_keys
        return {"added": int(keys.replace() if run.detail.get("replace") is True else keys.rotate())}

    return schedule_handler(rotate)


handler = lambda_entry(build)
