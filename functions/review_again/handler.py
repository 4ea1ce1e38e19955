"""A schedule: ask for reviews of registered sources that changed, or that newer rules have not looked at."""

from collections.abc import Mapping
from dataclasses import asdict

from shared.bootstrap import Container
from shared.edge.entry import lambda_entry
from shared.edge.schedule import ScheduledHandler, schedule_handler


def build(environ: Mapping[str, str]) -> ScheduledHandler:
    container = Container.of(environ)
    return schedule_handler(lambda run: asdict(container.review_again(run.id)))


handler = lambda_entry(build)
