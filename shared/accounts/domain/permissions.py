"""The fixed set of permissions, and the roles that are always there."""

from types import MappingProxyType
from typing import Final

PERMISSIONS: Final = frozenset(
    {
        "users:read",
        "users:write",
        "users:delete",
        "roles:read",
        "roles:write",
        "audit:read",
        "imports:run",
        "exports:run",
        "exports:secrets",
        "webhooks:write",
        "designs:read",
        "designs:write",
        "decisions:write",
        "reviews:read",
        "reviews:write",
    }
)

# Whoever holds this can restore every other right: one active person always does.
KEYSTONE: Final = "roles:write"

BUILTIN_ROLES: Final = MappingProxyType(
    {
        "admin": (PERMISSIONS, "Holds every permission."),
        "support": (frozenset({"users:read", "audit:read"}), "Reads accounts and their history."),
    }
)
