"""All local routes over things in memory, and mails to put there."""

import json
from datetime import UTC, datetime
from typing import Any

from infra.local.journal import Journal
from infra.local.mailbox import Mailbox, mail_of
from infra.local.pages.local_routes import LocalRoutes
from infra.local.requests import Headers, Request, Response
from infra.local.workers.schedules import Schedules
from infra.topology import Function, ScheduleTrigger

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def ses_call(to: str = "ada@example.com", kind: str = "verify_email", token: str | None = "abc-_.9") -> dict[str, Any]:
    link = f"http://127.0.0.1:8000/verify?token={token}" if token else "nothing to open"
    return {
        "FromEmailAddress": "no-reply@rollbook.example",
        "Destination": {"ToAddresses": [to]},
        "Content": {
            "Simple": {
                "Subject": {"Data": "Confirm your address"},
                "Body": {"Text": {"Data": f"Open {link} please."}, "Html": {"Data": f'<a href="{link}">open</a>'}},
                "Headers": [{"Name": "X-Rollbook-Kind", "Value": kind}, {"Name": "X-Correlation-Id", "Value": "c1"}],
            }
        },
    }


class Depths:
    def snapshot(self) -> dict[str, Any]:
        return {"queues": [], "streams": []}

    def redrive(self, queue: str) -> int:
        return {"mail": 2}[queue]


class Pages:
    """All local routes over things in memory."""

    def __init__(self) -> None:
        self.mailbox, self.bus, self.signed = Mailbox(Journal()), Journal(), list[tuple[str, str]]()
        functions = (Function("rotate_keys", ScheduleTrigger("rotate-keys", "rate(1 day)")),)
        schedules = Schedules(functions, "eu-central-1", lambda name, event, _: {"ran": name} | event["detail"])
        self.routes = LocalRoutes(self.mailbox, self.bus, Depths(), schedules, self._sign)

    def _sign(self, header: str, payload: str) -> str:
        self.signed.append((header, payload))
        return "a.b.c"

    def get(self, target: str, headers: Headers = (), method: str = "GET", body: bytes = b"") -> Response:
        named = headers if any(name == "host" for name, _ in headers) else (("host", "127.0.0.1:8000"), *headers)
        return self.routes(Request(method, target, "1.1", named, body, ("127.0.0.1", 1), 8000))

    def json(self, target: str) -> Any:
        response = self.get(target)
        assert response.status == 200
        return json.loads(response.body)


def receive(pages: Pages, number: int = 1, **options: Any) -> None:
    pages.mailbox.add(mail_of(ses_call(**options), f"id-{number}", NOON))
