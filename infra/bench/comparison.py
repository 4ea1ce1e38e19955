"""The same sign-in on fastapi-users + SQLite with its defaults, and here: two servers, one client, taking turns.

Compared is the CPU of each server's process, HTTP included: what one machine can carry. DynamoDB is a service, so the
emulator's CPU is not ours; SQLite is a library, so its CPU is theirs. Times on the clock are told beside it.
"""

import contextlib
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from infra.bench.report import Goal, Measure
from infra.bench.stage import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
THEIR_PYTHON = ROOT / ".tools" / "venv-bench" / "bin" / "python"
EMAIL = "few@example.com"
ROUNDS, SIGN_INS = 8, 4
READY_WITHIN = 60.0
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass
class Server:
    """`sign_in`: path, media type and body."""

    port: int
    sign_in: tuple[str, str, bytes]
    clock: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def post(self, path: str, media_type: str, body: bytes, wanted: int) -> None:
        self._ask("POST", path, wanted, body, {"content-type": media_type})

    def cpu_used(self) -> float:
        return float(json.loads(self._ask("GET", "/cpu", 200)))

    def measure(self) -> None:
        """One round: CPU per sign-in in milliseconds, and each sign-in by the clock."""
        before = self.cpu_used()
        for _ in range(SIGN_INS):
            started = time.perf_counter()
            self.post(*self.sign_in, wanted=0)
            self.clock.append((time.perf_counter() - started) * 1000)
        self.cpu.append((self.cpu_used() - before) / SIGN_INS * 1000)

    def _ask(
        self, method: str, path: str, wanted: int, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, path, body or None, dict(headers or {}))
            answer = connection.getresponse()
            content = answer.read()
        if answer.status != wanted and not (wanted == 0 and answer.status in (200, 201)):
            raise RuntimeError(f"{method} {path} answered {answer.status}: {content[:500]!r}")
        return content


def measure_comparison(environ: Mapping[str, str]) -> Iterator[Measure]:
    """`environ` is of a system in which EMAIL has an account."""
    form = urlencode({"username": EMAIL, "password": PASSWORD}).encode()
    person = {"identifier": EMAIL, "password": PASSWORD}
    ours = Server(_free_port(), ("/v1/sessions", _JSON, json.dumps(person).encode()))
    theirs = Server(_free_port(), ("/auth/jwt/login", _FORM, form))
    with _running(_our_command(ours.port), environ, ours), _running(_their_command(theirs.port), {}, theirs):
        registration = json.dumps({"email": EMAIL, "password": PASSWORD}).encode()
        theirs.post("/auth/register", _JSON, registration, wanted=201)
        for server in (ours, theirs) * (ROUNDS + 1):
            server.measure()
    yield Measure("sign-in, fastapi-users", _ratio(theirs.cpu, ours.cpu), "x ours, CPU of the server", Goal(">=", 5))
    clock = statistics.median(theirs.clock[SIGN_INS:]) / statistics.median(ours.clock[SIGN_INS:])
    yield Measure("  by the clock, emulator included", clock, "x ours, median")
    yield Measure("  one sign-in here", min(ours.cpu[1:]), "ms CPU, HTTP included")


def _ratio(theirs: Sequence[float], ours: Sequence[float]) -> float:
    return min(theirs[1:]) / min(ours[1:])


def _our_command(port: int) -> list[str]:
    return [sys.executable, "-m", "infra.bench.served", str(port)]


def _their_command(port: int) -> list[str]:
    app = ["--app-dir", str(Path(__file__).parent), "fastapi_users_app:app"]
    return [str(THEIR_PYTHON), "-m", "uvicorn", "--port", str(port), "--log-level", "warning", *app]


@contextlib.contextmanager
def _running(command: Sequence[str], environ: Mapping[str, str], server: Server) -> Iterator[None]:
    process = subprocess.Popen(command, env={**os.environ, **environ}, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait_until_up(process, server)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _wait_until_up(process: "subprocess.Popen[bytes]", server: Server) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            server.cpu_used()
            return
        time.sleep(0.1)
    raise RuntimeError(f"a server of the comparison did not start: {process.args!r}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
