"""What Lambda has on its machines already, on this one: the runtime client, and boto3 to compare with."""

import shutil
from pathlib import Path

from infra.bundle.build import compile_all, install

CLIENT, SDK = "runtime", "sdk"


def install_runtime(python: str, group: str, into: Path) -> Path:
    """`group`: CLIENT or SDK. Compiled as Lambda's own is. Raises BundleFailed."""
    shutil.rmtree(into, ignore_errors=True)
    into.parent.mkdir(parents=True, exist_ok=True)
    install("host", python, into, group)
    compile_all(into, python)
    return into
