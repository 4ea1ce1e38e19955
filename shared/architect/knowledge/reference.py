"""Numbers of well-kept projects, as they were measured (reference_metrics.json says which, and when)."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files


@cache
def reference_metrics() -> Mapping[str, Sequence[float]]:
    """Metric -> the values of all projects, in order."""
    told = json.loads((files("shared.architect.knowledge") / "reference_metrics.json").read_text("utf-8"))
    keys = sorted({key for one in told["projects"] for key in one["metrics"]})
    return {key: sorted(one["metrics"][key] for one in told["projects"] if key in one["metrics"]) for key in keys}
