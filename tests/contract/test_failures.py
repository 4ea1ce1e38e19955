"""What AWS and the network do to us is ServiceUnavailable: never a conflict, never an answer, never an open door."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shared.accounts.domain.mails import MailKind
from shared.accounts.ports import Mail
from shared.adapters.aws import clients
from shared.adapters.dynamodb.codec import encode_record
from shared.bootstrap import Container
from shared.kernel.errors import ServiceUnavailable
from shared.kernel.events import SealedEvent
from shared.kernel.keys import RootKey
from shared.kernel.principal import Client
from shared.kernel.records import ABSENT, Put
from tests.contract.away import container
from tests.contract.failing_aws import Answer, FailingAws, Reply, closed_port, failing_aws, refusal, says
from tests.contract.samples import MOMENT, new_id, user

MAIL = Mail(MailKind.WELCOME, "ada@example.org", "Welcome", "Hello", "<p>Hello</p>", {})
OPERATIONS: dict[str, Callable[[Container], Any]] = {
    "get": lambda it: it.store.get(user().key),
    "get_many": lambda it: it.store.get_many(user().key, user().key),
    "query": lambda it: it.store.query(SealedEvent.of(new_id())),
    "transact": lambda it: it.store.transact([Put(user(), ABSENT)]),
    "seal": lambda it: it.key_service.seal(b"key", b"use"),
    "open": lambda it: it.key_service.open(b"sealed", b"use"),
    "put a mail command": lambda it: it.mail_queue.put({"command": "sign_up"}),
    "publish": lambda it: it.bus.publish([{"type": "user.registered"}]),
    "send a mail": lambda it: it.mailer.send(MAIL),
}
# SES cannot be told that it is asked again: its one try is followed by the queue's next delivery.
TRIES = {name: 1 if name == "send a mail" else clients.TRIES for name in OPERATIONS}
FAILURES = {
    "access denied": refusal("AccessDeniedException"),
    "unknown credentials": refusal("UnrecognizedClientException"),
    "expired credentials": refusal("ExpiredTokenException"),
    "throttled": refusal("ThrottlingException"),
    "over the limit": refusal("RequestLimitExceeded"),
    "out of capacity": refusal("ProvisionedThroughputExceededException"),
    "no such resource": refusal("ResourceNotFoundException"),
    "invalid": refusal("ValidationException"),
    "internal error": refusal("InternalServerError", 500),
    "unavailable": Reply(503, b"<html><body>Service Unavailable</body></html>"),
    "hung up": Reply(body=None),
}


@pytest.fixture(scope="module")
def aws() -> Iterator[FailingAws]:
    with failing_aws() as server:
        yield server


@pytest.fixture(scope="module")
def system(aws: FailingAws) -> Iterator[Container]:
    with pytest.MonkeyPatch.context() as patch:
        yield container(aws.endpoint, patch)


@pytest.mark.parametrize("failure", [pytest.param(reply, id=name) for name, reply in FAILURES.items()])
@pytest.mark.parametrize("operation", [pytest.param(call, id=name) for name, call in OPERATIONS.items()])
def test_a_failing_service_is_unavailable(
    aws: FailingAws, system: Container, operation: Callable[[Container], Any], failure: Reply
) -> None:
    aws.will(failure)
    with pytest.raises(ServiceUnavailable):
        operation(system)
    assert 1 <= len(aws.requests) <= clients.TRIES


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_service_that_stays_silent_is_unavailable_within_its_time(
    aws: FailingAws, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    aws.will(Reply(hold=True))
    with pytest.raises(ServiceUnavailable):
        OPERATIONS[operation](container(aws.endpoint, monkeypatch))
    assert len(aws.requests) == TRIES[operation]


@pytest.mark.parametrize("operation", [pytest.param(call, id=name) for name, call in OPERATIONS.items()])
def test_where_nobody_listens_the_service_is_unavailable(
    monkeypatch: pytest.MonkeyPatch, operation: Callable[[Container], Any]
) -> None:
    with pytest.raises(ServiceUnavailable):
        operation(container(closed_port(), monkeypatch))


@pytest.mark.parametrize("code", ["MessageRejected", "BadRequestException"])
def test_a_mail_that_ses_will_never_take_is_told_apart_from_an_outage(
    aws: FailingAws, system: Container, code: str
) -> None:
    aws.will(refusal(code))
    with pytest.raises(ValueError, match=f"SES refuses this mail: {code}"):
        system.mailer.send(MAIL)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_passing_failure_is_tried_again_and_a_lasting_one_is_not(
    aws: FailingAws, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    aws.will(refusal("InternalServerError", 500), refusal("AccessDeniedException"))
    with pytest.raises(ServiceUnavailable):
        OPERATIONS[operation](container(aws.endpoint, monkeypatch))
    assert len(aws.requests) == min(2, TRIES[operation])


def root_key_without_kms(request: dict[str, Any]) -> Reply:
    if "TableName" in request:
        return says(Item=encode_record(RootKey(b"sealed", MOMENT)))
    return refusal("AccessDeniedException")


@pytest.mark.parametrize(
    "attempt",
    [
        lambda it: it.sign_in("ada@example.org", "correct horse battery staple", Client("192.0.2.1"), "c"),
        lambda it: it.refresh_session("A" * 91, Client("192.0.2.1")),
        lambda it: it.verify_email("A" * 108, None, "c"),
        lambda it: it.request_mail("reset_password", "ada@example.org", Client("192.0.2.1"), "c"),
    ],
)
@pytest.mark.parametrize(
    "failure", [root_key_without_kms, refusal("AccessDeniedException")], ids=["no KMS", "no table"]
)
def test_without_its_keys_the_service_decides_nothing(
    aws: FailingAws, system: Container, attempt: Callable[[Container], Any], failure: Answer | Reply
) -> None:
    aws.will(failure)
    with pytest.raises(ServiceUnavailable):
        attempt(system)
