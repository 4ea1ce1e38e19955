"""The memory of the process that serves, watched from outside."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

_MEGABYTE = 1024 * 1024
WINDOW = 10.0  # seconds


class NotFound(Exception):
    """No such process."""


@dataclass(frozen=True)
class Sample:
    """`seconds` since the beginning of the run."""

    seconds: float
    megabytes: float


@dataclass(frozen=True)
class _Process:
    pid: int
    parent: int
    kilobytes: int
    command: str


def serving_process(port: int) -> int:
    """The process that serves for the launcher on this port. Raises NotFound."""
    processes = _processes()
    launchers = {each.pid for each in processes if f"infra.local --port {port} " in f"{each.command} "}
    for each in processes:
        if each.parent in launchers and "infra.local.child" in each.command:
            return each.pid
    raise NotFound(f"no system serves on port {port}")


def megabytes_of(pid: int) -> float:
    """Resident memory. Raises NotFound."""
    for each in _processes(pid):
        return each.kilobytes * 1024 / _MEGABYTE
    raise NotFound(f"process {pid} is gone")


def growth(samples: Sequence[Sample], warm_up: float, window: float = WINDOW) -> float:
    """Megabytes per minute: the slope of the line through what was kept after the warm-up (least squares).

    What is kept is the least of each `window` seconds: a hash that runs just now takes 19 MB and gives them back.
    """
    kept = _floor([sample for sample in samples if sample.seconds >= warm_up], window)
    if len(kept) < 2:
        raise ValueError(f"less than {2 * window:.0f} seconds after the warm-up tell nothing of growth")
    middle = sum(sample.seconds for sample in kept) / len(kept)
    average = sum(sample.megabytes for sample in kept) / len(kept)
    spread = sum((sample.seconds - middle) ** 2 for sample in kept)
    together = sum((sample.seconds - middle) * (sample.megabytes - average) for sample in kept)
    return together / spread * 60


def _floor(samples: Sequence[Sample], window: float) -> list[Sample]:
    windows: dict[int, Sample] = {}
    for sample in samples:
        number = int(sample.seconds // window)
        least = windows.get(number)
        if least is None or sample.megabytes < least.megabytes:
            windows[number] = sample
    return list(windows.values())


def _processes(pid: int | None = None) -> list[_Process]:
    which = ["-p", str(pid)] if pid else ["-ax"]
    # `ps` is the one way to ask that Linux and macOS share; it ends with 1 where there is no such process.
    told = subprocess.run(
        ["ps", *which, "-ww", "-o", "pid=,ppid=,rss=,command="],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    lines = (line.split(None, 3) for line in told.splitlines())
    return [_Process(int(pid_), int(parent), int(rss), command) for pid_, parent, rss, command in lines]
