"""The end-sessions queue: remove what an event has ended already, devices' addresses included."""

from collections.abc import Mapping

from shared.accounts.domain.events import UserErased
from shared.bootstrap import Container
from shared.edge.batch import BatchHandler, Message, Poison, queue_handler
from shared.edge.entry import lambda_entry


def build(environ: Mapping[str, str]) -> BatchHandler:
    container = Container.of(environ)

    def consume(message: Message) -> None:
        event = message.content()
        user_id = event.get("stream_id")
        if not isinstance(user_id, str):
            raise Poison("not an event of an account")
        if event.get("type") == UserErased.type:
            container.forget_sessions.everything(user_id)
        else:
            container.forget_sessions.dead(user_id)

    return queue_handler(consume, container.end_sessions_retries)


handler = lambda_entry(build)
