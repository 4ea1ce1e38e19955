"""List, define and remove roles. Each role has a stream of its own, so that who changed its rights can be told."""

from collections.abc import Sequence
from dataclasses import replace

from shared.accounts.domain.permissions import KEYSTONE
from shared.accounts.domain.role import Holders, Role, Roles, define_role, evolve_role, is_role_name, remove_role
from shared.accounts.use_cases.users import (
    StaleState,
    Users,
    decide_again,
    definitions_unchanged,
    holders_unchanged,
)
from shared.kernel.errors import Conflict, NotFound, ValidationFailed
from shared.kernel.events import Context, Payload
from shared.kernel.ports import Store
from shared.kernel.principal import Principal
from shared.kernel.recording import Recorder, Unsealed
from shared.kernel.records import ABSENT, Check, Page, Put, Write, WriteConflict, having

# Every change of somebody's roles reads them all.
_MOST_ROLES = 200


class DefineRoles:
    def __init__(self, users: Users, store: Store, recorder: Recorder) -> None:
        self._users = users
        self._store = store
        self._recorder = recorder

    def list(self, after: str | None, limit: int) -> Page[Role]:
        """By name, beginning after the name `after`."""
        by_name = self._users.roles().by_name
        names = sorted(name for name in by_name if name > (after or ""))
        items = tuple(by_name[name] for name in names[:limit])
        return Page(items, items[-1].name if len(names) > limit else None)

    def define(
        self, staff: Principal, name: str, permissions: tuple[str, ...], description: str, context: Context
    ) -> Role:
        """Makes or replaces a role. Raises ValidationFailed, Forbidden, Conflict builtin_role or last_admin."""
        if not is_role_name(name):
            raise ValidationFailed.of("/name", "invalid", "A role's name is a-z, then 1 to 49 of a-z, 0-9, hyphen.")

        def attempt() -> Role:
            roles, stored = self._users.roles(), self._store.get(Role.key_of(name))
            if stored is None and len(roles.by_name) >= _MOST_ROLES:
                raise ValidationFailed.of(
                    "/name", "invalid", f"There are {_MOST_ROLES} roles already; remove one first."
                )
            payloads = define_role(stored, name, permissions, description)
            held = roles.permissions_of([name])
            staff.require_all(held.symmetric_difference(permissions))
            guard = _keep_a_keystone(roles, name) if KEYSTONE in held and KEYSTONE not in permissions else []
            return self._commit(stored, name, payloads, context, guard)

        return decide_again(attempt)

    def remove(self, staff: Principal, name: str, context: Context) -> None:
        """Raises NotFound, Forbidden, Conflict builtin_role or role_in_use."""

        def attempt() -> None:
            roles = self._users.roles()
            if name not in roles.by_name:
                raise NotFound
            role = roles.by_name[name]
            payloads = remove_role(role)
            staff.require_all(role.permissions)
            holders = roles.holders.get(name)
            if holders is not None and holders.total > 0:
                raise Conflict("role_in_use", f"{holders.total} accounts hold this role.")
            unused = Check(Holders.key_of(name), having(total=0) if holders else ABSENT)
            self._commit(role, name, payloads, context, [unused])

        decide_again(attempt)

    def _commit(
        self, stored: Role | None, name: str, payloads: Sequence[Payload], context: Context, also: Sequence[Write]
    ) -> Role:
        role = stored or Role(name, (), "")
        if not payloads:
            return role
        # Nobody's key seals the history of a role, and it stays for ever: it tells who, not from where.
        recorded = self._recorder.record(role.tip, payloads, replace(context, client=None), Unsealed())
        for one in recorded:
            role = evolve_role(role, name, one.event)
        events = [Put(one.sealed, ABSENT) for one in recorded]
        state = Put(role, having(version=stored.version) if stored else ABSENT)
        try:
            self._store.transact([*events, state, *also])
        except WriteConflict:
            raise StaleState from None
        return role


def _keep_a_keystone(roles: Roles, without: str) -> list[Write]:
    """Raises Conflict last_admin when only holders of this role could restore rights. What it relies on must hold."""
    others = [name for name in roles.keystone_roles() if name != without and roles.active_holders(name)]
    if roles.active_holders(without) and not others:
        raise Conflict("last_admin", f"Nobody else active would hold {KEYSTONE}.")
    return [*holders_unchanged(roles, others[:1]), *definitions_unchanged(roles, others[:1])]
