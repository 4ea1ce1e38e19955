"""What leaves the system: every AWS call through one door, every trace to one daemon, every line into one file."""

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal
from xml.sax.saxutils import escape

from infra.local.requests import Request, Response
from tests.journeys.outage import Gate

Trouble = Literal["refuses", "refuses once", "garbles"]
_SCOPE = re.compile(r"/([a-z0-9]+)/aws4_request")
_JSON = (("content-type", "application/x-amz-json-1.0"),)


@dataclass(frozen=True)
class AwsCall:
    """One call as it went over the wire. `service` as its signature names it; `operation` "" where a path says it."""

    service: str
    operation: str
    body: str

    @cached_property
    def members(self) -> dict[str, Any]:
        return dict(json.loads(self.body or "{}"))


class Wire(Gate):
    """The door to AWS. It keeps what was said, and can make services repeat it in their errors."""

    def __init__(self, endpoint: str) -> None:
        super().__init__(endpoint)
        self.calls: list[AwsCall] = []
        self.troubles: dict[str, Trouble] = {}

    def __call__(self, request: Request) -> Response:
        scope = _SCOPE.search(request.header("authorization") or "")
        service = scope[1] if scope else ""
        operation = (request.header("x-amz-target") or "").rpartition(".")[2]
        said = request.body.decode("utf-8", "replace")
        self.calls.append(AwsCall(service, operation, said))
        match self.troubles.get(operation) or self.troubles.get(service):
            case "refuses":
                return _refused(service, said or request.target)
            case "refuses once":
                self.troubles.pop(service)
                return _refused(service, said or request.target)
            case "garbles" if service == "s3":
                whole = self._pass_on(request)
                return Response(whole.status, whole.headers, whole.body[: len(whole.body) // 2])
            case "garbles":
                return Response(200, _JSON, json.dumps(_garbled(said)).encode())
        return self._pass_on(request)

    @contextmanager
    def trouble(self, kind: Trouble, *names: str) -> Iterator[None]:
        """For these services or operations."""
        self.troubles |= dict.fromkeys(names, kind)
        try:
            yield
        finally:
            for name in names:
                self.troubles.pop(name, None)


def _refused(service: str, said: str) -> Response:
    """With what was said in it, in the form of this service."""
    if service == "s3":
        told = f"<Error><Code>AccessDenied</Code><Message>{escape(said)}</Message></Error>"
        return Response(403, (("content-type", "application/xml"),), told.encode())
    return Response(400, _JSON, json.dumps({"__type": _refusal(service), "message": said}).encode())


def _refusal(service: str) -> str:
    """What no client library tries again."""
    return "AccessDeniedException" if service != "ses" else "MailFromDomainNotVerifiedException"


def _garbled(said: str) -> dict[str, Any]:
    """An answer that no decoder can read, made of what was said."""
    item = {"pk": {"S": said}, "sk": {"S": said}, said[:200]: {"S": said}}
    return {"Item": item, "Items": [item], "Responses": {said: [item]}, "Entries": said, "FailedEntryCount": said}


class TraceDaemon:
    """Stands in for the X-Ray daemon: takes its UDP packets."""

    def __init__(self) -> None:
        self.documents: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 * 1024 * 1024)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="traces", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        self._socket.close()

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                packet = self._socket.recv(65_535)
            except TimeoutError:
                continue
            self.documents.append(packet.decode("utf-8", "replace").partition("\n")[2])
