"""`python -m infra.rollbook.bench [--archive ZIP]`: how long a review of Django's source takes, and what it needs.

Beside it ruff and grimp alone, over the same tree and with the same choice of rules, and Python's own parser alone: no
review with rules of its own in Python is faster than that.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console
from rich.table import Table

from infra.rollbook.memory import Watched, watch
from shared.adapters.review.ruff import binary
from shared.architect.domain.review.rule import RuffRule
from shared.architect.domain.rules import registry

DJANGO = "django==5.2.8"
MOST_SECONDS = 60.0
MOST_MEBI = 1024
MOST_RATIO = 2.0
_REVIEW = """\
import datetime, pathlib, sys
from shared.adapters.review.inspect import inspect_archive
from shared.architect.ports import Inspection
report = inspect_archive(pathlib.Path(sys.argv[1]), Inspection("standard", datetime.date.today()))
print(report.source.files, report.source.lines, sum(report.counts.values()))
"""
_PARSER = """\
import ast, pathlib, sys, warnings
warnings.simplefilter("ignore")
for path in pathlib.Path(sys.argv[1]).rglob("*.py"):
    try:
        ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        pass
"""
_GRIMP = "import grimp, sys; sys.path.insert(0, sys.argv[1]); grimp.build_graph(sys.argv[2], cache_dir=None)"


def main(arguments: list[str] | None = None) -> int:
    """0: within the bounds of time and memory. 1: not."""
    options = _options(arguments)
    console = Console()
    with tempfile.TemporaryDirectory(prefix="rollbook-bench-") as made:
        folder = Path(made)
        archive = options.archive or _download(folder)
        tree = folder / "tree"
        shutil.unpack_archive(archive, tree)
        review = watch([sys.executable, "-c", _REVIEW, str(archive)])
        ruff = min((watch(_ruff(tree)) for _ in range(3)), key=lambda one: one.work)
        grimp = min((watch(_grimp(tree)) for _ in range(3)), key=lambda one: one.work)
        parser = watch([sys.executable, "-c", _PARSER, str(tree)])
    _show(console, review, {"ruff check, same rules": ruff, "grimp": grimp, "ast.parse alone": parser})
    ratio, floor = review.work / (ruff.work + grimp.work), review.work / parser.work
    fits = review.seconds <= MOST_SECONDS and review.mebi <= MOST_MEBI
    console.print(
        f"Work, to ruff + grimp alone: {ratio:.1f} (wanted: {MOST_RATIO:.0f}); to the parser alone: {floor:.1f}."
    )
    console.print(f"Bounds: {MOST_SECONDS:.0f} s and {MOST_MEBI} MB: {'held' if fits else 'NOT held'}.")
    return 0 if fits else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.rollbook.bench", description="Times a review of Django.")
    parser.add_argument("--archive", type=Path, help="a zip to review instead of Django's source")
    return parser.parse_args(arguments)


def _download(folder: Path) -> Path:
    """The source distribution, as a zip of the tree it holds."""
    command = [*_pip(), "download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest", str(folder), DJANGO]
    subprocess.run(command, check=True)
    packed = next(folder.glob("*.tar.gz"))
    unpacked = folder / "download"
    shutil.unpack_archive(packed, unpacked, filter="data")
    return Path(shutil.make_archive(str(folder / "source"), "zip", unpacked))


def _pip() -> list[str]:
    """Its own, that of the tools' folder, or whatever is installed here."""
    if find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    uv = shutil.which("uv", path=f".tools/bin{os.pathsep}{os.environ.get('PATH', '')}")
    return [uv, "tool", "run", "pip"] if uv else ["pip"]


def _ruff(tree: Path) -> list[str]:
    codes = sorted({code for rule in registry.RULES if isinstance(rule, RuffRule) for code in rule.codes})
    return [
        str(binary()), "check", "--isolated", "--no-cache", "--exit-zero", "--quiet", "--output-format", "json",
        "--select", ",".join(codes), str(tree),
    ]  # fmt: skip


def _grimp(tree: Path) -> list[str]:
    """Over the largest package of the tree."""
    packages = {place.parent for place in tree.rglob("__init__.py")}
    tops = [one for one in packages if one.parent not in packages and one.name.isidentifier()]
    largest = max(tops, key=lambda one: sum(1 for _ in one.rglob("*.py")) * (one.name != "tests"))
    return [sys.executable, "-c", _GRIMP, str(largest.parent), largest.name]


def _show(console: Console, review: Watched, others: dict[str, Watched]) -> None:
    files, lines, findings = review.output.split()
    table = Table(title=f"{files} files, {int(lines):,} lines, {findings} findings; {time.strftime('%Y-%m-%d')}")
    for column in ("what", "seconds", "of processors", "peak MB, children included"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for name, one in {"review, zip to report": review, **others}.items():
        table.add_row(name, f"{one.seconds:.2f}", f"{one.work:.2f}", f"{one.mebi:.0f}")
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
