"""Scenarios, tried side by side in processes of their own, each with its own emulator."""

import logging
import multiprocessing
import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from infra.local.emulator import Emulator
from infra.local.provision import Clients, provision
from tests.crash.catalogue import SCENARIOS
from tests.crash.ground import Ground, Snapshot, prepared_ground
from tests.crash.harness import Trial

_PROCESSES = 2


@dataclass(frozen=True)
class Tried:
    """What came of one scenario. `broken`: in words."""

    function: str
    scenario: str
    calls: int
    points: int
    broken: tuple[str, ...]


class _Here:
    """What one process keeps between scenarios: its emulator, and the empty system in it."""

    ground: ClassVar[Ground]
    empty: ClassVar[Snapshot]
    stack: ClassVar[ExitStack] = ExitStack()


def tried(places: Sequence[int]) -> Iterator[Tried]:
    """`places` of scenarios in the catalogue; what comes of each, in that order."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(_PROCESSES, mp_context=context, initializer=_open_ground) as pool:
        yield from pool.map(_try, places)


def _open_ground() -> None:
    """The emulator ends with this process."""
    os.environ["POWERTOOLS_LOG_LEVEL"] = "CRITICAL"
    logging.disable(logging.CRITICAL)  # thousands of failures are on purpose
    place = Path(_Here.stack.enter_context(tempfile.TemporaryDirectory()))
    emulator = _Here.stack.enter_context(Emulator(log=place / "emulator.log"))
    clients = Clients(emulator.endpoint)
    environ = provision(emulator.endpoint, "rollbook-crash", clients=clients)
    _Here.ground = _Here.stack.enter_context(prepared_ground(environ, clients))
    _Here.empty = _Here.ground.snapshot()


def _try(place: int) -> Tried:
    scenario = SCENARIOS[place]
    try:
        trial = Trial.on(_Here.ground, _Here.empty, scenario)
        broken = [found for fault in trial.faults if (found := trial.run(fault))]
    except Exception as error:
        words = f"{scenario.function}: {scenario.name} could not be tried: {type(error).__name__}: {error}"
        return Tried(scenario.function, scenario.name, 0, 0, (words,))
    return Tried(scenario.function, scenario.name, len(trial.calls), len(trial.faults), tuple(map(str, broken)))
