"""What the two workers of reviews have in common: from an event on the queue to a review that has ended."""

from shared.architect.domain.records.review import MOST_TRIES, Review, review_of_stream
from shared.architect.use_cases.review_again import OWN_SYSTEM
from shared.architect.use_cases.review_source import ReviewSource
from shared.edge.batch import BatchHandler, Message, Poison, RetryQueue, queue_handler
from shared.edge.metrics import Metric
from shared.edge.telemetry import Telemetry
from shared.kernel.errors import NotFound
from shared.kernel.events import Context
from shared.kernel.principal import Actor

# The last receive is for telling that it failed: see MOST_TRIES.
MOST_RECEIVES = MOST_TRIES + 1


def review_worker(
    review_source: ReviewSource, queue: RetryQueue, name: str, telemetry: Telemetry | None = None
) -> BatchHandler:
    signals = telemetry or Telemetry.standard()

    def consume(message: Message) -> None:
        event = message.content()
        stream_id, event_id = event.get("stream_id"), event.get("event_id")
        review_id = review_of_stream(stream_id) if isinstance(stream_id, str) else None
        if review_id is None or not isinstance(event_id, str):
            raise Poison("not an event of a review")
        context = Context(Actor("system", name), message.correlation_id, causation_id=event_id)
        try:
            _tell_of_own(review_source(review_id, context), signals)
        except NotFound as error:
            raise Poison("an event of no review") from error

    return queue_handler(consume, queue, max_receives=MOST_RECEIVES, telemetry=signals)


def _tell_of_own(review: Review | None, signals: Telemetry) -> None:
    """New errors in Rollbook itself are for those who run it: an alarm watches this number."""
    if review is not None and review.system_id == OWN_SYSTEM and review.outcome is not None:
        signals.count({Metric.OWN_NEW_ERRORS: review.outcome.new_errors})
