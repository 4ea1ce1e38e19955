"""What it costs to start a function, over making one boto3 client: fresh interpreters, taking turns.

Importing the handler is one thing; the init phase is the whole of it, as on Lambda with tracing: import, build,
everything its first request needs, and the first calls that warm its connections. All find their bytecode compiled.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from infra.bench.report import Goal, Measure
from infra.topology import FUNCTIONS, Function, HttpTrigger

ROOT = Path(__file__).resolve().parents[2]
CLIENT = "import boto3; boto3.client('dynamodb')"
ROUNDS = 8
_GOALS = {"sessions": Goal("<=", 1.0), "accounts": Goal("<=", 1.0)}
# The directory has the most routes; nobody waits for `wellknown` but machines.
_OTHERS = Goal("<=", 1.25)


def measure_startup(environ: Mapping[str, str], scratch: Path) -> Iterator[Measure]:
    functions = [function for function in FUNCTIONS if isinstance(function.trigger, HttpTrigger)]
    programs = {"client": CLIENT, "nothing": "pass"}
    programs |= {f"{what} of {each.name}": _start(each, what) for what in ("import", "init") for each in functions}
    best = _least(programs, _child_environment(environ, scratch))
    client = best["client"] - best["nothing"]
    for name in sorted(programs.keys() - {"client", "nothing"}):
        goal = _GOALS.get(name.rpartition(" ")[2], _OTHERS)
        yield Measure(name, (best[name] - best["nothing"]) / client, "x making a boto3 client, CPU", goal)
    yield Measure("  one boto3 client", client, "ms CPU over a bare interpreter")


def _start(function: Function, what: str) -> str:
    """A module builds its handler where it sees a Lambda; elsewhere it is only imported."""
    elsewhere = "import os; del os.environ['AWS_LAMBDA_RUNTIME_API']; " if what == "import" else ""
    return f"{elsewhere}import {function.handler.rpartition('.')[0]}"


def _child_environment(environ: Mapping[str, str], scratch: Path) -> dict[str, str]:
    on_lambda = {"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9", "LAMBDA_TASK_ROOT": str(ROOT), "PYTHONPATH": str(ROOT)}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | dict(environ) | on_lambda | {"PYTHONPYCACHEPREFIX": str(scratch / "bytecode")}


def _least(programs: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, float]:
    """Milliseconds of CPU, by name; the first round of each, which writes the bytecode, is not counted."""
    best = dict.fromkeys(programs, float("inf"))
    for round_ in range(ROUNDS + 1):
        for name, program in programs.items():
            spent = _cpu_of(program, environ)
            best[name] = min(best[name], spent) if round_ else best[name]
    return best


def _cpu_of(program: str, environ: Mapping[str, str]) -> float:
    report = "; import json, time; print(json.dumps(time.process_time()))"
    done = subprocess.run(
        [sys.executable, "-c", program + report], env=dict(environ), stdout=subprocess.PIPE, check=True, text=True
    )
    return float(json.loads(done.stdout.splitlines()[-1])) * 1000
