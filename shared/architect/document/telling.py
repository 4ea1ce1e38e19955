"""What every part of a document is told from: the outcome, the words, and the facts of the knowledge."""

from datetime import date

from shared.architect.document.sums import amount
from shared.architect.document.wording import Wording
from shared.architect.domain.design.facts import Facts
from shared.architect.domain.design.lore import Lore
from shared.architect.domain.design.outcome import Calculation, Choice, Outcome, WholeOption
from shared.architect.domain.design.requirements import Requirements
from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class Telling:
    outcome: Outcome
    wording: Wording
    lore: Lore
    today: date

    @property
    def facts(self) -> Facts:
        return self.lore.facts

    @property
    def requirements(self) -> Requirements:
        """What the recommended option holds: where the request contradicts itself, with what it gives up."""
        return self.wording.requirements

    def origin(self, field: str) -> str:
        return "relaxed" if field in self.recommended.relaxes else self.requirements.origins[field]

    @property
    def recommended(self) -> WholeOption:
        return self.outcome.options[self.outcome.recommended]

    @property
    def date_of_knowledge(self) -> str:
        """A version begins with the day of its youngest review."""
        return self.outcome.kb_version.split(".")[0]

    def say(self, path: str, **given: str) -> str:
        return self.wording.say(path, **given)

    def part(self, dimension: str) -> str:
        return self.recommended.parts[dimension]

    def choice(self, dimension: str) -> Choice:
        return next(choice for choice in self.outcome.choices if choice.dimension == dimension)

    def number(self, field: str) -> float:
        return self.requirements.number(field)

    def calculation(self, key: str) -> Calculation | None:
        return next((each for each in self.recommended.calculations if each.key == key), None)

    def computed(self, key: str) -> str | None:
        """The result with its unit; None where this request has no such calculation."""
        found = self.calculation(key)
        return None if found is None else amount(self.wording, found.result, found.unit)


def letter(index: int) -> str:
    """Options are called A, B, C: simplest first."""
    return chr(ord("A") + index)
