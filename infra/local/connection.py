"""One client's connection: requests are read with h11, answered one after the other, until either side ends it."""

import socket
import time
from collections.abc import Callable
from email.utils import formatdate
from http.client import responses

import h11

from infra.local.limits import Limits
from infra.local.requests import Headers, Refused, Request, Response, new_trace_id, problem
from infra.local.wire import ClientGone, Wire

Answer = Callable[[Request], Response]
BODILESS = (204, 304)


class Connection:
    """`give_up(seconds idle)` is asked while no request is under way: the server may be stopping or crowded."""

    def __init__(self, sock: socket.socket, peer: tuple[str, int], answer: Answer, limits: Limits) -> None:
        self._wire = Wire(sock, limits)
        self._peer, self._port = peer, int(sock.getsockname()[1])
        self._answer, self._limits = answer, limits
        self._method = ""

    def serve(self, give_up: Callable[[float], bool]) -> None:
        """Returns when the connection is over; a client that vanished is nobody's error."""
        try:
            while True:
                self._wire.wait_for_request(give_up)
                if not self._exchange(give_up):
                    return
        except (ClientGone, OSError):
            return

    def _exchange(self, give_up: Callable[[float], bool]) -> bool:
        """One request and its answer. True if another request may follow."""
        protocol = h11.Connection(h11.SERVER, max_incomplete_event_size=2 * self._limits.headers + self._limits.target)
        try:
            request = self._read(protocol)
        except Refused as refusal:
            self._refuse(protocol, refusal)
            return False
        response = self._answer(request)
        if request.method == "CONNECT" and response.status < 300:  # in HTTP, success would open a tunnel
            response = problem("method_not_allowed", "There are no tunnels here.", request.path, request.trace_id)
        close = response.close or request.method == "CONNECT" or give_up(0.0)
        self._send(protocol, response, close)
        self._wire.buffer = protocol.trailing_data[0]
        return protocol.our_state is h11.DONE and not close

    def _read(self, protocol: h11.Connection) -> Request:
        self._method = ""
        path = self._wire.read_head()
        try:
            protocol.receive_data(self._wire.buffer)
            event = protocol.next_event()
            if not isinstance(event, h11.Request):
                raise Refused("bad_request", "The request has no proper head.", path)
            self._method = event.method.decode("ascii")
            self._check_framing(event, path)
            body = self._read_body(protocol, path)
        except h11.RemoteProtocolError as error:
            raise Refused("bad_request", f"The request is not proper HTTP/1.1: {error}.", path) from error
        return Request(
            method=self._method,
            target=event.target.decode("ascii"),
            version=event.http_version.decode("ascii"),
            headers=tuple((name.decode("ascii"), value.decode("latin-1")) for name, value in event.headers),
            body=body,
            peer=self._peer,
            port=self._port,
        )

    def _check_framing(self, head: h11.Request, path: str) -> None:
        lengths = [value for name, value in head.headers if name == b"content-length"]
        if lengths and any(name == b"transfer-encoding" for name, _ in head.headers):  # RFC 9112 section 6.3: smuggling
            raise Refused("bad_request", "Content-Length and Transfer-Encoding exclude each other.", path)
        if lengths and int(lengths[0]) > self._limits.body:
            raise self._too_large(path)

    def _too_large(self, path: str) -> Refused:
        return Refused("body_too_large", f"The body is longer than {self._limits.body} bytes.", path)

    def _read_body(self, protocol: h11.Connection, path: str) -> bytes:
        deadline = time.monotonic() + self._limits.body_seconds
        body = bytearray()
        while True:
            event = protocol.next_event()
            if event is h11.NEED_DATA:
                if protocol.they_are_waiting_for_100_continue:
                    self._wire.send(protocol.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
                protocol.receive_data(self._wire.receive(deadline, path))
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > self._limits.body:
                    raise self._too_large(path)
            else:
                return bytes(body)

    def _refuse(self, protocol: h11.Connection, refusal: Refused) -> None:
        response = problem(refusal.code, refusal.detail, refusal.path, new_trace_id())
        if protocol.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self._send(protocol, response, close=True)
        self._wire.swallow()

    def _send(self, protocol: h11.Connection, response: Response, close: bool) -> None:
        bodiless = response.status in BODILESS
        headers = _framed(response, bodiless, close)
        head = h11.Response(status_code=response.status, headers=headers, reason=responses.get(response.status, ""))
        content = protocol.send(head) or b""
        if response.body and not bodiless and self._method != "HEAD":
            content += protocol.send(h11.Data(data=response.body)) or b""
        content += protocol.send(h11.EndOfMessage()) or b""
        self._wire.send(content)


def _framed(response: Response, bodiless: bool, close: bool) -> list[tuple[str, str]]:
    """The headers that go out: ours for framing and sniffing, nobody's name in `Server`."""
    ours = {"connection", "content-length", "date", "server", "transfer-encoding", "keep-alive", "upgrade"}
    headers: Headers = tuple(pair for pair in response.headers if pair[0].lower() not in ours)
    if response.header("x-content-type-options") is None:
        headers += (("x-content-type-options", "nosniff"),)
    headers += (("date", formatdate(usegmt=True)),)
    if not bodiless:
        headers += (("content-length", str(len(response.body))),)
    if close:
        headers += (("connection", "close"),)
    return list(headers)
