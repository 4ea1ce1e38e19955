"""The questions of a design in a terminal, one at a time, ranked anew after each answer."""

from collections.abc import Mapping
from typing import Any

from infra.rollbook.answers import answer_of, change_of
from infra.rollbook.asking import asked_until_clear, show_answers, shown
from infra.rollbook.contradiction import Contradiction
from infra.rollbook.phrases import Phrases
from infra.rollbook.terminal import Terminal
from infra.rollbook.workshop import Workshop
from shared.architect.domain.records.design import Design, DesignStatus

_ALL_THE_REST = "."


class Dialogue:
    def __init__(self, workshop: Workshop, terminal: Terminal, phrases: Phrases) -> None:
        self._workshop = workshop
        self._terminal = terminal
        self._say = phrases
        self._assumed: set[str] = set()
        self._asked = 0

    def settle(self, design: Design) -> Design:
        """Until it can be drafted, or its contradictions are left as they are. Raises Left, KeyboardInterrupt."""
        while design.open:
            if design.status is DesignStatus.QUESTIONS:
                design = self._next(design)
                continue
            resolved = Contradiction(design, self._workshop, self._terminal, self._say).resolved()
            if resolved is None:
                return design
            design = resolved
        return design

    def _next(self, design: Design) -> Design:
        left = [question for question in design.questions if question["field"] not in self._assumed]
        if not left:
            return self._workshop.answer(design, {}, assume=True)
        self._asked += 1
        self._show(left[0])
        return asked_until_clear(self._terminal, self._say, lambda text: self._answered(design, left[0], text))

    def _answered(self, design: Design, question: Mapping[str, Any], text: str) -> Design:
        """Raises Unclear, ValidationFailed."""
        if text == _ALL_THE_REST:
            return self._workshop.answer(design, {}, assume=True)
        if not text:
            self._assumed.add(question["field"])
            return design
        change = change_of(text)
        values = {question["field"]: answer_of(text, question["answer"])} if change is None else change
        answered = self._workshop.answer(design, values)
        show_answers(answered, values, self._terminal)
        return answered

    def _show(self, question: Mapping[str, Any]) -> None:
        line, form = self._terminal.line, question["answer"]
        if self._asked == 1:
            line(self._say("intro"), "dim")
        line()
        line(f"{self._asked}. {question['question']}", "bold")
        line(question["why"], "dim", 3)
        line(self._form(form), "", 3)
        for number, each in enumerate(form.get("words", ()), 1):
            label = "" if each["label"] in (each["word"], each["word"].replace("_", " ")) else each["label"]
            line(f"{number:>2}  {each['word']:<16}  {label}".rstrip(), "", 3)
        line(self._say("assumed", value=self._value(form["assumed"])), "cyan", 3)

    def _form(self, form: Mapping[str, Any]) -> str:
        if form["kind"] in ("number", "whole_number"):
            most = f"{form['most']:,} {form['unit']}".rstrip()
            return self._say(form["kind"], least=f"{form['least']:,}", most=most)
        return self._say("free_words" if form["kind"] == "words" and "words" not in form else form["kind"])

    def _value(self, value: Any) -> str:
        if isinstance(value, bool):
            return self._say("yes" if value else "no")
        return shown(value) if value not in (None, [], ()) else self._say("nothing")
