"""A project with the real lifecycle and stand-in functions: its code can be edited, and it starts within seconds."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from infra.topology import FUNCTIONS

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 40.0  # seconds: the machine may be busy
ANSWER = """
def handler(event, context):
    if "Records" in event:
        return {"batchItemFailures": []}
    return {"statusCode": 200, "headers": {"content-type": "text/plain"}, "body": %r}
"""
BOOTSTRAP = """
def prepare(environ):
    print("prepared", environ["ROLLBOOK_DIRECTORY_TABLE"])

def seed_admin(environ, email, password):
    print("admin", email, len(password), "ROLLBOOK_ADMIN_PASSWORD" in environ)
"""


class Project:
    """A copy of infra/ with functions that answer at once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in ("local", "operate"):
            bytecode = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / "infra" / folder, root / "infra" / folder, ignore=bytecode)
        for declaration in ("declarations.py", "topology.py", "functions_of_accounts.py", "functions_of_architect.py"):
            shutil.copy(ROOT / "infra" / declaration, root / "infra" / declaration)
        (root / "functions").mkdir()
        # A package like the real one, which is on the path as well: one without this file would give way to it.
        (root / "functions" / "__init__.py").touch()
        for function in FUNCTIONS:
            self.write(function.name, ANSWER % "first")
        (root / "shared").mkdir()
        (root / "shared" / "bootstrap.py").write_text(BOOTSTRAP)

    def write(self, function: str, code: str) -> None:
        """Save the code of one function."""
        folder = self.root / "functions" / function
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "handler.py").write_text(code)

    def start(self, *arguments: str, **environ: str) -> "Run":
        """`python -m infra.local` on a free port, unless `arguments` name one."""
        port = () if "--port" in arguments else ("--port", "0")
        return Run(self.root, [*port, *arguments], environ)


class Run:
    """One process of it, in a process group of its own as a terminal would give it."""

    def __init__(self, root: Path, arguments: list[str], environ: dict[str, str]) -> None:
        emulator = os.environ.get("ROLLBOOK_MINISTACK", str(ROOT / ".tools" / "ministack"))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "infra.local", *arguments],
            cwd=root,
            env={**os.environ, "ROLLBOOK_MINISTACK": emulator, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.output = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def url(self) -> str:
        return self.wait_for(r"API +(http://127.0.0.1:\d+)")

    @property
    def port(self) -> str:
        return self.url.rpartition(":")[2]

    def wait_for(self, pattern: str) -> str:
        """Wait until the output has `pattern`; its first group, or all of it."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found = re.search(pattern, self.output)
            if found:
                return found.group(found.re.groups and 1)
            assert self.process.poll() is None or self._reader.is_alive(), f"it ended first:\n{self.output}"
            time.sleep(0.02)
        raise AssertionError(f"never said {pattern!r}:\n{self.output}")

    def answer(self, path: str = "/healthz") -> str:
        with urllib.request.urlopen(f"{self.url}{path}", timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def wait_answer(self, wanted: str) -> None:
        """Wait until /healthz answers `wanted`."""
        deadline = time.monotonic() + PATIENCE
        while (last := self.answer()) != wanted:
            assert time.monotonic() < deadline, f"still answers {last!r}:\n{self.output}"
            time.sleep(0.05)

    def children(self) -> list[int]:
        """Process ids of the emulator and of the system."""
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def press_ctrl_c(self) -> None:
        """As a terminal does: the signal goes to the whole process group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def wait_end(self) -> int:
        """Its exit code, all output read."""
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert self.process.stdout
        self.process.stdout.close()
        return code

    def stop(self) -> None:
        """Whatever happened in the test, leave nothing running."""
        if self.process.poll() is None:
            self.process.terminate()
        self.wait_end()

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.output += line


def wait_gone(pids: list[int]) -> None:
    """Assert that these processes end soon."""
    deadline = time.monotonic() + PATIENCE
    while left := [pid for pid in pids if _runs(pid)]:
        assert time.monotonic() < deadline, f"still running: {left}"
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:1]
    except FileNotFoundError:
        return False
