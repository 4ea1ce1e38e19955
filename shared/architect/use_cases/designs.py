"""Designs as they are stored: one, many, and what the knowledge says of requirements before anything is drafted."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.architect.document.conflicts import conflicts_told
from shared.architect.document.questions import questions_told
from shared.architect.document.words import Language
from shared.architect.domain.design.conflicts import conflicts
from shared.architect.domain.design.house_rules import HouseRules
from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.questions import questions
from shared.architect.domain.records.design import Design, values
from shared.architect.domain.records.design_decisions import Evaluation, Wish
from shared.architect.domain.records.house_rules import StoredHouseRules
from shared.architect.domain.records.listings import DesignOfSystem, ListedDesign
from shared.architect.domain.records.plain import plain
from shared.kernel.errors import NotFound
from shared.kernel.ports import Reader
from shared.kernel.records import Page


class Designs:
    def __init__(self, store: Reader) -> None:
        self._store = store

    def get(self, design_id: str) -> Design:
        """Raises NotFound."""
        return _present(self._store.get(Design.key_of(design_id)))

    def with_house_rules(self, design_id: str) -> tuple[Design, StoredHouseRules]:
        """Both in one call. Raises NotFound."""
        design, stored = self._store.get_many(Design.key_of(design_id), StoredHouseRules.the())
        return _present(design), stored or StoredHouseRules()

    def house_rules(self) -> StoredHouseRules:
        return self._store.get(StoredHouseRules.the()) or StoredHouseRules()

    def list(self, after: str | None, limit: int) -> Page[Design]:
        """Newest first."""
        rows = self._store.query(ListedDesign.all(), after=after, limit=limit, newest_first=True)
        return Page(self._read([row.design_id for row in rows.items]), rows.after)

    def of_system(self, system_id: str, after: str | None, limit: int) -> Page[Design]:
        """Newest first."""
        rows = self._store.query(DesignOfSystem.of(system_id), after=after, limit=limit, newest_first=True)
        return Page(self._read([row.design_id for row in rows.items]), rows.after)

    def _read(self, design_ids: Sequence[str]) -> tuple[Design, ...]:
        if not design_ids:
            return ()
        found = self._store.get_many(*map(Design.key_of, design_ids))
        return tuple(design for design in found if design is not None)


def evaluate(wish: Wish, answers: Mapping[str, Any], knowledge: Knowledge, house: HouseRules) -> Evaluation:
    """Raises ValidationFailed with pointers below /requirements and /answers."""
    requirements = knowledge.schema.complete(values(wish.requirements), values(answers))
    assumed = {field: plain(requirements[field]) for field in requirements.assumed()}
    clashes = conflicts(requirements, knowledge)
    if clashes:
        told = conflicts_told(clashes, requirements, language_of(wish.language))
        return Evaluation(knowledge.version, assumed, conflicts=tuple(map(plain, told)))
    asked = questions(requirements, knowledge, house)
    told = questions_told(asked, requirements, language_of(wish.language))
    return Evaluation(knowledge.version, assumed, questions=tuple(map(plain, told)))


def language_of(text: str) -> Language:
    return "zh" if text == "zh" else "en"


def _present(design: Design | None) -> Design:
    if design is None:
        raise NotFound
    return design
