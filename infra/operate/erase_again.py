"""`make erase-again`: after a restore, whoever was erased since that moment is erased again.

The ledger names most of them. Whoever it does not name (an erasure that was never published) is found by a walk through
all accounts: one that is not erased and has no data key can only be one whose key was destroyed.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.operate.refusals import Refused
from infra.operate.walk import Found, walk
from shared.accounts.use_cases.erase_again import Again
from shared.bootstrap import Container
from shared.kernel.errors import Conflict, RollbookError

# An erasure is in the ledger some time after it happened; those before the moment are in what was restored.
_MARGIN = timedelta(minutes=15)
_CORRELATION = "erase-again"
Say = Callable[[str], None]


def moment(text: str) -> datetime:
    """Raises Refused."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text} is no moment. Write it as 2026-11-22T10:00:00Z.") from None
    if found.tzinfo is None:
        raise Refused(f"{text} has no time zone. Write it as 2026-11-22T10:00:00Z.")
    return found.astimezone(UTC)


@dataclass
class EraseThem:
    """`environ` names the restored tables; `logs` is a client of CloudWatch Logs."""

    environ: Mapping[str, str]
    logs: Any
    ledger: str
    say: Say

    def since(self, restored_to: datetime) -> int:
        """0 when nobody who was erased is left; 1 with those named that could not be erased."""
        container = Container.of(self.environ)
        tables = [value for name, value in sorted(self.environ.items()) if name.endswith("_TABLE")]
        self.say(f"In {', '.join(tables)}.")
        named = list(dict.fromkeys(erased_since(self.logs, self.ledger, restored_to - _MARGIN)))
        self.say(f"{len(named)} erasures in the ledger since {restored_to:%Y-%m-%d %H:%M:%S} UTC and shortly before.")
        left = self._erase(container, named)
        found = walk(container.store, container.seals, self.say)
        self.say(f"{found.accounts} accounts; {len(found.keyless)} of them have no key and were not named.")
        left += self._erase(container, found.keyless)
        self._tell_torn(found)
        return 1 if left or found.torn else 0

    def _erase(self, container: Container, user_ids: list[str]) -> list[str]:
        """Those that could not be erased."""
        counts, left = dict.fromkeys(Again, 0), []
        for number, user_id in enumerate(user_ids, 1):
            try:
                counts[container.erase_again(user_id, _CORRELATION)] += 1
            except RollbookError as error:
                left.append(user_id)
                self.say(f"  {user_id}: not erased. {_advice(error)}")
            if number % 100 == 0:
                self.say(f"  {number} of {len(user_ids)}")
        for what, count in counts.items():
            if count:
                self.say(f"  {count} {what}.")
        return left

    def _tell_torn(self, found: Found) -> None:
        for user_id in found.torn:
            self.say(f"  {user_id}: its state, events and claims are of different moments.")
        if found.torn:
            self.say("Restore both tables to another second and begin anew, before anybody uses them.")


def erased_since(logs: Any, ledger: str, start: datetime) -> Iterator[str]:
    """Ids of accounts, oldest first, by the `user.erased` events in the ledger."""
    wanted = {"logGroupName": ledger, "startTime": int(start.timestamp() * 1000)}
    while True:
        page = logs.filter_log_events(**wanted)
        for line in page.get("events", ()):
            yield _account(line["message"])
        if not page.get("nextToken"):
            return
        wanted["nextToken"] = page["nextToken"]


def _account(line: str) -> str:
    try:
        return str(json.loads(line)["detail"]["stream_id"])
    except (ValueError, KeyError, TypeError):
        raise Refused(
            "The ledger holds a line that is no user.erased event. Look at it before anything else."
        ) from None


def _advice(error: RollbookError) -> str:
    if isinstance(error, Conflict) and error.code == "last_admin":
        return "It is the only administrator here: run make admin for somebody else, then repeat."
    return f"{error.detail} Repeat the command."
