"""The local HTTP front: an HTTP/1.1 server on one listening socket, a thread per connection, so many at most.

Example:
    front = Front(listener, answer)
    front.start()
    ...
    front.stop(seconds=10)
"""

import ipaddress
import socket
import sys
import threading
import time
import traceback

from infra.local.connection import Answer, Connection
from infra.local.limits import Limits
from infra.local.requests import Request, Response, problem

ACCEPT_SLICE = 0.1
CROWDED_PATIENCE = 1.0  # seconds an idle client keeps its place while others wait for one


class Front:
    """Serves `answer` on a listening loopback socket. Raises ValueError for a socket the network could reach."""

    def __init__(self, listener: socket.socket, answer: Answer, limits: Limits | None = None) -> None:
        host = listener.getsockname()[0]
        if not ipaddress.ip_address(host).is_loopback or listener.family != socket.AF_INET:
            raise ValueError(f"The local system serves 127.0.0.0/8 only, not {host}.")
        self._listener, self._answer, self._limits = listener, answer, limits or Limits()
        self._places = threading.BoundedSemaphore(self._limits.connections)
        self._stopping = threading.Event()
        self._crowded = threading.Event()
        self._open: set[threading.Thread] = set()
        self._acceptor = threading.Thread(target=self._accept_forever, name="front", daemon=True)

    def start(self) -> None:
        self._listener.settimeout(ACCEPT_SLICE)
        self._acceptor.start()

    def stop(self, seconds: float = 10.0) -> bool:
        """No new requests; waits for those under way. True if all were answered in time."""
        self._stopping.set()
        self._acceptor.join()
        deadline = time.monotonic() + seconds
        for thread in tuple(self._open):
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in tuple(self._open))

    def _accept_forever(self) -> None:
        while not self._stopping.is_set():
            if not self._places.acquire(timeout=ACCEPT_SLICE):
                self._crowded.set()
                continue
            self._crowded.clear()
            if not self._accept():
                self._places.release()

    def _accept(self) -> bool:
        try:
            sock, peer = self._listener.accept()
        except TimeoutError:
            return False
        except OSError as error:  # out of file descriptors, mostly: breathe, the next one may fit
            print(f"The front could not take a connection ({error}).", file=sys.stderr, flush=True)
            self._stopping.wait(ACCEPT_SLICE)
            return False
        thread = threading.Thread(target=self._serve, args=(sock, peer), name=f"front {peer[0]}", daemon=True)
        self._open.add(thread)
        thread.start()
        return True

    def _serve(self, sock: socket.socket, peer: tuple[str, int]) -> None:
        try:
            with sock:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                Connection(sock, peer, self._safe_answer, self._limits).serve(self._give_up)
        finally:
            self._open.discard(threading.current_thread())
            self._places.release()

    def _give_up(self, idle: float) -> bool:
        return self._stopping.is_set() or (self._crowded.is_set() and idle >= CROWDED_PATIENCE)

    def _safe_answer(self, request: Request) -> Response:
        try:
            return self._answer(request)
        except Exception:  # the last line of defence: whatever it was, the client gets a problem and we get the trace
            print(f"{request.method} {request.path} failed, trace {request.trace_id}:", file=sys.stderr)
            traceback.print_exc()
            return problem("internal_error", "Something went wrong here.", request.path, request.trace_id)
