"""What it costs to start a function, over making one boto3 client: fresh processes in Lambda's runtime client.

A start is everything from the process to its first question for an event: imports, build, the keys that are read and
the connections that are opened for it. An empty function's start is taken off both sides. CPU, the least of many
rounds that take turns.
"""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from infra.bench.report import Goal, Measure
from infra.bundle.build import ROOT, assemble, install_all
from infra.bundle.contents import BUNDLES
from infra.runtime.install import CLIENT, SDK, install_runtime
from infra.runtime.process import Runtime, started
from infra.topology import FUNCTIONS, Function, HttpTrigger

ROUNDS = 10
CLIENT_HANDLER = "import boto3\nboto3.client('dynamodb')\ndef handler(event, context): ...\n"
EMPTY_HANDLER = "def handler(event, context): ...\n"
Start = Callable[[], float]


def measure_startup(environ: Mapping[str, str], scratch: Path) -> Iterator[Measure]:
    """Nothing where there is no CPython 3.13, which Lambda runs."""
    python = _runtime_python()
    if python is None:
        return
    starts = _starts(environ, scratch, python)
    best = {name: float("inf") for name in starts}
    for _ in range(ROUNDS):
        for name, start in starts.items():
            best[name] = min(best[name], start() * 1000)
    client = best["boto3"] - best["nothing"]
    for function in FUNCTIONS:
        ratio = (best[function.name] - best["nothing"]) / client
        yield Measure(f"start of {function.name}", ratio, "x making a boto3 client, CPU", _goal(function))
    yield Measure("  one boto3 client", client, "ms CPU over an empty function")


def _goal(function: Function) -> Goal:
    if not isinstance(function.trigger, HttpTrigger):
        return Goal("<=", 1.5)
    return Goal("<=", 1.0 if function.name == "sessions" else 1.3)


def _starts(environ: Mapping[str, str], scratch: Path, python: str) -> dict[str, Start]:
    runtime = Runtime(python, install_runtime(python, CLIENT, scratch / "client"))
    sdk = install_runtime(python, SDK, scratch / "sdk")
    dependencies = scratch / "dependencies"
    install_all("host", python, dependencies)
    for bundle in BUNDLES:
        assemble(bundle, dependencies, python, scratch / bundle.name)

    def start(handler: str, bundle: Path, **more: str) -> Start:
        def measured() -> float:
            with started(handler, bundle, {**environ, **more}, runtime, scratch / "log") as process:
                return process.init_cpu

        return measured

    with_sdk = {"PYTHONPATH": f"{scratch / 'bare'}:{runtime.client}:{sdk}"}
    return {
        "nothing": start("empty.handler", _bare(scratch, "empty", EMPTY_HANDLER)),
        "boto3": start("client.handler", _bare(scratch, "client", CLIENT_HANDLER), **with_sdk),
        **{each.name: start(each.handler, scratch / each.bundle) for each in FUNCTIONS},
    }


def _bare(scratch: Path, name: str, program: str) -> Path:
    place = scratch / "bare"
    place.mkdir(exist_ok=True)
    (place / f"{name}.py").write_text(program)
    return place


def _runtime_python() -> str | None:
    found = subprocess.run([ROOT / ".ci" / "tools.sh", "python-313"], capture_output=True, text=True, check=True)
    return found.stdout.splitlines()[0] if found.stdout.strip() else None
