"""The CPU of a function's init phase: a fresh interpreter that imports the handler as on Lambda, over a bare one.

From the sources, with their bytecode compiled; the built bundle starts no slower (`make bench` measures that one).
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from infra.topology import FUNCTIONS

ROOT = Path(__file__).resolve().parents[2]
_ROUNDS = 3


def measure_starts(environ: Mapping[str, str], scratch: Path) -> dict[str, float]:
    """Milliseconds by function: the least of some rounds, for noise only adds."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    on_lambda = {"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9", "PYTHONPATH": str(ROOT)}
    environ = {**kept, **environ, **on_lambda, "PYTHONPYCACHEPREFIX": str(scratch / "bytecode")}
    programs = {function.name: f"import {function.handler.rpartition('.')[0]}" for function in FUNCTIONS}
    runs = [{name: _cpu_of(program, environ) for name, program in programs.items()} for _ in range(_ROUNDS + 1)]
    bare = min(_cpu_of("pass", environ) for _ in range(_ROUNDS))
    return {name: min(run[name] for run in runs[1:]) - bare for name in programs}


def _cpu_of(program: str, environ: Mapping[str, str]) -> float:
    report = "; import json, time; print(json.dumps(time.process_time()))"
    done = subprocess.run([sys.executable, "-c", program + report], env=dict(environ), capture_output=True, check=True)
    return float(json.loads(done.stdout.splitlines()[-1])) * 1000
