"""Rows by which designs and decisions are found in order: ids are UUIDv7, so their order is the order of creation.

A row holds ids only; what it points at is read by its id, so a row is written once and never goes stale.
"""

from shared.kernel.dataclasses import dataclass
from shared.kernel.records import Key, Within


@dataclass(frozen=True)
class ListedDesign:
    """In the list of all designs."""

    design_id: str

    @property
    def key(self) -> "Key[ListedDesign]":
        return Key(ListedDesign, ("DESIGNS", self.design_id))

    @staticmethod
    def all() -> "Within[ListedDesign]":
        return Within(ListedDesign, ("DESIGNS",))


@dataclass(frozen=True)
class DesignOfSystem:
    system_id: str
    design_id: str

    @property
    def key(self) -> "Key[DesignOfSystem]":
        return Key(DesignOfSystem, (self.system_id, self.design_id))

    @staticmethod
    def of(system_id: str) -> "Within[DesignOfSystem]":
        return Within(DesignOfSystem, (system_id,))


@dataclass(frozen=True)
class DecisionOfSystem:
    """Also keeps the number of a decision for it alone. `place`: the number in six digits, so that texts sort."""

    system_id: str
    place: str
    decision_id: str

    @property
    def key(self) -> "Key[DecisionOfSystem]":
        return Key(DecisionOfSystem, (self.system_id, self.place))

    @staticmethod
    def of(system_id: str) -> "Within[DecisionOfSystem]":
        return Within(DecisionOfSystem, (system_id,))

    @staticmethod
    def numbered(system_id: str, number: int, decision_id: str) -> "DecisionOfSystem":
        return DecisionOfSystem(system_id, f"{number:06}", decision_id)

    @property
    def number(self) -> int:
        return int(self.place)
