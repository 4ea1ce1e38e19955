"""Systems: found by name or registered when they are first named, and handed to another owner."""

from collections.abc import Sequence

from shared.architect.domain.records.system import (
    System,
    SystemName,
    evolve_system,
    folded_name,
    hand_over,
    parse_system_name,
    register_system,
    stream_of,
)
from shared.architect.use_cases.committing import Change, Commits, decide_again
from shared.architect.use_cases.versions import CheckVersion
from shared.kernel.errors import NotFound
from shared.kernel.events import Context
from shared.kernel.ports import Ids, Store
from shared.kernel.records import ABSENT, Page, Put


class Systems:
    def __init__(self, store: Store, commits: Commits, ids: Ids) -> None:
        self._store = store
        self._commits = commits
        self._ids = ids

    def get(self, system_id: str) -> System:
        """Raises NotFound."""
        system = self._store.get(System.key_of(system_id))
        if system is None:
            raise NotFound
        return system

    def named(self, name: str) -> System | None:
        """By its name, whatever the case. Raises ValidationFailed for what can be no name."""
        held = self._store.get(SystemName.key_of(folded_name(parse_system_name(name))))
        return None if held is None else self.get(held.system_id)

    def named_or_new(self, name: str, context: Context) -> Change[System]:
        """The system of this name; without one, a new one of the actor's, and the writes that register it.

        The writes belong into the transaction of what is done to the system: of two that register one name, one
        wins, and the other decides again. Raises ValidationFailed.
        """
        found = self.named(name)
        if found is not None:
            return Change(found, ())
        wanted = parse_system_name(name)
        new = self._ids.new()
        change = self._commits.begin(stream_of(new), register_system(wanted, context.actor.id), context, evolve_system)
        held = Put(SystemName(folded_name(wanted), new), ABSENT)
        return Change(change.after, (*change.writes, held))

    def list(self, after: str | None, limit: int) -> Page[System]:
        """By name; `after` is a folded one."""
        names = self._store.query(SystemName.all(), after=after, limit=limit)
        return Page(self._read([held.system_id for held in names.items]), names.after)

    def hand_over(self, system_id: str, owner: str, check: CheckVersion, context: Context) -> System:
        """Raises NotFound, or Precondition."""

        def attempt() -> System:
            system = self.get(system_id)
            check(system.version)
            change = self._commits.go_on(system.tip, system, hand_over(system, owner), context, evolve_system)
            self._commits.commit(change.writes)
            return change.after

        return decide_again(attempt)

    def _read(self, system_ids: Sequence[str]) -> tuple[System, ...]:
        if not system_ids:
            return ()
        found = self._store.get_many(*map(System.key_of, system_ids))
        return tuple(system for system in found if system is not None)
