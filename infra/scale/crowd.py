"""A crowd with a seed: who comes, from where, and what they are called. A few come often, most of them seldom.

Ranks follow Zipf's law with an exponent below one, drawn by its inverse, so that ten million people take no memory.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

from shared.accounts.domain.user import Status, User
from shared.kernel.principal import Client

PEOPLE = 10_000_000
# One address for five people in the mean: homes have one, offices and carriers share theirs among thousands.
SOURCES = 2_000_000
# The busiest address is that of three in a thousand: thirty thousand people behind one carrier's gateway.
_OF_PEOPLE, _OF_SOURCES, _OF_NAMES = 0.5, 0.6, 0.7
_BORN = 1_760_000_000_000
# Common in Europe and the Americas; how their beginnings fall matters here, not who bears them.
_GIVEN = """
    maria anna jan john peter michael david ana sofia laura thomas daniel emma julia martin paul lucas sara
    andrea jose carlos juan eva nina lena mark robert james mary linda olivia noah leon mia elena marco luca
    giulia pierre marie camille hugo ines joao pedro rita piotr katarzyna agnieszka ivan olga dmitri yusuf
    fatima ali aisha wei ming
"""
_FAMILY = """
    garcia smith mueller silva kowalski johnson martinez rossi schmidt lopez jones brown williams fernandez
    gonzalez schneider fischer weber meyer novak horvat ivanov nowak santos pereira costa bianchi russo
    ferrari dubois moreau bernard laurent jansen de-vries bakker andersson hansen nielsen larsen virtanen
    yilmaz kaya demir chen wang li zhang nguyen tran kim park singh kumar patel khan ali ahmed hassan wright
    taylor clark lewis walker hall young king
"""

_FIRST, _LAST = _GIVEN.split(), _FAMILY.split()


@dataclass(frozen=True)
class Visitor:
    person: int
    source: int

    @property
    def user_id(self) -> str:
        return user_id(self.person)

    @property
    def client(self) -> Client:
        return Client(address(self.source), "Browser")


class Crowd:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - a simulation

    def visitor(self) -> Visitor:
        return Visitor(self._rank(PEOPLE, _OF_PEOPLE), self._rank(SOURCES, _OF_SOURCES))

    def at(self, person: int) -> Visitor:
        """Somebody who knocks at this one's door, from anywhere: an attack has as many addresses as it pays for."""
        return Visitor(person, self._random.randrange(SOURCES))

    def from_one(self, source: int) -> Visitor:
        return Visitor(self._random.randrange(PEOPLE), source)

    def once(self) -> str:
        """An id that nobody had before."""
        return str(UUID(int=self._random.getrandbits(128)))

    def newcomer(self) -> User:
        first, last = self._name(_FIRST), self._name(_LAST)
        number = self._random.randrange(10_000)
        email = f"{first}.{last}{number}@example.com"
        return _account(self.once(), email, f"{first.title()} {last.title()}")

    def _name(self, names: list[str]) -> str:
        return names[self._rank(len(names), _OF_NAMES)]

    def _rank(self, count: int, exponent: float) -> int:
        """From 0, the most frequent. P(rank < r) = (r / count) ** (1 - exponent)."""
        return min(count - 1, int(count * self._random.random() ** (1 / (1 - exponent))))


@cache
def user_id(person: int) -> str:
    """As a UUIDv7 is: a time in front, so that ids are near each other as real ones are."""
    scattered = random.Random(person).getrandbits(74)  # noqa: S311 - a simulation
    return str(
        UUID(int=(_BORN + person) << 80 | 7 << 76 | (scattered >> 62) << 64 | 2 << 62 | scattered & (1 << 62) - 1)
    )


def address(source: int) -> str:
    return f"{10 + (source >> 24)}.{source >> 16 & 255}.{source >> 8 & 255}.{source & 255}"


def _account(id_: str, email: str, name: str) -> User:
    now = datetime.fromtimestamp(_BORN / 1000, UTC)
    return User(id_, Status.PENDING, email, False, 1, "", now, now, display_name=name)
