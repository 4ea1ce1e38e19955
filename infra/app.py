"""Synthesises the stack: `python -m infra.app` (make synth), which is also what `cdk` runs. Settings: cdk.json."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aws_cdk import App

from infra.context import Context, ContextError
from infra.stack import RollbookStack

_FILE = Path(__file__).parents[1] / "cdk.json"


def build(context: Mapping[str, Any] | None = None, outdir: str | None = None) -> tuple[App, RollbookStack]:
    """The app before it is synthesised. `context` instead of cdk.json's. Raises ContextError."""
    app = App(context=dict(_from_file() if context is None else context), outdir=outdir)
    return app, RollbookStack(app, Context.read(app.node.try_get_context))


def _from_file() -> dict[str, Any]:
    """The CDK's command reads cdk.json itself and hands it over; without it, we read it."""
    if "CDK_CONTEXT_JSON" in os.environ:
        return {}
    found: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))["context"]
    stage = os.environ.get("STAGE")
    return found | ({"stage": stage} if stage else {})


def main() -> int:
    try:
        app, _ = build()
    except ContextError as error:
        print(error, file=sys.stderr)
        return 1
    app.synth()
    return 0


if __name__ == "__main__":
    sys.exit(main())
