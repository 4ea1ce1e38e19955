"""A schedule: publish the next signing key when it is due, and forget those that no token needs any more."""

from collections.abc import Mapping

from shared.bootstrap import Container
from shared.edge.entry import lambda_entry
from shared.edge.metrics import Metric
from shared.edge.schedule import Run, ScheduledHandler, schedule_handler


def build(environ: Mapping[str, str]) -> ScheduledHandler:
    container = Container.of(environ)

    def rotate(run: Run) -> dict[str, int]:
        """By hand, `{"detail": {"now": true}}` waits for no date, `{"detail": {"replace": true}}` ends a leaked key."""
        keys = container.signing_keys
        if run.detail.get("replace") is True:
            added = keys.replace()
        else:
            added = keys.rotate() if run.detail.get("now") is True else keys.rotate_when_due()
        return {"added": int(added), "age_days": keys.age().days}

    return schedule_handler(rotate, measures={"age_days": Metric.SIGNING_KEY_AGE_DAYS})


handler = lambda_entry(build)
