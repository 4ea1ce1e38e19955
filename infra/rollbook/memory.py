"""Runs a program and watches how much memory it and all of its children hold together (Linux: /proc)."""

import resource
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

_EVERY = 0.01
_PAGE = 4096


@dataclass(frozen=True)
class Watched:
    """`seconds`: of wall time; `work`: of processors, children included, which a busy machine changes little. `mebi`:
    the highest sum of resident memory that was seen, every ten milliseconds."""

    seconds: float
    work: float
    mebi: float
    output: str


def watch(command: list[str]) -> Watched:
    """Raises CalledProcessError where it fails."""
    peak = 0
    begun, before = time.perf_counter(), _work()
    with tempfile.TemporaryFile("w+") as output:
        with subprocess.Popen(command, stdout=output) as process:
            while process.poll() is None:
                peak = max(peak, _resident(process.pid))
                time.sleep(_EVERY)
        seconds = time.perf_counter() - begun
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        output.seek(0)
        return Watched(seconds, _work() - before, peak / 1024**2, output.read())


def _work() -> float:
    """Of all children that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _resident(process: int) -> int:
    """Octets of the process and all below it; of those that ended meanwhile, none."""
    try:
        own = int(Path(f"/proc/{process}/statm").read_text().split()[1]) * _PAGE
        tasks = [task.name for task in Path(f"/proc/{process}/task").iterdir()]
        children = [
            int(child) for task in tasks for child in Path(f"/proc/{process}/task/{task}/children").read_text().split()
        ]
    except (OSError, IndexError, ValueError):
        return 0
    return own + sum(_resident(child) for child in children)
