"""Where a local system keeps its state, and that only one has it at a time.

`.local/state` belongs to one running system. A start without KEEP=1 begins empty and puts the state of the last run
aside in `.local/state.previous`, so that a forgotten KEEP=1 loses nothing. A second system, on another port, has an
empty state of its own that goes when it stops.
"""

import fcntl
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from infra.local.failures import StateInUse


@dataclass
class State:
    """A directory that is this process's alone.

    `kept`: there will be something to go on with. `began`: how it began, in a line.
    """

    path: Path
    kept: bool
    _lock: IO[str] | None
    began: str

    @property
    def emulator(self) -> Path | None:
        """Where the emulator saves; None when nothing outlives the run."""
        return self.path / "emulator" if self.kept else None

    @property
    def logs(self) -> Path:
        """Where this run writes its logs; those of the last run are overwritten."""
        return self.path.parent if self.kept else self.path

    def farewell(self) -> str:
        """What is left after this run, in a line."""
        return "Stopped. KEEP=1 goes on with this state." if self.kept else "Stopped; nothing of it is kept."

    def release(self, failed: bool = False) -> None:
        """Let another system have it. What is not kept goes, unless somebody will want to read why it failed."""
        if not self.kept and not failed:
            shutil.rmtree(self.path, ignore_errors=True)
        if self._lock:
            self._lock.close()
            self._lock = None


def claim(home: Path, port: int, keep: bool) -> State:
    """Take the state for this process, empty unless `keep`. Raises StateInUse."""
    home.mkdir(parents=True, exist_ok=True)
    lock = (home / "running.json").open("a+")
    if _locked(lock):
        _write_owner(lock, port)
        return State(home / "state", True, lock, _begin(home, keep))
    owner = _owner(lock)
    lock.close()
    if keep:
        raise StateInUse(
            f"The kept state is in use by Rollbook on port {owner.get('port')} (process {owner.get('pid')}). "
            "Stop that one first, or start without KEEP=1 for an empty second one."
        )
    aside = home / f"state-{port}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    return State(aside, False, None, "Another Rollbook has the kept state, so this one begins empty and keeps nothing.")


def running_on(home: Path, port: int) -> int | None:
    """The process id of this project's system on `port`, if it is the one that runs."""
    try:
        with (home / "running.json").open("r+") as lock:
            if _locked(lock):
                return None
            owner = _owner(lock)
    except FileNotFoundError:
        return None
    return owner.get("pid") if owner.get("port") == port else None


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write_owner(lock: IO[str], port: int) -> None:
    lock.truncate(0)
    json.dump({"pid": os.getpid(), "port": port}, lock)
    lock.flush()


def _owner(lock: IO[str]) -> dict[str, int]:
    lock.seek(0)
    try:
        return dict(json.loads(lock.read()))
    except ValueError:  # it is just being written
        return {}


def _begin(home: Path, keep: bool) -> str:
    state, previous = home / "state", home / "state.previous"
    known = state.exists()
    if known and not keep:
        shutil.rmtree(previous, ignore_errors=True)
        state.rename(previous)
    state.mkdir(exist_ok=True)
    if known and keep:
        return "Going on with the state of the last run."
    return "Beginning empty; the last run is aside in .local/state.previous." if known else "Beginning empty."
