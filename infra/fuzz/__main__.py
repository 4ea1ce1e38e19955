"""`python -m infra.fuzz`: a seeded and an unseeded run over every operation; exit code 0 only without any failure."""

import argparse
import json
import os
import secrets
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console
from schemathesis.cli import schemathesis as command

from infra.demo.client import Client
from infra.demo.running import CannotStart, own_system
from infra.fuzz import callers, formats, material, tally, verdict
from infra.fuzz.people import People
from infra.fuzz.sources import spread_sources
from infra.local.console import admin

_CONFIG = Path(__file__).with_name("schemathesis.toml")


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    console = Console()
    try:
        if options.url:
            return _fuzz(console, options.url, options)
        console.print("==> Starting a system for this run")
        with own_system() as url:
            return _fuzz(console, url, options)
    except CannotStart as error:
        console.print(f"The system could not be started. It said:\n{error}", markup=False)
        return 2


def _fuzz(console: Console, url: str, options: argparse.Namespace) -> int:
    document = Client(url).call("GET", "/openapi.json").body
    operations = {one["operationId"]: f"{verb.upper()} {path}" for path, verb, one in _operations(document)}
    tallying = tally.Tallying()
    _prepare(People(Client(url), admin(os.environ)), tallying)
    runs = {"seeded": options.seed, "unseeded": secrets.randbelow(2**32)}
    wanted = {name: seed for name, seed in runs.items() if options.only in (None, name)}
    with tempfile.TemporaryDirectory() as folder:
        # From a file: what is loaded from an address is not tested there.
        source = Path(folder) / "openapi.json"
        source.write_text(json.dumps(document), "utf-8")
        codes = []
        for name, seed in wanted.items():
            flags = [str(source), "--url", url, *_flags(options, seed)]
            codes.append(_run(console, f"{name}, seed {seed}", operations, tallying, flags))
    return max(codes)


def _operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, verb, one) for path, verbs in document["paths"].items() for verb, one in verbs.items()]


def _prepare(people: People, tallying: tally.Tallying) -> None:
    """Schemathesis keeps hooks for the whole process: they are registered once."""
    spread_sources()
    formats.register()
    verdict.register()
    known = callers.Callers(people)
    callers.register(known)
    material.register(material.Material(people, known))
    tally.register(tallying)


def _flags(options: argparse.Namespace, seed: int) -> list[str]:
    narrowed = [flag for name in options.operation for flag in ("--include-operation-id", name)]
    return [*narrowed, "--max-examples", str(options.examples), "--seed", str(seed)]


def _run(console: Console, title: str, operations: dict[str, str], tallying: tally.Tallying, flags: list[str]) -> int:
    console.rule(f"Fuzzing: {title}")
    tallying.present = counted = tally.Tally(operations)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        reporting = ["--report-json-path", str(report)]
        code = _exit_code(["--config-file", str(_CONFIG), "run", *flags, *reporting])
        failures = _failures(json.loads(report.read_text("utf-8")), operations)
    counted.show(console, title, failures)
    narrowed = "--include-operation-id" in flags
    faults = counted.faults(narrowed=narrowed)
    for fault in faults:
        console.print(f"FAILED: {fault}", style="red", markup=False)
    return 1 if code or faults or failures else 0


def _exit_code(arguments: list[str]) -> int:
    try:
        command.main(arguments, standalone_mode=False)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def _failures(report: dict[str, Any], operations: dict[str, str]) -> Counter[str]:
    names = {label: name for name, label in operations.items()}
    return Counter(names.get(label, label) for one in report["failures"] for label in one["operations"])


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.fuzz", description="Every operation, with odd requests.")
    parser.add_argument("--url", help="a running local system (default: one is started for the run)")
    parser.add_argument("--examples", type=int, default=15, help="generated cases per operation (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the seeded run (default %(default)s)")
    parser.add_argument("--only", choices=("seeded", "unseeded"), help="one of the two runs")
    parser.add_argument("--operation", action="append", default=[], help="only this operationId; several times: these")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
