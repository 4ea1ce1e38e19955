"""The AWS emulator (ministack), started and stopped with whoever needs it."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.local.failures import EmulatorFailed, EmulatorMissing

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
READY_WITHIN = 60.0  # seconds; it takes one, but a busy machine may be slow
STOPS_WITHIN = 20.0  # saving a large kept state takes its time
PORT_TRIES = 3  # between finding a free port and taking it, somebody else may
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a proxy: it is on this machine


class Emulator:
    """One emulator on 127.0.0.1, with a clean environment and its output in a file.

    `port`: a free one by default. `state`: a directory to load from and to save to at a clean stop.
    `settings`: more of the emulator's own variables. It ends with this process, even if this process is killed.
    """

    def __init__(
        self,
        port: int | None = None,
        log: Path | None = None,
        state: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._wanted_port = port
        self._settings = dict(settings or {})
        self.log = log or ROOT / ".local" / "emulator.log"
        self.state = state
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._lifeline = -1

    @property
    def endpoint(self) -> str:
        """The base URL for every AWS client."""
        return f"http://{HOST}:{self.port}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> Self:
        """Start it and wait until it answers. Raises EmulatorMissing or EmulatorFailed."""
        self.launch()
        self.wait_ready()
        return self

    def launch(self) -> None:
        """Start the process without waiting for it; `wait_ready` does."""
        python = find_emulator()
        self.port = self._wanted_port or _free_port()
        if self._wanted_port and _answers(self.port):
            raise EmulatorFailed(
                f"Port {self.port}, meant for the AWS emulator, is in use. Stop what uses it, or name another port."
            )
        self.log.parent.mkdir(parents=True, exist_ok=True)
        reading, self._lifeline = os.pipe()
        guard = Path(__file__).with_name("lifeline.py")
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [python, "-I", guard, str(reading), "ministack"],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(reading,),
                start_new_session=True,  # Ctrl-C in the terminal is for the one who stops things in order
            )
        os.close(reading)

    def wait_ready(self) -> None:
        """Return when it answers; raises EmulatorFailed when it ends or stays silent."""
        for attempt in range(1, PORT_TRIES + 1):
            if self._becomes_healthy():
                return
            if self._wanted_port or attempt == PORT_TRIES or "in use" not in self._last_words():
                break
            self.stop()
            self.launch()
        words = self._last_words()
        self.stop()
        raise EmulatorFailed(f"The AWS emulator did not start: {words} Its output is in {self.log}.")

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def wait(self) -> int | None:
        """Block until it ends; its exit code."""
        return self._process.wait() if self._process else None

    def reset(self) -> None:
        """Forget everything: every table, queue, key and mail."""
        request = urllib.request.Request(f"{self.endpoint}/_ministack/reset", method="POST")
        with _DIRECT.open(request, timeout=10):
            pass

    def stop(self) -> None:
        """Stop it, saving its state if it has a place for it; safe to repeat."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._lifeline >= 0:
            os.close(self._lifeline)
        self._process, self._lifeline = None, -1

    def kill(self) -> None:
        """End it at once, without saving and without waiting."""
        if self._process is not None:
            self._process.kill()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _environment(self) -> dict[str, str]:
        clean = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.log.parent),
            "TMPDIR": str(self.log.parent),
            "LANG": "C.UTF-8",
            "BIND_HOST": HOST,
            "GATEWAY_PORT": str(self.port),
            "LOG_LEVEL": "WARNING",  # a line per call would fill the disk of somebody who leaves it running
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "DOCKER_HOST": "unix:///nonexistent",  # it would look for its containers there, and wait
            "AWS_ACCESS_KEY_ID": "local",  # as infra/local/environment.py has it: it checks tickets by them
            "AWS_SECRET_ACCESS_KEY": "local",
        }
        if self.state:
            clean |= {"PERSIST_STATE": "1", "STATE_DIR": str(self.state)}
        return clean | self._settings

    def _becomes_healthy(self) -> bool:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and self.alive():
            if _answers(self.port) and self._healthy():
                return self.alive()
            time.sleep(0.02)
        return False

    def _healthy(self) -> bool:
        try:
            with _DIRECT.open(f"{self.endpoint}/_ministack/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _last_words(self) -> str:
        if self.alive():
            return f"it gave no sign of life within {READY_WITHIN:.0f} s."
        lines = self.log.read_text(errors="replace").strip().splitlines() if self.log.exists() else []
        return (
            f"it ended at once, saying: {lines[-1].strip().rstrip('.')}."
            if lines
            else "it ended at once, saying nothing."
        )


def find_emulator() -> Path:
    """The Python that has ministack: ROLLBOOK_MINISTACK (its environment or its program), else `.tools/ministack`."""
    named = os.environ.get("ROLLBOOK_MINISTACK")
    place = Path(named) if named else ROOT / ".tools" / "ministack"
    python = (place / "bin" if place.is_dir() else place.parent) / "python"
    program = python.with_name("ministack")
    if python.exists() and program.exists():
        return python
    where = f"at {place}, where ROLLBOOK_MINISTACK points" if named else "installed"
    raise EmulatorMissing(f"The AWS emulator is not {where}. Run make setup, then try again.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0
