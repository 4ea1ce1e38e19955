"""Designs and decisions for fuzzing to act on, made through the API alone: a generated id names none."""

import secrets
import threading
import time
from typing import Any

from infra.fuzz.people import People, Unready

_DRAFTED_WITHIN = 60.0


class Drafted:
    """Safe for threads."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._lock = threading.Lock()
        self._ready: dict[str, Any] = {}

    def asking(self) -> str:
        """The id of a new design that still takes answers."""
        return str(self._asked({})["id"])

    def ready(self) -> dict[str, Any]:
        """One design that is drafted, for all to look at and decide on."""
        with self._lock:
            if not self._ready:
                path = f"/v1/designs/{self.asking()}"
                self._post(f"{path}/answers", {"assume": True}, 202)
                self._ready = self._waited_for(path)
            return self._ready

    def proposed(self, status: str = "proposed") -> str:
        """The id of a new decision."""
        wish = {"option": 1, "reason": "to be fuzzed", "status": status}
        return str(self._post(f"/v1/designs/{self.ready()['id']}/decisions", wish, 201)["id"])

    def accepted(self) -> str:
        return self.proposed("accepted")

    def _asked(self, requirements: dict[str, Any]) -> dict[str, Any]:
        return self._post("/v1/designs", {"system": "fuzzed", "language": "en", "requirements": requirements}, 202)

    def _waited_for(self, path: str) -> dict[str, Any]:
        deadline = time.monotonic() + _DRAFTED_WITHIN
        while time.monotonic() < deadline:
            design = self._people.call("GET", path, None, self._people.staff().access_token).body
            if design["status"] == "ready":
                return dict(design)
            time.sleep(0.2)
        raise Unready(f"{path} was not drafted in time")

    def _post(self, path: str, body: dict[str, Any], status: int) -> dict[str, Any]:
        token, key = self._people.staff().access_token, secrets.token_urlsafe()
        reply = self._people.call("POST", path, body, token, Idempotency_Key=key)
        if reply.status != status:
            raise Unready(f"POST {path} answered {reply.status}")
        return dict(reply.body)
