"""A story of several people, recorded: what is stored after it, and all that stream and queues would deliver."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from infra.topology import FUNCTIONS, Function, QueueTrigger
from shared.accounts.domain.credentials import MailedToken, Purpose
from shared.kernel.events import SealedEvent
from tests.crash.deliveries import Records
from tests.crash.ground import Ground, Snapshot
from tests.crash.scenarios import NEW_PASSWORD, PASSWORD, Stage
from tests.crash.tables import digest

ADA, NEW_ADA, BOB, CARL, DAN, EVE = (f"{name}@ex.org" for name in ("ada", "new", "bob", "carl", "dan", "eve"))
QUEUE_FUNCTIONS = [function for function in FUNCTIONS if isinstance(function.trigger, QueueTrigger)]
# A review takes a second and more: its workers are delivered to twice and out of order on twins, in tests/architect,
# and die everywhere in `make crash`.
REDELIVERED = [each for each in QUEUE_FUNCTIONS if each.name not in ("review_code", "review_template")]
BATCH = 10


@dataclass(frozen=True)
class Recorded:
    """`after` the story, with nothing delivered yet; the stream's records and the queues' messages, in order."""

    after: Snapshot
    stream: Records
    queues: Mapping[str, tuple[str, ...]]

    def messages(self, function: Function) -> Records:
        """What its queue delivers, in the shape Lambda gives its functions."""
        assert isinstance(function.trigger, QueueTrigger)
        return [message(number, body) for number, body in enumerate(self.queues[function.trigger.queue])]


@dataclass(frozen=True)
class EndState:
    """All bytes that are stored, and the mails that went out."""

    stored: str
    mails: Counter[tuple[str, ...]]


def record(ground: Ground, empty: Snapshot) -> Recorded:
    """Time stands still from here on: what differs afterwards differs by what was delivered."""
    ground.run_only({})
    ground.restore(empty)
    tell(Stage(ground))
    stream = ground.deliveries.pull()
    rows = ground.tables.rows()
    ground.relay()
    queues = {name: tuple(ground.deliveries.taken(name)) for name in empty.queues}
    ground.clock.at = datetime.now(UTC)
    return Recorded(Snapshot(rows, [], dict.fromkeys(queues, ())), stream, queues)


def delivered(ground: Ground, recorded: Recorded, function: Function, batches: Sequence[Records]) -> EndState:
    """What is so after `function` was given these batches; all of them must succeed."""
    ground.restore(recorded.after)
    for batch in batches:
        answer = ground.invoke(function, {"Records": batch})
        assert answer == {"batchItemFailures": []}, answer
    return end_state(ground)


def published(ground: Ground, recorded: Recorded, function: Function, batches: Sequence[Records]) -> EndState:
    """What is so after the stream's function was given these, and everything that follows was delivered."""
    before = replace(recorded.after, queues={**recorded.queues, **only_commands(recorded)})
    ground.restore(before)
    for batch in batches:
        assert ground.invoke(function, {"Records": batch}) == {"batchItemFailures": []}
    ground.drain()
    return end_state(ground)


def end_state(ground: Ground) -> EndState:
    mails = Counter((mail["kind"], *mail["to"], mail["text"]) for mail in ground.mails)
    return EndState(digest(ground.tables.rows()), mails)


def in_batches(messages: Records) -> list[Records]:
    return [messages[start : start + BATCH] for start in range(0, len(messages), BATCH)]


def message(number: int, body: str, receives: int = 1) -> dict[str, object]:
    return {
        "messageId": f"message-{number}",
        "receiptHandle": f"receipt-{number}",
        "body": body,
        "attributes": {"ApproximateReceiveCount": str(receives)},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-central-1:000000000000:recorded",
        "awsRegion": "eu-central-1",
    }


def only_commands(recorded: Recorded) -> dict[str, tuple[str, ...]]:
    """The queues as they are before anything is published."""
    return {
        name: tuple(body for body in bodies if '"detail-type"' not in body) for name, bodies in recorded.queues.items()
    }


# the story ----------------------------------------------------------------------------------------------------------


def tell(stage: Stage) -> None:
    """Every kind of event, and every kind of command."""
    admin = stage.admin()
    own(stage)
    closed = joined(stage, BOB)
    stage.must(200, "DELETE", "/v1/me", token=closed)
    for _ in range(2):
        stage.must(202, "POST", "/v1/signup", {"email": EVE, "password": PASSWORD})
    for _ in range(2):
        stage.must(202, "POST", "/v1/email/verify/resend", {"email": EVE})
    stage.must(202, "POST", "/v1/signup", {"email": NEW_ADA, "password": PASSWORD})
    stage.must(202, "POST", "/v1/password-resets", {"email": NEW_ADA})
    by_staff(stage, admin)
    by_architects(stage, admin)


def own(stage: Stage) -> None:
    """Ada changes all she can change herself."""
    token = joined(stage, ADA)
    stage.signed_in(ADA, **{"user-agent": "another"})
    stage.must(200, "PATCH", "/v1/me", {"username": "ada", "display_name": "Ada Lovelace"}, token=token)
    stage.must(202, "POST", "/v1/me/email", {"new_email": NEW_ADA, "password": PASSWORD}, token=token)
    asked = stage.ground.parts.store.query(SealedEvent.of(stage.id_of(ADA)), limit=1, newest_first=True).items[0]
    prove(stage, Purpose.CHANGE_EMAIL, asked.envelope.stream_id, asked.envelope.event_id)
    wish = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    stage.must(204, "PUT", "/v1/me/password", wish, token=token)


def by_staff(stage: Stage, admin: str) -> None:
    """Carl is invited; Dan gets a role, another address, and is suspended, let in again and suspended for good."""
    wish = {"email": CARL, "username": "carl", "roles": ["support"]}
    stage.must(201, "POST", "/v1/users", wish, token=admin, headers={"idempotency-key": "carl"})
    joined(stage, DAN)
    dan, any_version = f"/v1/users/{stage.id_of(DAN)}", {"if-match": "*"}
    stage.must(200, "PUT", f"{dan}/roles", {"roles": ["support"]}, token=admin, headers=any_version)
    stage.must(200, "PUT", f"{dan}/email", {"email": f"moved.{DAN}"}, token=admin, headers=any_version)
    for change in ("suspend", "reactivate", "suspend"):
        stage.must(200, "POST", f"{dan}/{change}", token=admin)


def by_architects(stage: Stage, admin: str) -> None:
    """Two systems are to be designed, and go on with assumptions."""
    for name in ("Web shop", "Till"):
        wish = {"system": name, "language": "en", "requirements": {"team_size": 4}}
        asked = stage.must(202, "POST", "/v1/designs", wish, token=admin, headers={"idempotency-key": name[:3]}).body
        stage.must(202, "POST", f"/v1/designs/{asked['id']}/answers", {"assume": True}, token=admin)


def joined(stage: Stage, email: str) -> str:
    """Signs up, proves the address and signs in; the access token."""
    stage.must(202, "POST", "/v1/signup", {"email": email, "password": PASSWORD})
    user_id = stage.id_of(email)
    prove(stage, Purpose.VERIFY_EMAIL, user_id, user_id)
    return str(stage.signed_in(email)["access_token"])


def prove(stage: Stage, purpose: Purpose, user_id: str, token_id: str) -> None:
    """With the token that the mail will bring, made as its worker makes it: nothing is delivered yet."""
    token = stage.ground.parts.seals.mailed_token(MailedToken(purpose, user_id, user_id, token_id))
    stage.must(204, "POST", "/v1/email/verify", {"token": token})
