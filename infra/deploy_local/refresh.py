"""Brings our own code in built bundles up to date, without building them anew: it changes by the hour."""

import os
import shutil
import subprocess
from pathlib import Path

from infra.bundle.build import files_of
from infra.bundle.contents import BUNDLES, TASK_ROOT, Bundle
from infra.deploy_local import context
from infra.deploy_local.failures import BuildFailed

_ROOMS = ("functions", "shared")


def refresh(python: Path, root: Path = context.ROOT, bundles: Path = context.BUNDLES) -> set[str]:
    """The files of code that differed, by their names in the project."""
    return {name for bundle in BUNDLES for name in _refresh(bundle, python, root, bundles / bundle.name)}


def _refresh(bundle: Bundle, python: Path, root: Path, place: Path) -> set[str]:
    wanted = {name for room in _ROOMS for name in _names(root, room) if not bundle.leaves_out(name)}
    there = {name for room in _ROOMS for name in _names(place, room) if not name.endswith(".pyc")}
    changed = {name for name in wanted & there if (root / name).read_bytes() != (place / name).read_bytes()}
    changed |= wanted ^ there
    for name in changed:
        _bytecode(place / name).unlink(missing_ok=True)
        (place / name).unlink(missing_ok=True)
    for name in changed & wanted:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, place / name)
    try:
        _compile(python, place, sorted(name for name in changed & wanted if name.endswith(".py")))
    except BuildFailed:
        for name in changed & wanted:  # so that the next time finds them changed again
            (place / name).unlink()
        raise
    return changed


def _names(root: Path, room: str) -> list[str]:
    return [path.relative_to(root).as_posix() for path in files_of(root / room)]


def _bytecode(source: Path) -> Path:
    return source.parent / "__pycache__" / f"{source.stem}.cpython-313.pyc"


def _compile(python: Path, place: Path, names: list[str]) -> None:
    """As infra/bundle compiles: bytecode without a check of its source, so what changed must be compiled."""
    if not names:
        return
    command = [str(python), "-I", "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    where = ["-s", str(place), "-p", TASK_ROOT]
    environ = {"PATH": os.defpath}
    files = [str(place / name) for name in names]
    done = subprocess.run([*command, *where, *files], env=environ, capture_output=True, text=True)
    if done.returncode:
        raise BuildFailed(f"The code does not compile: {(done.stdout or done.stderr).strip()[-1000:]}")
