"""`make redrive`: what lies in a dead-letter queue is delivered after all, or dropped, or only counted."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from infra.operate.deliveries import ledger_writer, publisher, starter
from infra.operate.deployment import Deployment
from infra.operate.letters import DeadLetters, Letter, deliver_to
from infra.operate.moving import move_all
from infra.operate.refusals import Refused
from infra.topology import QUEUES
from shared.bootstrap import Container

Say = Callable[[str], None]
Deliver = Callable[[Letter], bool]
_PLAIN = tuple(queue.name for queue in QUEUES)
# Beside the queues: what the stream, the schedules and the ledger of erasures left behind.
QUEUES_WITH_LETTERS = (*_PLAIN, "stream", "schedules", "erasures")


@dataclass(frozen=True)
class Wish:
    """`only`, `drop`: how the reason of a letter begins. `look`: count, and touch nothing."""

    queue: str
    only: str | None = None
    drop: str | None = None
    look: bool = False


def redrive(deployment: Deployment, environ: Mapping[str, str], wish: Wish, say: Say) -> int:
    """0: everything meant was delivered or dropped; 1: some letters could not be."""
    sqs = deployment.client("sqs")
    url = _url(sqs, f"{deployment.prefix}-{wish.queue}-dlq")
    letters = DeadLetters(sqs, url)
    if wish.look:
        return _look(letters, say)
    if wish.drop is not None:
        return _drop(letters, wish.drop, say)
    if wish.only is None and wish.queue in _PLAIN and move_all(sqs, url, _own_url(sqs, deployment, wish), say):
        return 0
    return _deliver(letters, _delivery(deployment, environ, sqs, wish), wish.only or "", say)


def _delivery(deployment: Deployment, environ: Mapping[str, str], sqs: Any, wish: Wish) -> Deliver:
    match wish.queue:
        case "stream":
            container = Container.of({**environ, "ROLLBOOK_BUS_NAME": deployment.prefix})
            return publisher(deployment.client("dynamodbstreams"), container)
        case "schedules":
            return starter(deployment.client("lambda"))
        case "erasures":
            return ledger_writer(deployment.client("logs"), f"/rollbook/{deployment.stage}/erasures")
    return deliver_to(sqs, _own_url(sqs, deployment, wish))


def _own_url(sqs: Any, deployment: Deployment, wish: Wish) -> str:
    return _url(sqs, f"{deployment.prefix}-{wish.queue}")


def _url(sqs: Any, name: str) -> str:
    try:
        return str(sqs.get_queue_url(QueueName=name)["QueueUrl"])
    except sqs.exceptions.QueueDoesNotExist:
        raise Refused(f"There is no queue {name}.") from None


def _look(letters: DeadLetters, say: Say) -> int:
    seen: Counter[tuple[str, str]] = Counter()

    def note(letter: Letter) -> bool:
        seen[letter.kind, letter.reason] += 1
        return False

    letters.each(note)
    say(f"{seen.total()} dead letters.")
    for (kind, reason), count in seen.most_common():
        say(f"  {count} {kind}: {reason}")
    return 0


def _drop(letters: DeadLetters, reason: str, say: Say) -> int:
    say(f"{letters.each(lambda letter: letter.reason.startswith(reason))} dead letters were dropped.")
    return 0


def _deliver(letters: DeadLetters, deliver: Deliver, reason: str, say: Say) -> int:
    """One by one; what cannot be delivered stays where it is."""
    stuck: Counter[str] = Counter()

    def one(letter: Letter) -> bool:
        if not letter.reason.startswith(reason):
            return False
        done = deliver(letter)
        stuck[letter.kind] += not done
        return done

    say(f"{letters.each(one)} dead letters were delivered.")
    for kind, count in (+stuck).items():
        say(f"  {count} {kind} could not be; they stay. The runbook says why.")
    return 1 if +stuck else 0
