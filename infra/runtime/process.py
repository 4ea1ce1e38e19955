"""One function in a process of its own, as Lambda starts it: its bundle, its environment, the real runtime client."""

import os
import queue
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.runtime.api import Ended, RuntimeApi, runtime_api

_STARTS_WITHIN = 30.0
_ANSWERS_WITHIN = 30.0


class FunctionFailed(RuntimeError):
    """It did not start, or an invocation ended with an error; with what it wrote."""


@dataclass(frozen=True)
class Runtime:
    """`python`: the interpreter; `client`: a folder with awslambdaric, which Lambda keeps beside a function's code."""

    python: str
    client: Path


@dataclass
class FunctionProcess:
    """A function that waits for events. `init_seconds`, `init_cpu`: from its start to its first question for one."""

    api: RuntimeApi
    log: Path
    init_seconds: float
    init_cpu: float

    def invoke(self, event: Any) -> Any:
        """Its answer. Raises FunctionFailed."""
        self.api.give(event)
        try:
            ended: Ended = self.api.ended.get(timeout=_ANSWERS_WITHIN)
        except queue.Empty:
            raise FunctionFailed(f"It gave no answer within {_ANSWERS_WITHIN:.0f} s.\n{self.log.read_text()}") from None
        if ended.failed:
            raise FunctionFailed(f"{ended.answer}\n{self.log.read_text()}")
        return ended.answer


@contextmanager
def started(
    handler: str, bundle: Path, environ: Mapping[str, str], runtime: Runtime, log: Path
) -> Iterator[FunctionProcess]:
    """`handler`: as Lambda is told it, `functions.sessions.handler.handler`. Raises FunctionFailed."""
    name = handler.split(".")[1] if "." in handler else handler
    with runtime_api(name) as api, log.open("wb") as written:
        began = time.perf_counter()
        process = subprocess.Popen(
            [runtime.python, "-s", "-m", "awslambdaric", handler],
            cwd=bundle,
            env=_environment(name, handler, bundle, environ, runtime, api),
            stdout=written,
            stderr=subprocess.STDOUT,
        )
        try:
            if not api.ready.wait(_STARTS_WITHIN) or not api.ended.empty():
                raise FunctionFailed(f"{handler} did not start.\n{log.read_text()}")
            yield FunctionProcess(api, log, time.perf_counter() - began, _cpu_of(process.pid))
        finally:
            process.kill()
            process.wait()


def _environment(
    name: str, handler: str, bundle: Path, environ: Mapping[str, str], runtime: Runtime, api: RuntimeApi
) -> dict[str, str]:
    """What Lambda sets, and what the function was configured with; nothing of this machine."""
    return {
        "PATH": os.defpath,
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "PYTHONPATH": os.pathsep.join([str(bundle), str(runtime.client)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_LAMBDA_RUNTIME_API": api.host,
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": "local",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
        "LAMBDA_TASK_ROOT": str(bundle),
        "LAMBDA_RUNTIME_DIR": str(runtime.client),
        "_HANDLER": handler,
        **environ,
    }


def _cpu_of(pid: int) -> float:
    """Seconds of CPU of all its threads so far. Linux keeps a clock for each process (clock_getcpuclockid(3))."""
    return time.clock_gettime((~pid << 3) | 2)
