"""The mail queue: published events and mail commands become mails, each once."""

from collections.abc import Mapping
from typing import Any

from shared.accounts.domain.events import UserErased
from shared.bootstrap import Container
from shared.edge.batch import BatchHandler, Message, Poison, queue_handler
from shared.edge.entry import lambda_entry
from shared.kernel.recording import UnknownEventType


def build(environ: Mapping[str, str]) -> BatchHandler:
    container = Container.of(environ)

    def consume(message: Message) -> None:
        content = message.content()
        try:
            if container.command_letters.knows(content):
                _answer_command(container, content, message.correlation_id)
            else:
                _tell_of_event(container, content, message.correlation_id)
        except UnknownEventType as error:
            raise Poison(f"unknown event type {error}") from error
        except (KeyError, TypeError, ValueError) as error:
            raise Poison(f"not a mail command or event: {type(error).__name__}") from error

    return queue_handler(consume, container.mail_retries)


def _answer_command(container: Container, command: Mapping[str, Any], correlation_id: str) -> None:
    container.send_mails(command["id"], correlation_id, container.command_letters(command))


def _tell_of_event(container: Container, event: Mapping[str, Any], correlation_id: str) -> None:
    letters = container.event_letters(event["stream_id"], int(event["version"]))
    container.send_mails(event["event_id"], correlation_id, letters)
    if event["type"] == UserErased.type:
        container.event_letters.forget_farewell(event["stream_id"])


handler = lambda_entry(build)
