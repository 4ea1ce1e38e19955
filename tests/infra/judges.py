"""cfn-lint and checkov, started early as programs of their own and asked late."""

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from tests.docs.documents import ROOT

_HOME = ROOT / ".tools" / "venv-judges" / "bin"
_PATIENCE = 300  # seconds
# W3005: the CDK writes a DependsOn beside a reference that says the same.
COMMANDS = {
    "cfn-lint": ["cfn-lint", "--ignore-checks", "W3005", "--regions", "eu-central-1", "--template"],
    "checkov": ["checkov", "--framework", "cloudformation", "--skip-download", "--compact", "--quiet", "--file"],
}


class Judges:
    """Those that `make cloud` installed, at work on a template."""

    def __init__(self, template: Path) -> None:
        self._template = str(template)
        self._at_work: dict[str, tuple[subprocess.Popen[bytes], IO[bytes]]] = {}

    def __enter__(self) -> "Judges":
        for name, command in COMMANDS.items():
            if (program := _HOME / command[0]).exists():
                said = TemporaryFile()
                arguments = [str(program), *command[1:], self._template]
                quiet = {**os.environ, "LOG_LEVEL": "ERROR", "BC_SKIP_MAPPING": "TRUE"}
                process = subprocess.Popen(arguments, stdout=said, stderr=subprocess.STDOUT, env=quiet)
                self._at_work[name] = process, said
        return self

    def verdict(self, name: str) -> tuple[int, str] | None:
        """How the program ended and what it said; None where it is not installed."""
        if name not in self._at_work:
            return None
        process, said = self._at_work[name]
        ended = process.wait(_PATIENCE)
        said.seek(0)
        return ended, said.read().decode()

    def __exit__(self, *ended: object) -> None:
        for process, said in self._at_work.values():
            process.kill()
            process.wait()
            said.close()
