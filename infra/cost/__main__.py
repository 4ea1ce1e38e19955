"""`make cost`: measure, price, print, and write build/cost.json. A goal that is missed is told, and exits 0."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from infra.cost.book import read_book
from infra.cost.measuring import measured
from infra.cost.month import Month
from infra.cost.report import SIZES, sheet
from infra.cost.standing import counted
from infra.local.emulator import Emulator
from infra.local.failures import LocalFailure

RESULT = Path(__file__).resolve().parents[2] / "build" / "cost.json"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make cost")
    parser.add_argument("--rounds", type=int, default=3, help="how often each operation is measured")
    parser.add_argument("--json", type=Path, default=RESULT, help="where the figures go")
    given = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as place, Emulator(log=Path(place) / "emulator.log") as emulator:
            found = measured(emulator.endpoint, Path(place), given.rounds)
    except (LocalFailure, RuntimeError) as failure:
        print(failure, file=sys.stderr)
        return 1
    month = Month(read_book(), found, counted())
    given.json.parent.mkdir(exist_ok=True)
    given.json.write_text(as_json(month))
    print(sheet(month), end="")
    return 0


def as_json(month: Month) -> str:
    """Quantities and dollars by number of users."""
    months = {str(size): {"uses": dict(month.of(size)), "dollars": dict(month.dollars(size))} for size in SIZES}
    return json.dumps(months, indent=2) + "\n"


if __name__ == "__main__":
    sys.exit(main())
