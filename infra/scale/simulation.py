"""So many operations a second by a seeded crowd, and what the hottest partition of each family of keys has to bear."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from infra.cost.calls import Access, Touch
from infra.scale.crowd import Crowd, Visitor
from infra.scale.keys import hits

# What one partition of a table bears in a second, however the table grows (DynamoDB Developer Guide, "Partitions").
BEARS: Mapping[Access, int] = {"read": 3000, "write": 1000}
# Seconds from the first to the last step of a transaction: half of what a call is waited for, a guess.
HOLDS = 0.010
_UNITS_OF_A_WRITE = 2
_ONE_ITEM = ("Tries", "Used", "Claim", "KnownDevices")
Touches = Mapping[str, Sequence[Touch]]


@dataclass(frozen=True)
class Scenario:
    """`rates`: operations a second; `who` draws whoever asks. `part`: of the draws, where one draw is much work."""

    name: str
    rates: Mapping[str, float]
    who: Callable[[Crowd], Visitor] = Crowd.visitor
    also: Mapping[str, Sequence[Touch]] = field(default_factory=dict)
    part: float = 1.0


@dataclass(frozen=True)
class Heat:
    """Units a second of a family: all of them, and those of its hottest partition."""

    table: str
    family: str
    does: Access
    units: float
    hottest: float

    @property
    def share(self) -> float:
        return self.hottest / self.units

    @property
    def load(self) -> float:
        """Of what one partition bears: above 1 some requests are refused, whatever the table could do."""
        return self.hottest / BEARS[self.does]

    @property
    def held(self) -> float:
        """Share of time in which a transaction holds the hottest item, where each partition is one item: else 0.

        Who comes meanwhile is refused with TransactionConflict, and tries again.
        """
        single = self.does == "write" and self.family.startswith(_ONE_ITEM)
        return self.hottest / _UNITS_OF_A_WRITE * HOLDS if single else 0.0


def simulate(scenario: Scenario, measured: Touches, seed: int, draws: int) -> list[Heat]:
    """`draws` operations, as `scenario` mixes them; the hottest first."""
    crowd, rate = Crowd(seed), sum(scenario.rates.values())
    draws = round(draws * scenario.part)
    counted: defaultdict[tuple[str, str, Access], Counter[str]] = defaultdict(Counter)
    for name, each in scenario.rates.items():
        touches = [*measured[name], *scenario.also.get(name, ())]
        for _ in range(round(draws * each / rate)):
            for hit in hits(touches, scenario.who(crowd), crowd):
                counted[hit.table, hit.family, hit.does][hit.partition] += hit.units
    seconds = draws / rate
    heats = [
        Heat(table, family, does, partitions.total() / seconds, max(partitions.values()) / seconds)
        for (table, family, does), partitions in counted.items()
    ]
    return sorted(heats, key=lambda heat: -heat.load)


def scenarios() -> Iterator[Scenario]:
    evening = {"sign_in": 5000.0, "sign_in_failed": 500.0, "refresh": 15_000.0, "get_me": 5000.0}
    yield Scenario("an evening: 5,000 sign-ins a second", evening)
    member = (Touch("directory", ("ROLES", "ROLE#member"), "read", 1, 200),)
    yield Scenario(
        "the same, everybody with a role that staff defined", evening, also={"sign_in": member, "refresh": member}
    )
    yield Scenario("a burst: 500 sign-ups a second, all proven at once", {"sign_up": 500.0, "verify": 500.0}, part=0.1)
    yield Scenario("5,000 wrong passwords a second for one account", {"sign_in_failed": 5000.0}, lambda c: c.at(7))
    yield Scenario(
        "1,000 wrong passwords a second from one address", {"sign_in_failed": 1000.0}, lambda c: c.from_one(7)
    )
