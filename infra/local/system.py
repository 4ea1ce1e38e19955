"""The running system in this process: the HTTP front, the workers, the mailbox and the pages about them."""

import os
import signal
import socket
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import FrameType

from infra.local.front import Front
from infra.local.invoke import CallFunction, answer_with, call_function
from infra.local.journal import Journal
from infra.local.limits import Limits
from infra.local.mailbox import Mailbox, SesTap
from infra.local.pages.local_routes import LocalRoutes, is_local
from infra.local.pages.queue_depths import QueueDepths
from infra.local.pages.signing import sign_with
from infra.local.requests import Request, Response
from infra.local.workers.loop import Loop
from infra.local.workers.schedules import Schedules, Timetable
from infra.local.workforce import Workforce
from infra.topology import FUNCTIONS, QUEUES, Function

STATE = Path(__file__).parents[2] / ".local" / "state"
MAIL_BODY = 4 * 1024 * 1024  # an SES call carries a whole mail


def run(environ: Mapping[str, str], listener: socket.socket) -> None:
    """Serve on `listener` until SIGTERM or SIGINT; then answer what is under way, publish the streams, and return.

    `environ` holds every setting (shared/settings.py) and becomes this process's environment, which the functions read.
    `ROLLBOOK_LOCAL_STATE` may name another directory for what outlives a restart.
    """
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask_to_stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        system = System(environ, listener)
        system.start()
        stop.wait()
        system.stop()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class System:
    """The parts of the running system; `run` is one of these between two signals."""

    def __init__(
        self,
        environ: Mapping[str, str],
        listener: socket.socket,
        call: CallFunction = call_function,
        functions: Iterable[Function] = FUNCTIONS,
    ) -> None:
        functions = tuple(functions)
        state = Path(environ.get("ROLLBOOK_LOCAL_STATE", STATE))
        state.mkdir(parents=True, exist_ok=True)
        self.mailbox = Mailbox(Journal(state / "mails.jsonl"))
        self._ses = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._ses_tap = Front(self._ses, SesTap(environ["AWS_ENDPOINT_URL"], self.mailbox), Limits(body=MAIL_BODY))
        os.environ.update(environ, AWS_ENDPOINT_URL_SESV2=f"http://127.0.0.1:{self._ses.getsockname()[1]}")
        schedules = Schedules(functions, environ["AWS_REGION"], call)
        self._workforce = Workforce(environ, functions, call, state)
        self._timetable = Loop("schedules", Timetable(schedules).step)
        local = LocalRoutes(
            self.mailbox,
            self._workforce.bus,
            QueueDepths(environ, QUEUES, self._workforce),
            schedules,
            sign_with(environ),
        )
        serve_functions = answer_with(functions, environ["AWS_REGION"], call)

        def answer(request: Request) -> Response:
            return local(request) if is_local(request) else serve_functions(request)

        self._front = Front(listener, answer)

    def start(self) -> None:
        self._ses_tap.start()
        self._workforce.start()
        self._timetable.start()
        self._front.start()

    def stop(self, seconds: float = 10.0) -> None:
        """No new requests; those under way are answered; streams are published; workers end."""
        self._timetable.ask_to_stop()
        self._workforce.stop_receiving()  # their long polls end while the front waits for its last answers
        self._front.stop(seconds)
        self._workforce.stop(seconds)
        self._ses_tap.stop(1.0)
        self._ses.close()
