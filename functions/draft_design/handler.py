"""The queue of drafts: solve a design, compose and store its document, and say that it is ready."""

from collections.abc import Mapping

from shared.bootstrap import Container
from shared.edge.batch import BatchHandler, Message, Poison, RetryQueue, queue_handler
from shared.edge.entry import lambda_entry
from shared.kernel.errors import NotFound, RollbookError

# As the queue is declared (infra/topology.py): after so many the message is parked.
_TRIES = 6
_STREAM = "design:"


def build(environ: Mapping[str, str]) -> BatchHandler:
    container = Container.of(environ)
    return drafting(container, container.drafts_retries)


def drafting(container: Container, queue: RetryQueue) -> BatchHandler:
    def consume(message: Message) -> None:
        design_id = _design_of(message)
        try:
            container.draft_design(design_id, message.correlation_id)
        except NotFound as error:
            raise Poison("an event of no design") from error
        except RollbookError:
            raise
        except Exception:
            if message.receives >= _TRIES:  # a fault of ours: nobody shall wait for a draft that never comes
                container.draft_design.give_up(design_id, message.correlation_id)
            raise

    return queue_handler(consume, queue, max_receives=_TRIES)


def _design_of(message: Message) -> str:
    """Raises Poison."""
    stream = message.content().get("stream_id")
    design_id = stream.removeprefix(_STREAM) if isinstance(stream, str) else ""
    if not isinstance(stream, str) or design_id == stream or not design_id or "#" in design_id:
        raise Poison("no event of a design")
    return design_id


handler = lambda_entry(build)
