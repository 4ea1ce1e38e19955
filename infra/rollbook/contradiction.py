"""Requirements that cannot all hold: which, by which numbers, and what could give way, to choose from."""

from collections.abc import Mapping, Sequence
from typing import Any

from infra.rollbook.answers import Unclear, change_of
from infra.rollbook.asking import asked_until_clear, show_answers
from infra.rollbook.phrases import Phrases
from infra.rollbook.terminal import Terminal
from infra.rollbook.workshop import Workshop
from shared.architect.domain.records.design import Design


class Contradiction:
    def __init__(self, design: Design, workshop: Workshop, terminal: Terminal, phrases: Phrases) -> None:
        self._design = design
        self._workshop = workshop
        self._terminal = terminal
        self._say = phrases
        self._ways: list[Mapping[str, Any]] = []

    def resolved(self) -> Design | None:
        """The design with what was chosen; None where it is to stay as it is. Raises Left, KeyboardInterrupt."""
        self._ways = show_conflicts(self._design.conflicts, self._terminal, self._say)
        self._terminal.line(self._say("choose"), "cyan")
        return asked_until_clear(self._terminal, self._say, self._chosen)

    def _chosen(self, text: str) -> Design | None:
        """Raises Unclear, ValidationFailed."""
        if not text:
            return None
        change = change_of(text)
        if change is None:
            if not text.isdecimal() or not 1 <= int(text) <= len(self._ways):
                raise Unclear("no_way")
            change = dict(self._ways[int(text) - 1])
        answered = self._workshop.answer(self._design, change)
        show_answers(answered, change, self._terminal)
        return answered


def show_conflicts(conflicts: Sequence[Mapping[str, Any]], terminal: Terminal, say: Phrases) -> list[Mapping[str, Any]]:
    """The changes that could resolve them, by the numbers under which they are shown, from 1."""
    ways: list[Mapping[str, Any]] = []
    terminal.line()
    terminal.line(say("torn"), "bold red")
    for conflict in conflicts:
        terminal.line(conflict["title"], "bold", 2)
        terminal.line(conflict["message"], "", 4)
        for number in conflict["numbers"]:
            terminal.line(f"- {number}", "dim", 4)
        if conflict["relaxations"]:
            terminal.line(say("ways"), "", 4)
        for relaxation in conflict["relaxations"]:
            ways.append(relaxation["changes"])
            terminal.line(f"{len(ways):>2}  {relaxation['message']}", "green", 4)
    return ways
