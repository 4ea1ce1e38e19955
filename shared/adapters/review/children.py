"""Runs a program that may crash, hang or swell on what strangers wrote, within bounds; what it says to its error
stream is never passed on."""

import resource
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from shared.adapters.review.limits import MEMORY, OUTPUT
from shared.kernel.dataclasses import dataclass

_FILES = 256


class ChildFailed(Exception):
    """`reason`: `timed_out`, `out_of_memory`, `crashed`, `too_much_output`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Bounds:
    """`seconds`: of wall time. `memory`: octets of address space."""

    seconds: float
    memory: int = MEMORY
    output: int = OUTPUT


def run(command: Sequence[str], folder: Path, bounds: Bounds, environment: Mapping[str, str] | None = None) -> bytes:
    """What it writes to its output, which goes through a file: no pipe fills memory. Raises ChildFailed."""
    out = folder / "out"
    with out.open("wb") as output, (folder / "err").open("wb") as errors:
        try:
            done = subprocess.run(  # noqa: S603
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, cwd=folder, timeout=bounds.seconds,
                env=dict(environment or {}), preexec_fn=lambda: _bound(bounds), check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as late:
            raise ChildFailed("timed_out") from late
    if out.stat().st_size >= bounds.output:
        raise ChildFailed("too_much_output")
    if done.returncode:
        raise ChildFailed(_reason(folder / "err"))
    return out.read_bytes()


def _bound(bounds: Bounds) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (bounds.memory, bounds.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(bounds.seconds) + 1, int(bounds.seconds) + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (bounds.output, bounds.output))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES, _FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _reason(errors: Path) -> str:
    """By what it said last; of which nothing is told."""
    with errors.open("rb") as said:
        said.seek(max(0, errors.stat().st_size - 4096))
        last = said.read()
    return "out_of_memory" if b"MemoryError" in last or b"memory allocation" in last else "crashed"
