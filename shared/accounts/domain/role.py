"""Roles: named sets of permissions, and how many people hold each."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from shared.accounts.domain.events import RoleDefined, RoleRemoved
from shared.accounts.domain.permissions import BUILTIN_ROLES, KEYSTONE, PERMISSIONS
from shared.accounts.domain.user import Status, User
from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Conflict, FieldError, ValidationFailed
from shared.kernel.events import Event, Payload
from shared.kernel.recording import Tip
from shared.kernel.records import Key, Within

_NAME = re.compile(r"[a-z][a-z0-9-]{1,49}")


@dataclass(frozen=True)
class Role:
    """A named set of permissions. Version 0: built in."""

    name: str
    permissions: tuple[str, ...]
    description: str
    version: int = 0
    hash: str | None = None
    updated_at: datetime | None = None
    removed: bool = False

    @property
    def key(self) -> "Key[Role]":
        return Role.key_of(self.name)

    @staticmethod
    def key_of(name: str) -> "Key[Role]":
        return Key(Role, ("ROLES", name))

    @staticmethod
    def all() -> "Within[Role]":
        return Within(Role, ("ROLES",))

    @property
    def builtin(self) -> bool:
        return self.name in BUILTIN_ROLES

    @property
    def tip(self) -> Tip:
        return Tip(f"role:{self.name}", self.version, self.hash, self.updated_at)


@dataclass(frozen=True)
class Holders:
    """How many accounts hold a role, and how many of those are active. Every change of an account keeps it true."""

    role: str
    total: int = 0
    active: int = 0

    @property
    def key(self) -> "Key[Holders]":
        return Holders.key_of(self.role)

    @staticmethod
    def key_of(role: str) -> "Key[Holders]":
        return Key(Holders, ("HOLDERS", role))

    @staticmethod
    def all() -> "Within[Holders]":
        return Within(Holders, ("HOLDERS",))


@dataclass(frozen=True)
class Roles:
    """Every role there is, built-in ones included, with its holders."""

    by_name: Mapping[str, Role]
    holders: Mapping[str, Holders]

    @classmethod
    def of(cls, defined: Iterable[Role], holders: Iterable[Holders]) -> "Roles":
        roles = {name: Role(name, tuple(sorted(held)), text) for name, (held, text) in BUILTIN_ROLES.items()}
        roles |= {role.name: role for role in defined if not role.removed}
        return cls(roles, {count.role: count for count in holders})

    def permissions_of(self, names: Iterable[str]) -> frozenset[str]:
        return frozenset(p for name in names if name in self.by_name for p in self.by_name[name].permissions)

    def require_known(self, names: Iterable[str], pointer: str = "/roles") -> None:
        """Raises ValidationFailed naming each unknown role by its place."""
        unknown = [
            FieldError(f"{pointer}/{place}", "invalid", "There is no role of this name.")
            for place, name in enumerate(names)
            if name not in self.by_name
        ]
        if unknown:
            raise ValidationFailed(unknown)

    def keystone_roles(self) -> list[str]:
        return sorted(name for name, role in self.by_name.items() if KEYSTONE in role.permissions)

    def active_holders(self, name: str) -> int:
        return self.holders[name].active if name in self.holders else 0

    def counts_of(self, names: Iterable[str]) -> list[Holders]:
        return [self.holders[name] for name in sorted(names) if name in self.holders]

    def defined(self, names: Iterable[str]) -> list[Role]:
        """Those of `names` that staff defined and may redefine at any moment."""
        return [self.by_name[name] for name in sorted(names) if name in self.by_name and name not in BUILTIN_ROLES]

    def keystones_left(self, user: User, after: User) -> set[str]:
        """What must still hold when `after` is stored: a role whose other active holders can restore rights.

        Empty where the account gives up no such power. Raises Conflict last_admin where there is no such role.
        """
        keystone = self.keystone_roles()
        held = [name for name in keystone if name in user.roles] if user.can_act else []
        kept = [name for name in keystone if name in after.roles] if after.can_act else []
        if not held or kept:
            return set()
        for name in keystone:
            if self.active_holders(name) > (name in held):
                return {name}
        raise Conflict("last_admin", f"This is the last active account with {KEYSTONE}.")


def holder_changes(before: User | None, after: User) -> dict[str, tuple[int, int]]:
    """By role, what to add to (total, active) when an account goes from `before` to `after`."""
    changes: dict[str, tuple[int, int]] = {}
    for user, sign in ((before, -1), (after, 1)):
        for name in user.roles if user else ():
            total, active = changes.get(name, (0, 0))
            changes[name] = (total + sign, active + sign * (user is not None and user.status is Status.ACTIVE))
    return {name: change for name, change in changes.items() if change != (0, 0)}


def define_role(role: Role | None, name: str, permissions: Iterable[str], description: str) -> list[Payload]:
    """Raises ValidationFailed, or Conflict builtin_role."""
    if name in BUILTIN_ROLES:
        raise Conflict("builtin_role", "A built-in role cannot be changed.")
    wanted = tuple(sorted(set(permissions)))
    unknown = [
        FieldError(f"/permissions/{place}", "invalid", "There is no such permission.")
        for place, permission in enumerate(permissions)
        if permission not in PERMISSIONS
    ]
    if unknown:
        raise ValidationFailed(unknown)
    same = role and not role.removed and (role.permissions, role.description) == (wanted, description)
    return [] if same else [RoleDefined(wanted, description)]


def remove_role(role: Role) -> list[Payload]:
    if role.builtin:
        raise Conflict("builtin_role", "A built-in role cannot be removed.")
    return [RoleRemoved()]


def is_role_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def evolve_role(role: Role | None, name: str, event: Event) -> Role:
    role = role or Role(name, (), "")
    envelope = event.envelope
    role = replace(role, version=envelope.version, hash=event.hash, updated_at=envelope.occurred_at)
    match event.payload:
        case RoleDefined(permissions, description):
            return replace(role, permissions=permissions, description=description, removed=False)
        case RoleRemoved():
            return replace(role, removed=True)
    return role
