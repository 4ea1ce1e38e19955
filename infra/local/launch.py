"""Brings the parts up in order, and takes them down in the reverse one."""

import os
import threading
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.local import port as ports
from infra.local.console import Console, admin, welcome
from infra.local.emulator import Emulator
from infra.local.environment import MEMORY, PREFIX, chosen_by_person, without_foreign
from infra.local.failures import EmulatorFailed, LocalFailure
from infra.local.interrupts import Interrupts
from infra.local.messages import EmulatorGone, Inbox
from infra.local.process import Child
from infra.local.state import claim
from infra.local.supervisor import Supervisor
from infra.local.watch import watch_edits

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".local"


class Launch:
    """One run of the local system. Leaving it stops everything, whatever had been started."""

    def __init__(self, port: int, *, keep: bool, logs_here: bool, interrupts: Interrupts, home: Path = HOME) -> None:
        self._port, self._keep, self._home, self._logs_here = port, keep, home.absolute(), logs_here
        self._console = Console()
        self._inbox = Inbox()
        self._interrupts = interrupts
        self._parts = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._parts.__exit__(kind, error, trace)

    def start(self) -> None:
        """Everything up to the first child process. Raises LocalFailure."""
        self._listener = self._parts.enter_context(ports.listen(self._port, self._home))
        self._port = self._listener.getsockname()[1]
        self._state = claim(self._home, self._port, self._keep)
        self._parts.push(self._release)
        self._console.step(self._state.began)
        self._log = self._state.logs / "system.log"
        self._log.write_bytes(b"")
        self._emulator = Emulator(log=self._state.logs / "emulator.log", state=self._state.emulator)
        self._parts.callback(self._emulator.stop)
        self._emulator.launch()
        self._environ = self._provision()
        self._supervisor = Supervisor(self._spawn, self._inbox, self._console.say, self._healthy, self._ready)

    def serve(self) -> None:
        """Until somebody asks to stop. Raises EmulatorFailed when the emulator ends by itself."""
        self._parts.callback(self._stop_children)
        self._interrupts.kill_with(self._kill)
        self._interrupts.tell(self._inbox)
        threading.Thread(target=self._guard_emulator, name="emulator", daemon=True).start()
        watch_edits(ROOT, self._inbox, self._console.say)
        if not self._supervisor.run():
            raise EmulatorFailed(
                f"The AWS emulator ended by itself; its output is in {self._emulator.log}. Start again."
            )
        self._console.say("\nStopping: requests in flight and events on their way are finished first.")

    def _provision(self) -> dict[str, str]:
        # Imported while the emulator starts: botocore takes as long as that.
        from infra.local.provision import Clients, provision, summary

        clients = Clients(self._emulator.endpoint)
        self._emulator.wait_ready()
        self._console.step(f"The AWS emulator is up on {self._emulator.endpoint.removeprefix('http://')}.")
        if clients.endpoint != self._emulator.endpoint:  # its port was taken meanwhile
            clients = Clients(self._emulator.endpoint)
        resources = provision(self._emulator.endpoint, PREFIX, f"http://{ports.HOST}:{self._port}", clients)
        self._console.step(summary())
        return self._environment(resources)

    def _environment(self, resources: dict[str, str]) -> dict[str, str]:
        email, password = admin(os.environ)
        own = {
            "ROLLBOOK_ADMIN_EMAIL": email,
            "ROLLBOOK_ADMIN_PASSWORD": password,
            "ROLLBOOK_LOCAL_STATE": str(self._state.path),
        }
        return MEMORY | without_foreign(os.environ) | resources | chosen_by_person(os.environ) | own

    def _spawn(self) -> Child:
        return Child(self._environ, self._listener, self._inbox, None if self._logs_here else self._log)

    def _healthy(self, child: Child) -> bool:
        return ports.wait_healthy(self._port, child.alive)

    def _ready(self, first: bool) -> None:
        if not first:
            self._console.say("The edited code serves now.")
            return
        self._console.step("Ready.")
        log = "this terminal" if self._logs_here else os.path.relpath(self._log)
        self._console.say(welcome(f"http://{ports.HOST}:{self._port}", *admin(os.environ), log))

    def _guard_emulator(self) -> None:
        self._emulator.wait()
        self._inbox.put(EmulatorGone())

    def _stop_children(self) -> None:
        self._supervisor.stop()

    def _kill(self) -> None:
        self._supervisor.kill()
        self._emulator.kill()

    def _release(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._state.release(failed=isinstance(error, LocalFailure))
        if not isinstance(error, LocalFailure):
            self._console.say(self._state.farewell())
