"""What the stack on this machine chooses otherwise than cdk.json says."""

import json
import platform
from pathlib import Path
from typing import Any

from infra.local.environment import MAIL_DOMAIN

ROOT = Path(__file__).resolve().parents[2]
STAGE = "local"
BUNDLES = ROOT / "build" / "bundle-host"


def context() -> dict[str, Any]:
    """cdk.json's context with the stage `local`: as in production, but for what this machine needs."""
    shared: dict[str, Any] = json.loads((ROOT / "cdk.json").read_text("utf-8"))["context"]
    arm = platform.machine().lower() in ("aarch64", "arm64")
    return shared | {
        "stage": STAGE,
        f"rollbook:{STAGE}": {
            "bundle": str(BUNDLES),
            "architecture": "arm64" if arm else "x86_64",
            "mail_from": f"no-reply@{MAIL_DOMAIN}",
        },
        # The template refers to the built bundles where they are: copies of them would only be uploaded once more.
        "aws:cdk:disable-asset-staging": True,
    }
