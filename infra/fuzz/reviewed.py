"""Reviews for fuzzing to act on, made through the API alone: a generated id names none, a generated digest no file."""

import io
import secrets
import threading
import time
import urllib.request
import zipfile
from typing import Any

from infra.fuzz.people import People, Unready

_REVIEWED_WITHIN = 60.0
_SOURCE = {
    "shop/__init__.py": '"""A shop."""\n',
    "shop/orders.py": "from shop import prices\n\n\ndef total(orders):\n    return sum(map(prices.of, orders))\n",
    "shop/prices.py": "import requests\n\n\ndef of(order):\n    return requests.get(order.url, verify=False).json()\n",
}


class Reviewed:
    """Safe for threads."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._lock = threading.Lock()
        self._archive = _zipped(_SOURCE)
        self._completed: dict[str, Any] = {}

    def handed_in(self) -> str:
        """The id of a new review whose file is there, not started yet."""
        source = {"kind": "upload", "holds": "code", "size_bytes": len(self._archive)}
        asked = self._post("/v1/reviews", {"system": "fuzzed", "source": source}, 202)
        self._hand_in(asked["upload"])
        return str(asked["id"])

    def completed(self) -> dict[str, Any]:
        """One review with its report, for all to look at."""
        with self._lock:
            if not self._completed:
                path = f"/v1/reviews/{self.handed_in()}"
                self._post(f"{path}/start", None, 202)
                self._completed = self._waited_for(path)
            return self._completed

    def suppressed(self) -> str:
        """The id of a new suppression."""
        wish = {"rule": "SEC001", "reason": "to be fuzzed", "path": f"shop/{secrets.token_hex(4)}.py"}
        return str(self._post(f"{self._system()}/suppressions", wish, 201)["id"])

    def offered(self) -> str:
        """The kind of a source that is registered by now."""
        self._post(f"{self._system()}/sources", {"holds": "code", "size_bytes": len(self._archive)}, 202)
        return "code"

    def _system(self) -> str:
        return f"/v1/reviews/systems/{self.completed()['system_id']}"

    def _hand_in(self, ticket: dict[str, Any]) -> None:
        request = urllib.request.Request(ticket["url"], self._archive, ticket["headers"], method=ticket["method"])
        urllib.request.urlopen(request, timeout=30).close()

    def _waited_for(self, path: str) -> dict[str, Any]:
        deadline = time.monotonic() + _REVIEWED_WITHIN
        while time.monotonic() < deadline:
            review = self._people.call("GET", path, None, self._people.staff().access_token).body
            if review["status"] == "completed":
                return dict(review)
            if review["status"] == "failed":
                raise Unready(f"{path} failed: {review['failure']}")
            time.sleep(0.2)
        raise Unready(f"{path} was not reviewed in time")

    def _post(self, path: str, body: dict[str, Any] | None, status: int) -> dict[str, Any]:
        token, key = self._people.staff().access_token, secrets.token_urlsafe()
        reply = self._people.call("POST", path, body, token, Idempotency_Key=key)
        if reply.status != status:
            raise Unready(f"POST {path} answered {reply.status}: {reply.body}")
        return dict(reply.body)


def _zipped(files: dict[str, str]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as writing:
        for name, text in files.items():
            writing.writestr(name, text)
    return archive.getvalue()
