"""An invariant that cannot fail proves nothing: each is broken by hand once, and says so."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from shared.accounts.domain.activity import Activity
from shared.accounts.domain.claims import Claim
from shared.accounts.domain.credentials import PasswordHash
from shared.accounts.domain.mail_log import MailSent
from shared.accounts.domain.role import Holders, Role
from shared.accounts.domain.search import Generations, Indexed, SearchRow
from shared.accounts.domain.session import Session
from shared.accounts.domain.user import Status, User
from shared.kernel.events import SealedEvent
from shared.kernel.idempotency import Outcome
from shared.kernel.keys import DataKey
from shared.kernel.records import Delete, Put
from tests.crash.faults import Effect
from tests.crash.ground import Ground, Snapshot
from tests.crash.invariants import Aftermath, violations
from tests.crash.scenarios import Stage
from tests.crash.staff_cases import RIGHTS

ADA = "ada@ex.org"


@pytest.fixture
def lived_in(ground: Ground, empty: Snapshot) -> Aftermath:
    """Somebody active, signed in; an idempotency key; a role."""
    stage = Stage(ground)
    user_id, token = stage.person(ADA, username="ada"), stage.admin()
    stage.signed_in(ADA)
    stage.must(200, "POST", f"/v1/users/{user_id}/suspend", token=token, headers={"idempotency-key": "k"})
    stage.must(200, "POST", f"/v1/users/{user_id}/reactivate", token=token)
    stage.must(200, "PUT", "/v1/roles/readers", RIGHTS, token=token)
    ground.drain()
    stage.signed_in(ADA)
    return Aftermath.of(ground, empty, None)


def one(after: Aftermath, kind: type[Any], *, admin: bool = False) -> Any:
    """Ada's record of this kind, or the only one."""
    ada = next(user.id for user in after.stored.all(User) if (user.email == ADA) is not admin)
    found = [record for record in after.stored.all(kind) if ada in (*record.key.parts, getattr(record, "user_id", ""))]
    return (found or after.stored.all(kind))[-1]


def first_event(after: Aftermath) -> SealedEvent:
    return min(after.stored.all(SealedEvent), key=lambda event: event.envelope.version)


def mailed_again(after: Aftermath) -> None:
    after.ground.injector.effects += list(after.ground.injector.of("SendEmail"))[-1:]


def published_backwards(after: Aftermath) -> None:
    after.ground.injector.effects.reverse()


def unpublished(after: Aftermath) -> None:
    kept: Iterator[Effect] = (effect for effect in after.ground.injector.effects if effect.operation != "PutEvents")
    after.ground.injector.effects = list(kept)


def left_over(after: Aftermath) -> None:
    after.ground.deliveries.send("mail-dlq", "{}")


def stored(change: Callable[[Aftermath], Any]) -> Callable[[Aftermath], None]:
    def tamper(after: Aftermath) -> None:
        after.ground.parts.store.transact([change(after)])

    return tamper


TAMPERED: dict[str, Callable[[Aftermath], None]] = {
    "claims and accounts differ": stored(lambda it: Delete(one(it, Claim).key)),
    "streams or states lack the other": stored(lambda it: Delete(one(it, Role).key)),
    "the stream .* is broken": stored(lambda it: Delete(first_event(it).key)),
    "the account .* is not the fold": stored(lambda it: Put(replace(one(it, User), display_name="Eve"))),
    "the role .* is not the fold": stored(lambda it: Put(replace(one(it, Role), description="Another"))),
    "data keys and living accounts differ": stored(lambda it: Delete(one(it, DataKey).key)),
    "passwords and the accounts that have one differ": stored(lambda it: Delete(one(it, PasswordHash).key)),
    "holders of admin are counted": stored(lambda it: Put(Holders("admin", 2, 2))),
    "remembers what never happened": stored(
        lambda it: Put(replace(one(it, Outcome), answer={"user_id": "nobody", "version": 1}))
    ),
    "a session outlived": stored(lambda it: Put(replace(one(it, Session), epoch=0))),
    "a trace of an erased account": stored(lambda it: Put(replace(one(it, Activity), user_id="nobody"))),
    "a mail was begun and never sent": stored(lambda it: Put(replace(one(it, MailSent), sent=False))),
    "the mails sent are not the mails noted": stored(lambda it: Delete(one(it, MailSent).key)),
    "rows of the search index are missing": stored(lambda it: Delete(one(it, SearchRow).key)),
    "rows of the search index are too many": stored(lambda it: Put(replace(one(it, SearchRow), status="pending"))),
    "search notes": stored(lambda it: Put(replace(one(it, Indexed), settled=False))),
    "index is left": stored(lambda it: Put(Generations("1", "2"))),
    "was sent 2 times": mailed_again,
    "events were never published": unpublished,
    "published out of order": published_backwards,
    "messages are left in mail-dlq": left_over,
}


def test_nothing_is_broken_where_nobody_broke_it(lived_in: Aftermath) -> None:
    assert violations(lived_in) == []
    assert one(lived_in, User).status is Status.ACTIVE


@pytest.mark.parametrize("words", TAMPERED)
def test_what_is_broken_is_told(lived_in: Aftermath, words: str) -> None:
    TAMPERED[words](lived_in)
    lived_in.ground.forget_rows()
    found = violations(Aftermath.of(lived_in.ground, lived_in.before, None))
    assert found
    with pytest.raises(AssertionError, match=words):
        raise AssertionError("; ".join(found))
