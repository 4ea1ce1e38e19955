"""The search queue: bring an account's search rows up to date, or do one step of building the index anew."""

from collections.abc import Mapping
from typing import Any

from shared.bootstrap import Container
from shared.edge.batch import BatchHandler, Message, Poison, queue_handler
from shared.edge.entry import lambda_entry
from shared.kernel.errors import NotFound


def build(environ: Mapping[str, str]) -> BatchHandler:
    container = Container.of(environ)

    def consume(message: Message) -> None:
        content = message.content()
        if "command" in content:
            _step(container, content)
        else:
            _update(container, content.get("stream_id"))

    return queue_handler(consume, container.search_retries)


def _step(container: Container, command: Mapping[str, Any]) -> None:
    if not container.rebuild_search.understands(command):
        raise Poison("unknown search command")
    following = container.rebuild_search(command)
    if following is not None:
        container.search_queue.put(following)


def _update(container: Container, user_id: object) -> None:
    if not isinstance(user_id, str) or not user_id or "#" in user_id:
        raise Poison("neither a search command nor an event of an account")
    try:
        container.update_search(user_id)
    except NotFound as error:
        raise Poison("an event of no account") from error


handler = lambda_entry(build)
