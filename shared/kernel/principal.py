"""Who asks, from where, and what they may do."""

from collections.abc import Iterable
from typing import Literal

from shared.kernel.dataclasses import dataclass
from shared.kernel.errors import Forbidden

ActorType = Literal["user", "admin", "system", "import"]


@dataclass(frozen=True)
class Actor:
    """Who caused an event. `id` is a user's id, or the name of a part of the system."""

    type: ActorType
    id: str


@dataclass(frozen=True)
class Client:
    """Where a request came from: the peer's address, and what it calls itself (at most 512 characters)."""

    source_ip: str
    user_agent: str = ""


@dataclass(frozen=True)
class Principal:
    """An authenticated caller, as its access token says."""

    user_id: str
    session_id: str
    permissions: frozenset[str]

    def holds(self, permission: str) -> bool:
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Raises Forbidden where the permission is missing."""
        if not self.holds(permission):
            raise Forbidden

    def require_all(self, permissions: Iterable[str]) -> None:
        """No escalation: raises Forbidden unless every one of `permissions` is held."""
        if not self.permissions.issuperset(permissions):
            raise Forbidden
