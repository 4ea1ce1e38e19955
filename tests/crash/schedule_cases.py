"""Everything that the clock starts. Its retry is its next run."""

import json
from collections.abc import Callable
from datetime import timedelta

from infra.local.workers.schedules import scheduled_event
from infra.topology import FUNCTIONS, Function, ScheduleTrigger
from shared.accounts.domain.closing import ClosingNotice
from shared.accounts.domain.user import Status, User
from shared.adapters.signing_keys import ROTATED_AFTER
from shared.kernel.keys import SigningKeys
from tests.crash.http_cases import ADA, EVE
from tests.crash.invariants import Aftermath
from tests.crash.scenarios import Reply, Scenario, Stage

# An account may wait for its proof for 30 days, and is warned 7 days before.
WARNED, CLOSED = timedelta(days=24), timedelta(days=32)


def function_of(name: str) -> Function:
    return next(function for function in FUNCTIONS if function.name == name)


def nothing(_stage: Stage) -> None:
    """Keys and an administrator are all it takes."""


def two_pending_accounts(stage: Stage) -> None:
    stage.newcomer(ADA, username="ada")
    stage.newcomer(EVE)


def two_accounts_that_were_warned(stage: Stage) -> None:
    two_pending_accounts(stage)
    ground, closing = stage.ground, function_of("close_unverified")
    assert isinstance(closing.trigger, ScheduleTrigger)
    ground.clock.ahead = WARNED
    ground.invoke(closing, scheduled_event(closing.trigger.name))
    ground.drain()


def index_that_missed_a_change(stage: Stage) -> None:
    """What told the index of a new name was lost."""
    user_id = stage.person(ADA, username="ada")
    change = {"display_name": "Countess"}
    stage.must(200, "PATCH", f"/v1/users/{user_id}", change, token=stage.admin(), headers={"if-match": "*"})
    stage.ground.relay()
    assert len(list(stage.ground.deliveries.taken("search"))) == 1


def check_of_an_index_that_missed_a_change(stage: Stage) -> None:
    index_that_missed_a_change(stage)
    stage.ground.deliveries.send("search", json.dumps({"command": "check_search"}))


def one_key_was_added(after: Aftermath, _replies: list[Reply]) -> list[str]:
    """However often the clock strikes: the old one goes on, one next one waits for its turn."""
    (before,), (now,) = after.stored_before.all(SigningKeys), after.stored.all(SigningKeys)
    added = len(now.keys) - len(before.keys)
    return [] if added == 1 and now.keys[:-1] == before.keys else [f"{added} signing keys were added"]


def both_are_warned_once(after: Aftermath, _replies: list[Reply]) -> list[str]:
    notices = after.stored.all(ClosingNotice)
    kinds = [mail["kind"] for mail in after.ground.mails]
    told = len(notices) == 2 and all(notice.mailed for notice in notices)
    return [] if told and len(kinds) >= 2 else [f"{len(notices)} notices are stored, {kinds} were mailed"]


def both_are_closed(after: Aftermath, _replies: list[Reply]) -> list[str]:
    pending = [user for user in after.stored.all(User) if user.status is Status.PENDING]
    return [f"{len(pending)} accounts wait on"] if pending else []


def is_late(name: str, given: Callable[[Stage], None], ahead: timedelta, then: Callable[..., list[str]]) -> Scenario:
    return Scenario("close_unverified", name, given, then=then, ahead=ahead)


CASES = [
    Scenario("rotate_signing_keys", "next key", nothing, then=one_key_was_added, ahead=ROTATED_AFTER),
    is_late("two to warn", two_pending_accounts, WARNED, both_are_warned_once),
    is_late("two to close", two_accounts_that_were_warned, CLOSED, both_are_closed),
    Scenario("sweep_search", "index that missed a change", index_that_missed_a_change),
    Scenario("update_search", "index: check_search", check_of_an_index_that_missed_a_change),
]
