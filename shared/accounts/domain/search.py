"""Finding people by how a word of theirs begins: a read model with one row per beginning, so that a search reads as
many rows as it answers, however many people there are.

Rows hold keyed hashes and ids, nothing that a person could read.
"""

import unicodedata

from shared.accounts.domain.claims import ClaimHasher
from shared.accounts.domain.user import Status, User
from shared.kernel.dataclasses import dataclass
from shared.kernel.records import Key, Within

# What can be searched for, and so the longest beginning that is indexed.
LONGEST_QUERY = 64
# Everybody's word begins with nothing: the listing of all.
EVERYBODY = ""
# In the order in which accounts move on: one that moves between two reads is met twice, and not missed.
LISTED = (Status.PENDING, Status.ACTIVE, Status.SUSPENDED)
FIRST_GENERATION = "1"
# Of 64 hex digits: two beginnings that share 128 bits will not be met.
_DIGITS = 32


@dataclass(frozen=True)
class SearchRow:
    """`prefix`: the digest of a beginning. Rows of one beginning and status are ordered by id: by creation."""

    generation: str
    prefix: str
    status: str
    user_id: str

    @property
    def key(self) -> "Key[SearchRow]":
        return Key(SearchRow, (self.generation, self.prefix, self.status, self.user_id))

    @staticmethod
    def of(generation: str, prefix: str, status: Status) -> "Within[SearchRow]":
        return Within(SearchRow, (generation, prefix, status.value))


@dataclass(frozen=True)
class Indexed:
    """What the index holds of one account: which version of it, in which rows (`status:prefix`).

    `revision` counts writes of this record: of two workers at one account, one goes on. While `settled` is False, a
    worker is at it, or died there: some of the rows may be missing.
    """

    user_id: str
    generation: str
    version: int
    revision: int
    rows: tuple[str, ...]
    settled: bool = True

    @property
    def key(self) -> "Key[Indexed]":
        return Indexed.key_of(self.user_id, self.generation)

    @staticmethod
    def key_of(user_id: str, generation: str) -> "Key[Indexed]":
        return Key(Indexed, (user_id, generation))

    @staticmethod
    def of(user_id: str) -> "Within[Indexed]":
        """In every generation, also in those that are no more."""
        return Within(Indexed, (user_id,))


@dataclass(frozen=True)
class Generations:
    """Which index answers searches, which is being built beside it, and whose place the live one took."""

    live: str = FIRST_GENERATION
    building: str | None = None
    replaced: str | None = None

    @property
    def key(self) -> "Key[Generations]":
        return Generations.the()

    @property
    def kept(self) -> tuple[str, ...]:
        return (self.live,) if self.building is None else (self.live, self.building)

    @staticmethod
    def the() -> "Key[Generations]":
        return Key(Generations, ("SEARCH",))


def row(user_id: str, generation: str, name: str) -> SearchRow:
    """The row that `Indexed.rows` calls `name`."""
    status, _, prefix = name.partition(":")
    return SearchRow(generation, prefix, status, user_id)


def rows_of(hasher: ClaimHasher, user: User) -> frozenset[str]:
    """The names of the rows that this state of an account stands in; none once it is erased."""
    if user.erased:
        return frozenset()
    return frozenset(f"{user.status.value}:{prefix_digest(hasher, beginning)}" for beginning in _beginnings(user))


def prefix_digest(hasher: ClaimHasher, beginning: str) -> str:
    return hasher.digest("search", _folded(beginning)[:LONGEST_QUERY])[:_DIGITS]


def matches(user: User, query: str) -> bool:
    """Whether a word of this account begins with `query`, in whatever case."""
    return any(word.startswith(_folded(query)) for word in _words(user))


def _beginnings(user: User) -> set[str]:
    return {word[:length] for word in _words(user) for length in range(min(len(word), LONGEST_QUERY) + 1)}


def _words(user: User) -> list[str]:
    """The address, the username, and each word of the display name."""
    return [_folded(word) for word in (user.email, user.username or "", *(user.display_name or "").split())]


def _folded(text: str) -> str:
    """Unicode's canonical caseless form (The Unicode Standard, section 3.13, D145)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())
