"""What a team decides for all its designs: weights of its own, stores it allows, services it forbids."""

from collections.abc import Mapping
from dataclasses import field

from shared.kernel.dataclasses import dataclass


@dataclass(frozen=True)
class HouseRules:
    """`weights`: criterion -> factor (0-5; 1 changes nothing). `allowed`: dimension -> options, where a team limits
    itself. `forbidden`: options that are out everywhere. Names are checked against the knowledge where they come in.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    forbidden: tuple[str, ...] = ()


NO_HOUSE_RULES = HouseRules()
