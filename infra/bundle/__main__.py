"""`python -m infra.bundle` (make bundle): what Lambda gets, in build/bundle/<name>."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from infra.bundle.build import ROOT, BundleFailed, assemble, install_all
from infra.bundle.contents import BUNDLES, RUNTIME
from infra.bundle.report import lines, weigh


def main() -> int:
    options = _options()
    try:
        python = _runtime_python()
        with tempfile.TemporaryDirectory(prefix="rollbook-bundle-") as scratch:
            dependencies = Path(scratch) / "dependencies"
            print(f"==> Installing the runtime dependencies for {options.platform}.", flush=True)
            install_all(options.platform, python, dependencies)
            for bundle in BUNDLES:
                place = options.out / bundle.name
                assemble(bundle, dependencies, python, place)
                print("\n".join(lines(bundle.name, weigh(place))), flush=True)
    except BundleFailed as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The bundles are in {_shown(options.out)}.")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.bundle", description=__doc__)
    parser.add_argument("--platform", choices=("lambda", "host"), default="lambda", help="what it is to run on")
    parser.add_argument("--out", type=Path, help="where to put the bundles (build/bundle, or build/bundle-host)")
    options = parser.parse_args()
    options.out = (
        options.out or ROOT / "build" / ("bundle" if options.platform == "lambda" else "bundle-host")
    ).resolve()
    return options


def _runtime_python() -> str:
    found = subprocess.run([ROOT / ".ci" / "tools.sh", "python-313"], capture_output=True, text=True, check=True)
    if python := found.stdout.strip().splitlines():
        return python[0]
    version = ".".join(map(str, RUNTIME))
    raise BundleFailed(
        f"A bundle needs CPython {version} to compile its bytecode, and none was found here. Install it, or name it: "
        f"make PYTHON=/path/to/python{version} bundle"
    )


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


if __name__ == "__main__":
    sys.exit(main())
