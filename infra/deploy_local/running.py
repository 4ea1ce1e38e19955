"""Which deployment runs on this machine, so that a second `make deploy-local` finds it. Only one does at a time."""

import fcntl
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from infra.deploy_local.context import ROOT

HOME = ROOT / ".local" / "deployed"


@dataclass(frozen=True)
class Running:
    """Everything is deployed. `declaration`: the fingerprint of what the template was made from."""

    endpoint: str
    stack: str
    declaration: str


class Claim:
    """The right to be the one deployment of `home`; given back at the end, also when this process is killed."""

    def __init__(self, home: Path, lock: IO[str]) -> None:
        self._home, self._lock = home, lock

    @classmethod
    def take(cls, home: Path = HOME) -> "Claim | None":
        """None where another process has it."""
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return None
        _file(home).unlink(missing_ok=True)
        return cls(home, lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _file(self._home).unlink(missing_ok=True)
        self._lock.close()


def write(running: Running, home: Path = HOME) -> None:
    new = _file(home).with_suffix(".new")
    new.write_text(json.dumps(asdict(running)))
    new.replace(_file(home))


def read(home: Path = HOME) -> Running | None:
    """None until everything is deployed."""
    try:
        return Running(**json.loads(_file(home).read_text()))
    except FileNotFoundError:
        return None


def _file(home: Path) -> Path:
    return home / "running.json"
