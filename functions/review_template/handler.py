"""The queue of template reviews: look at a CloudFormation template and tell what was found."""

from collections.abc import Mapping

from functions.reviewing import review_worker
from shared.bootstrap import Container
from shared.edge.batch import BatchHandler
from shared.edge.entry import lambda_entry


def build(environ: Mapping[str, str]) -> BatchHandler:
    container = Container.of(environ)
    return review_worker(container.review_template, container.template_reviews_retries, "review_template")


handler = lambda_entry(build)
