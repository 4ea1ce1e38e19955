"""A line is asked for until it can be taken; what cannot be is explained."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from infra.rollbook.answers import Unclear
from infra.rollbook.faults import faults_of
from infra.rollbook.phrases import Phrases
from infra.rollbook.terminal import Terminal
from shared.architect.domain.records.design import Design
from shared.kernel.errors import ValidationFailed

A = TypeVar("A")


def asked_until_clear(terminal: Terminal, say: Phrases, act: Callable[[str], A]) -> A:
    """What `act` makes of the first line that it can take; of each other one it is said what is wrong."""
    while True:
        text = terminal.read()
        try:
            return act(text)
        except Unclear as unclear:
            terminal.line(say(unclear.phrase, **unclear.given), "yellow", 2)
        except ValidationFailed as refused:
            for fault in faults_of(refused, {}):
                terminal.line(fault.must, "yellow", 2)


def show_answers(design: Design, fields: Iterable[str], terminal: Terminal) -> None:
    """As they were understood."""
    for field in fields:
        terminal.line(f"{field} = {shown(design.answers[field])}", "green", 2)


def shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return f"{value:,}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value).lower()
