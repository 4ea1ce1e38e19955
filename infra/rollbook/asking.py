"""A line is asked for until it can be taken; what cannot be is explained."""

from collections.abc import Callable
from typing import TypeVar

from infra.rollbook.answers import Unclear
from infra.rollbook.faults import faults_of
from infra.rollbook.phrases import Phrases
from infra.rollbook.terminal import Terminal
from shared.kernel.errors import ValidationFailed

A = TypeVar("A")


def asked_until_clear(terminal: Terminal, say: Phrases, act: Callable[[str], A]) -> A:
    """What `act` makes of the first line that it can take; of each other one it is said what is wrong."""
    while True:
        text = terminal.read()
        try:
            return act(text)
        except Unclear as unclear:
            terminal.line(say("unclear", must=str(unclear)), "yellow", 2)
        except ValidationFailed as refused:
            for fault in faults_of(refused, {}):
                terminal.line(say("unclear", must=fault.must), "yellow", 2)
