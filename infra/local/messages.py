"""What the parent process is told, one message at a time, by its threads and signal handlers."""

import queue
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from infra.local.process import Child


@dataclass(frozen=True)
class Told:
    """A child said something: `word`, and for a failure what is wrong."""

    child: "Child"
    word: str
    detail: str = ""


@dataclass(frozen=True)
class Ended:
    """A child is gone."""

    child: "Child"
    code: int


@dataclass(frozen=True)
class Healthy:
    """A child answers requests."""

    child: "Child"


@dataclass(frozen=True)
class Again:
    """The pause after a crash is over."""


@dataclass(frozen=True)
class EmulatorGone:
    """The emulator ended by itself."""


@dataclass(frozen=True)
class Stop:
    """Somebody asked the whole system to stop."""


@dataclass(frozen=True)
class Edited:
    """Files saved, as paths from the project's root."""

    paths: tuple[str, ...]


Inbox = queue.SimpleQueue[Any]
