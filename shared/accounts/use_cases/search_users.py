"""List and search accounts, newest first, through the read model; what is answered is read from the accounts."""

from shared.accounts.domain.search import EVERYBODY, LISTED, Generations, SearchRow, matches, prefix_digest
from shared.accounts.domain.user import Status, User
from shared.accounts.ports import Seals
from shared.kernel.ports import Reader
from shared.kernel.records import Page


class SearchUsers:
    """Reads do not depend on how many accounts there are: which index, its rows (per status), the accounts found."""

    def __init__(self, store: Reader, seals: Seals) -> None:
        self._store = store
        self._seals = seals

    def __call__(self, query: str | None, status: Status | None, after: str | None, limit: int) -> Page[User]:
        """Who begins with `query`, or everybody. Rows follow their accounts by seconds; whoever does not match any
        more, or is erased, is left out, so a page can be shorter than `limit` without being the last."""
        ids, more = self._ids(query or EVERYBODY, status, after, limit)
        found: tuple[User | None, ...] = self._store.get_many(*map(User.key_of, ids)) if ids else ()
        users = [user for user in found if user is not None and _fits(user, query, status)]
        return Page(tuple(users), ids[-1] if more else None)

    def _ids(self, query: str, status: Status | None, after: str | None, limit: int) -> tuple[list[str], bool]:
        generations = self._store.get(Generations.the()) or Generations()
        prefix = prefix_digest(self._seals, query)
        statuses = LISTED if status is None else (status,)
        pages = [
            self._store.query(SearchRow.of(generations.live, prefix, each), after=after, limit=limit, newest_first=True)
            for each in statuses
        ]
        ids = sorted({row.user_id for page in pages for row in page.items}, reverse=True)
        return ids[:limit], len(ids) > limit or any(page.after for page in pages)


def _fits(user: User, query: str | None, status: Status | None) -> bool:
    if user.erased or (status is not None and user.status is not status):
        return False
    return query is None or matches(user, query)
