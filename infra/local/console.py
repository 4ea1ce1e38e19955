"""What the person in the terminal reads: plain lines, with the time since the start while it starts."""

import json
import shlex
import sys
import time
from collections.abc import Mapping

ADMIN_EMAIL = "admin@rollbook.example"
ADMIN_PASSWORD = "paper-lantern-harbour-42"  # noqa: S105  # printed at every start, for this machine only
NEWCOMER = {"email": "ada@example.com", "password": "green-tea-at-noon-73"}


class Console:
    """Prints lines; `step` counts the seconds since the program began."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def step(self, text: str) -> None:
        """A step of the start that is done."""
        self.say(f"{self.seconds():6.1f} s  {text}")

    def say(self, text: str) -> None:
        print(text, flush=True)

    def seconds(self) -> float:
        return time.monotonic() - self._began


def fail(text: str) -> None:
    """One sentence for a person, where errors go."""
    print(text, file=sys.stderr, flush=True)


def admin(host: Mapping[str, str]) -> tuple[str, str]:
    """Address and password of the first administrator."""
    return host.get("ROLLBOOK_ADMIN_EMAIL") or ADMIN_EMAIL, host.get("ROLLBOOK_ADMIN_PASSWORD") or ADMIN_PASSWORD


def welcome(url: str, email: str, password: str, log: str) -> str:
    """Where to go, who to be, and three commands that work as they are pasted."""
    pages = {
        "API": f"{url}/v1",
        "Docs": f"{url}/docs",
        "Inbox": f"{url}/_local/inbox",
        "Events": f"{url}/_local/events",
        "Queues": f"{url}/_local/queues",
        "Admin": f"{email}  {password}",
        "Logs": log,
    }
    lines = [f"  {name:<7} {place}" for name, place in pages.items()]
    commands = [
        post(f"{url}/v1/sessions", {"identifier": email, "password": password}),
        post(f"{url}/v1/signup", NEWCOMER),
        f"curl -s {url}/_local/inbox.json",
    ]
    return "\n".join(["", *lines, "", "Try:", *(f"  {command}" for command in commands), "", "Ctrl-C stops it.", ""])


def post(url: str, body: Mapping[str, str]) -> str:
    """A command that sends this body, to be pasted."""
    return f"curl -s {url} -H 'Content-Type: application/json' -d {shlex.quote(json.dumps(body))}"
