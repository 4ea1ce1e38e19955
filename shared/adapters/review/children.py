"""Runs a program that may crash, hang or swell on what strangers wrote, within bounds; what it says to its error
stream is never passed on."""

import os
import resource
import select
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from shared.adapters.review.limits import MEMORY, OUTPUT
from shared.kernel.dataclasses import dataclass

_FILES = 256
_KEPT = ("LD_LIBRARY_PATH", "PATH", "LANG")


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
    out, err = folder / "out", folder / "err"
    with out.open("wb") as output, err.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, cwd=folder,
            env={**_inherited(), **(environment or {})}, preexec_fn=lambda: _bound(bounds),
        )  # fmt: skip
        with process:
            if not _ends(process, bounds.seconds):
                process.kill()
                raise ChildFailed("timed_out")
    if out.stat().st_size >= bounds.output:
        raise ChildFailed("too_much_output")
    if process.returncode:
        raise ChildFailed(_reason(err))
    return out.read_bytes()


def _inherited() -> Mapping[str, str]:
    """What programs need to start where the interpreter lies apart from its libraries, as in Lambda; nothing that is
    anybody's secret."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ}


def _ends(process: "subprocess.Popen[bytes]", seconds: float) -> bool:
    """Told by the kernel where it can: `wait` with a timeout looks again and again, up to fifty milliseconds late."""
    try:
        watched = os.pidfd_open(process.pid)
    except (AttributeError, OSError):  # no Linux, or an old one
        return _ends_sometime(process, seconds)
    try:
        return bool(select.select([watched], [], [], seconds)[0])
    finally:
        os.close(watched)


def _ends_sometime(process: "subprocess.Popen[bytes]", seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def _bound(bounds: Bounds) -> None:
    if sys.platform == "linux":  # elsewhere the kernel refuses it, or does not keep it
        _limit(resource.RLIMIT_AS, bounds.memory)
    _limit(resource.RLIMIT_CPU, int(bounds.seconds) + 1)
    _limit(resource.RLIMIT_FSIZE, bounds.output)
    _limit(resource.RLIMIT_NOFILE, _FILES)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(kind: int, value: int) -> None:
    """Never more than this process may have itself."""
    _, most = resource.getrlimit(kind)
    allowed = value if most == resource.RLIM_INFINITY else min(value, most)
    resource.setrlimit(kind, (allowed, allowed))


def _reason(errors: Path) -> str:
    """By what it said last; of which nothing is told."""
    with errors.open("rb") as said:
        said.seek(max(0, errors.stat().st_size - 4096))
        last = said.read()
    return "out_of_memory" if b"MemoryError" in last or b"memory allocation" in last else "crashed"
