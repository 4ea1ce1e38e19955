"""`python -m tests.architect.scenarios.golden`: what this version of the knowledge advises, one line for each scenario.

Whoever changes a table runs it, and sees in the difference whose advice that changed.
"""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from shared.architect.document import render
from shared.architect.document.compose import compose
from shared.architect.domain.design.solve import solve
from shared.architect.knowledge.load import knowledge
from tests.architect.scenarios.reading import SCENARIOS

FILE = Path(__file__).with_name("golden.json")
DAY = date(2026, 11, 27)


def advice() -> dict[str, Any]:
    """Parts of the recommended system, its band, and a digest of the whole document in each language."""
    known = knowledge()
    told: dict[str, Any] = {}
    for scenario in SCENARIOS:
        outcome = solve(known.schema.complete(scenario.requirements), known)
        option = outcome.options[outcome.recommended]
        texts = [render.markdown(compose(outcome, "Golden", language, None, DAY)) for language in ("en", "zh")]
        digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
        told[scenario.name] = {**option.parts, "cost": option.cost_band, "document": digest}
    return {"kb_version": known.version, "scenarios": told}


if __name__ == "__main__":
    FILE.write_text(json.dumps(advice(), indent=1) + "\n", "utf-8")
    print(f"{FILE.name} holds what {knowledge().version} advises.")
