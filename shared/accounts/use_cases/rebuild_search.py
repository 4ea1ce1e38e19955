"""Build the search index anew beside the live one, and switch when both know every account as it is now.

Each step does one page of accounts and answers the command of the next step: a queue carries them, so that a rebuild of
any size survives crashes, redelivery and time limits. Doing a step twice does nothing twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from shared.accounts.domain.search import Generations, Indexed, row
from shared.accounts.domain.user import User
from shared.accounts.use_cases.update_search import UpdateSearch
from shared.kernel.errors import ServiceUnavailable
from shared.kernel.ports import Ids, Store
from shared.kernel.records import ABSENT, Delete, Page, Put, WriteConflict, having

Command = Mapping[str, str]
_PAGE = 50
_AT_ONCE = 100
_IN_ONE_GENERATION = ("fill_search", "compare_search", "clear_search")


class RebuildSearch:
    """`rebuild_search` begins, and goes through fill, compare and clear; `check_search` mends the live index."""

    def __init__(self, store: Store, update: UpdateSearch, ids: Ids) -> None:
        self._store = store
        self._update = update
        self._ids = ids
        self._steps: dict[str, Callable[[Command], dict[str, str] | None]] = {
            "rebuild_search": self._begin,
            "fill_search": self._fill,
            "compare_search": self._compare,
            "clear_search": self._clear,
            "check_search": self._check,
        }

    def understands(self, command: Mapping[str, Any]) -> bool:
        """Whether it is a command that a step could have made."""
        name, after, generation = (command.get(member) for member in ("command", "after", "generation"))
        if not isinstance(name, str) or name not in self._steps or not (after is None or _text(after)):
            return False
        return name not in _IN_ONE_GENERATION or (_text(generation) and "#" not in str(generation))

    def __call__(self, command: Command) -> dict[str, str] | None:
        """The next step's command; None: done. Raises ServiceUnavailable when the step should be tried again."""
        return self._steps[command["command"]](command)

    def _begin(self, _command: Command) -> dict[str, str] | None:
        """A rebuild that is under way already begins anew in its own generation."""
        seen = self._store.get(Generations.the())
        now = seen or Generations()
        if now.building is None:
            now = replace(now, building=self._ids.new())
            expect = ABSENT if seen is None else having(live=now.live, building=None)
            try:
                self._store.transact([Put(now, expect)])
            except WriteConflict:
                raise ServiceUnavailable from None
        return {"command": "fill_search", "generation": now.building or ""}

    def _fill(self, command: Command) -> dict[str, str] | None:
        return self._project(command, {"command": "compare_search", "generation": command["generation"]})

    def _compare(self, command: Command) -> dict[str, str] | None:
        """What changed while the index was filled is in both; what is not is mended here before the switch."""
        following = self._project(command, None)
        return following or self._switch(command["generation"])

    def _switch(self, generation: str) -> dict[str, str] | None:
        """A worker may die between switching and passing the next step on: then this is asked again."""
        seen = self._store.get(Generations.the()) or Generations()
        if seen.live == generation:
            return _clearing(seen.replaced)
        if seen.building != generation:
            return None
        try:
            switched = Generations(live=generation, replaced=seen.live)
            self._store.transact([Put(switched, having(live=seen.live, building=generation))])
        except WriteConflict:
            raise ServiceUnavailable from None
        return _clearing(seen.live)

    def _clear(self, command: Command) -> dict[str, str] | None:
        generation = command["generation"]
        if generation in (self._store.get(Generations.the()) or Generations()).kept:
            return None
        page = self._page(command)
        for user in page.items:
            if seen := self._store.get(Indexed.key_of(user.id, generation)):
                self._forget(seen)
        return _following(command, page)

    def _check(self, command: Command) -> dict[str, str] | None:
        page = self._page(command)
        for user in page.items:
            self._update(user.id)
        return _following(command, page)

    def _forget(self, seen: Indexed) -> None:
        """All its rows, then the record of them: unless a slow worker wrote others meanwhile."""
        rows = [Delete(row(seen.user_id, seen.generation, name).key) for name in seen.rows]
        for start in range(0, len(rows), _AT_ONCE):
            self._store.transact(rows[start : start + _AT_ONCE])
        try:
            self._store.transact([Delete(seen.key, having(revision=seen.revision))])
        except WriteConflict:
            raise ServiceUnavailable from None

    def _project(self, command: Command, then: dict[str, str] | None) -> dict[str, str] | None:
        if command["generation"] not in (self._store.get(Generations.the()) or Generations()).kept:
            return None  # a late message of a rebuild that is over
        page = self._page(command)
        for user in page.items:
            try:
                self._update.in_generation(user, command["generation"])
            except WriteConflict:
                self._update(user.id)
        return _following(command, page) or then

    def _page(self, command: Command) -> Page[User]:
        return self._store.scan(User, after=command.get("after"), limit=_PAGE)


def _text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _clearing(generation: str | None) -> dict[str, str] | None:
    return None if generation is None else {"command": "clear_search", "generation": generation}


def _following(command: Command, page: Page[User]) -> dict[str, str] | None:
    return None if page.after is None else {**command, "after": page.after}
