"""The queue of reviews: look at code that was handed in, or is kept, and tell what was found. Nothing of it is run."""

from collections.abc import Mapping

from functions.reviewing import review_worker
from shared.bootstrap import Container
from shared.edge.batch import BatchHandler
from shared.edge.entry import lambda_entry


def build(environ: Mapping[str, str]) -> BatchHandler:
    container = Container.of(environ)
    return review_worker(container.review_code, container.reviews_retries, "review_code")


handler = lambda_entry(build)
