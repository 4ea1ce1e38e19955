"""Builds one bundle: dependencies for the target, our code, nothing else, bytecode for the runtime.

The same input gives the same bytes: versions and hashes come from uv.lock, times of files are one fixed moment, and
bytecode is compiled by one process with one seed.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from infra.bundle.contents import BUNDLES, RUNTIME, TASK_ROOT, Bundle

ROOT = Path(__file__).resolve().parents[2]
UV = ROOT / ".tools" / "bin" / "uv"
Platform = Literal["lambda", "host"]
_VERSION = ".".join(map(str, RUNTIME))
# "lambda": arm64, and the C library of Amazon Linux 2023. "host": this machine's own, for an emulator on it.
_TARGET = {"lambda": ["--python-platform", "aarch64-manylinux_2_28"], "host": []}
_OURS = ("functions", "shared")
BASE = "base"
_MOMENT = 315532800  # 1980-01-01, the earliest that a zip file can tell


class BundleFailed(RuntimeError):
    """The message says what to do."""


def install(platform: Platform, python: str, into: Path, group: str | None = None) -> None:
    """The runtime dependencies of uv.lock, or those of one of its groups, with their hashes checked.

    Raises BundleFailed.
    """
    wanted = into.with_suffix(".txt")
    which = ["--only-group", group] if group else ["--no-default-groups"]
    export = ["export", "--quiet", "--locked", *which, "--no-emit-project", "--output-file", str(wanted)]
    _run("the list of dependencies", [str(UV), *export])
    target = ["--target", str(into), "--python", python, "--python-version", _VERSION, *_TARGET[platform]]
    hashed = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--link-mode", "copy", "-r", str(wanted)]
    _run("the dependencies", [str(UV), "pip", "install", "--quiet", *target, *hashed])


def install_all(platform: Platform, python: str, into: Path) -> None:
    """What every bundle needs in `into`/base, and beside it a folder for each group that some need. Raises
    BundleFailed."""
    into.mkdir(parents=True, exist_ok=True)
    install(platform, python, into / BASE)
    for group in sorted({group for bundle in BUNDLES for group in bundle.groups}):
        install(platform, python, into / group, group)


def assemble(bundle: Bundle, dependencies: Path, python: str, into: Path) -> None:
    """`into` holds what Lambda gets, and nothing of before; it is never there in part. `dependencies`: what
    `install_all` made. Raises BundleFailed."""
    into.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{bundle.name}-", dir=into.parent) as scratch:
        made = Path(scratch) / "made"
        for group in (BASE, *bundle.groups):
            _copy(bundle, dependencies / group, made, "")
        for name in _OURS:
            _copy(bundle, ROOT / name, made, name)
        compile_all(made, python)
        for path in files_of(made):
            path.chmod(0o755 if path.parent == made / "bin" else 0o644)
            os.utime(path, (_MOMENT, _MOMENT))
        if into.exists():
            into.rename(Path(scratch) / "before")
        made.rename(into)


def files_of(folder: Path) -> Iterator[Path]:
    """Every file, in the order of their paths."""
    return iter(sorted(path for path in folder.rglob("*") if path.is_file()))


def _copy(bundle: Bundle, place: Path, into: Path, below: str) -> None:
    for path in files_of(place):
        name = (Path(below) / path.relative_to(place)).as_posix()
        if not bundle.leaves_out(name):
            target = into / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def compile_all(folder: Path, python: str) -> None:
    """Bytecode that is never compared with its source: Lambda keeps neither times nor a writable folder."""
    program = ["-m", "compileall", "-q", "-j", "1", "--invalidation-mode", "unchecked-hash"]
    steady = {"PYTHONHASHSEED": "0", "PATH": os.defpath}
    _run("the bytecode", [python, "-I", *program, "-s", str(folder), "-p", TASK_ROOT, str(folder)], steady)


def _run(what: str, command: list[str], environ: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    if done.returncode:
        words = (done.stderr or done.stdout).strip()[-2000:]
        raise BundleFailed(f"{what[:1].upper()}{what[1:]} could not be made: {words}")
