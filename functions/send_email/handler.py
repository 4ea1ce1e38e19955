"""The mail queue: published events and mail commands become mails, each once."""

from collections.abc import Mapping
from typing import Any

from shared.accounts.domain.events import UserErased
from shared.accounts.domain.letter import Letter
from shared.accounts.use_cases.send_mail import Hopeless
from shared.bootstrap import Container
from shared.edge.batch import BatchHandler, Message, Poison, queue_handler
from shared.edge.entry import lambda_entry
from shared.kernel.recording import UnknownEventType


def build(environ: Mapping[str, str]) -> BatchHandler:
    container = Container.of(environ)

    def consume(message: Message) -> None:
        content = message.content()
        try:
            if "command" in content:
                _answer_command(container, content, message.correlation_id)
            else:
                _tell_of_event(container, content, message.correlation_id)
        except UnknownEventType as error:
            raise Poison(f"unknown event type {error}") from error
        except Hopeless as error:
            raise Poison(str(error)) from error

    return queue_handler(consume, container.mail_retries)


def _answer_command(container: Container, command: Mapping[str, Any], correlation_id: str) -> None:
    letters = container.command_letters
    if not letters.understands(command):
        raise Poison("unknown mail command")
    container.send_mails(command["id"], correlation_id, letters(command))


def _tell_of_event(container: Container, event: Mapping[str, Any], correlation_id: str) -> None:
    stream_id, version, event_id = event.get("stream_id"), event.get("version"), event.get("event_id")
    if not isinstance(stream_id, str) or not isinstance(version, int) or not isinstance(event_id, str):
        raise Poison("neither a mail command nor an event")
    container.send_mails(event_id, correlation_id, _letters(container, event.get("type"), stream_id, version))
    if event.get("type") == UserErased.type:
        container.event_letters.forget_farewell(stream_id)


def _letters(container: Container, event_type: object, stream_id: str, version: int) -> list[Letter]:
    """Streams of accounts have an id for a name; all others begin with what they are of."""
    if ":" in stream_id:
        return container.letters_of_system(str(event_type), stream_id)
    return container.event_letters(stream_id, version)


handler = lambda_entry(build)
