"""`make bench`: measure, print a table, write build/bench.json. A goal that is missed is told, and exits 0: a machine
that is busy with something else must not look like a defect. What cannot be measured exits 1.
"""

import sys
import tempfile
from pathlib import Path

from infra.bench.comparison import measure_comparison
from infra.bench.report import Measure, as_json, as_table
from infra.bench.requests import measure_requests
from infra.bench.stage import on_stage
from infra.bench.startup import measure_startup
from infra.local.emulator import Emulator
from infra.local.failures import LocalFailure

RESULT = Path(__file__).resolve().parents[2] / "build" / "bench.json"


def main() -> int:
    try:
        with tempfile.TemporaryDirectory() as place, Emulator(log=Path(place) / "emulator.log") as emulator:
            measures = _measured(emulator.endpoint, Path(place))
    except (LocalFailure, RuntimeError) as failure:
        print(failure, file=sys.stderr)
        return 1
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(as_json(measures))
    print(as_table(measures))
    return 0


def _measured(endpoint: str, scratch: Path) -> list[Measure]:
    with on_stage(endpoint) as stage:
        measures = list(measure_requests(stage))
    measures += measure_startup(stage.environ, scratch)
    return [*measures, *measure_comparison(stage.environ)]


if __name__ == "__main__":
    sys.exit(main())
