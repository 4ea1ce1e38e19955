"""What AWS clients read of the process's environment, set for a test."""

import os
from collections.abc import Mapping

import pytest


def set_aws_environment(environ: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials and region come from `environ` alone, whatever the person's own environment says."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "ROLLBOOK_"))]:
        if name != "ROLLBOOK_MINISTACK":
            monkeypatch.delenv(name)
    for name, value in environ.items():
        if name.startswith("AWS_") or name == "NO_PROXY":
            monkeypatch.setenv(name, value)
