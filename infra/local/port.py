"""The one port of the local system: taken at the start, so that a conflict shows before anything runs."""

import http.client
import socket
import time
from collections.abc import Callable
from pathlib import Path

from infra.local import state
from infra.local.failures import BadSetting, PortInUse

HOST = "127.0.0.1"
BACKLOG = 1024  # connections wait here while a new version of the code takes over


def listen(port: int, home: Path) -> socket.socket:
    """A listening socket. Raises PortInUse or BadSetting, each with what to do."""
    if not 0 <= port <= 65535:
        raise BadSetting(f"{port} is no port: choose one from 1 to 65535, as in make dev PORT=8001.")
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is free
    try:
        listener.bind((HOST, port))
        listener.listen(BACKLOG)
    except PermissionError:
        listener.close()
        raise BadSetting(f"Port {port} needs more rights than you have. Run make dev PORT=8000.") from None
    except OSError:
        listener.close()
        raise PortInUse(_taken(port, home)) from None
    return listener


def wait_healthy(port: int, alive: Callable[[], bool]) -> bool:
    """True once GET /healthz is 200; False if the process that should answer is gone."""
    while alive():
        if _is_healthy(port):
            return True
        time.sleep(0.05)
    return False


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _taken(port: int, home: Path) -> str:
    owner = state.running_on(home, port)
    free = _free_after(port)
    if owner:
        return (
            f"Rollbook runs already on port {port} (process {owner}): open http://{HOST}:{port}. "
            f"Stop it with Ctrl-C where it runs, or run make dev PORT={free} for a second one."
        )
    return f"Port {port} is in use by another program. Stop it, or run make dev PORT={free}."


def _free_after(port: int) -> int:
    for candidate in range(port + 1, min(port + 50, 65536)):
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex((HOST, candidate)) != 0:
                return candidate
    return port + 1
