"""The key service, the mail queue, the mailer and the bus, each on its three adapters."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from infra.topology import EVENT_SOURCE
from shared.accounts.domain.mails import MailKind
from shared.accounts.ports import Mail
from tests.contract.ports import AwsPorts, Ports
from tests.contract.samples import new_id


def test_what_was_sealed_opens_again(ports: Ports) -> None:
    key = bytes(range(32))
    sealed = ports.key_service.seal(key, b"rollbook root key")
    assert key not in sealed
    assert ports.key_service.open(sealed, b"rollbook root key") == key


def test_one_text_is_sealed_differently_each_time(ports: Ports) -> None:
    assert ports.key_service.seal(b"secret", b"use") != ports.key_service.seal(b"secret", b"use")


def test_a_sealed_text_opens_in_no_other_context(ports: Ports) -> None:
    sealed = ports.key_service.seal(bytes(32), b"use")
    with pytest.raises(ValueError, match="altered"):
        ports.key_service.open(sealed, b"another use")


@pytest.mark.parametrize("ports", ["memory", "moto"], indirect=True)  # ministack's ciphertext carries no tag
def test_an_altered_text_does_not_open(ports: Ports) -> None:
    sealed = ports.key_service.seal(bytes(32), b"use")
    with pytest.raises(ValueError, match="altered"):
        ports.key_service.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), b"use")


def test_a_mail_command_arrives_as_it_was_put(ports: Ports) -> None:
    command = {"command": "sign_up", "id": new_id(), "note": 'Łódź \N{GRINNING FACE} "quoted" </script>'}
    ports.mail_queue.put(command)
    assert ports.queued(1) == [command]


def mail(to: str) -> Mail:
    return Mail(
        kind=MailKind.VERIFY_EMAIL,
        to=to,
        subject="Bestätigen Sie Ihre Adresse \N{ENVELOPE}",
        text="Hallo Łukasz,\n\nhttps://rollbook.example/verify?token=abc\n",
        html="<p>Hallo Łukasz &amp; Co</p>",
        headers={"X-Correlation-Id": "1-abc"},
    )


def test_a_mail_arrives_with_both_bodies_and_its_headers(ports: Ports) -> None:
    sent = mail("ada@example.org")
    ports.mailer.send(sent)
    got = ports.last_mail()
    assert got["to"] == ["ada@example.org"]
    assert (got["subject"], got["text"], got["html"]) == (sent.subject, sent.text, sent.html)
    assert got["headers"] == {"X-Rollbook-Kind": "verify_email", "X-Correlation-Id": "1-abc"}


@pytest.mark.parametrize(
    ("address", "deliverable"),
    [
        ("Ada.L+x@Exämple.org", "Ada.L+x@xn--exmple-cua.org"),
        ("ada@例え.jp", "ada@xn--r8jz45g.jp"),
        ("ada@example.org", "ada@example.org"),
    ],
)
def test_a_domain_of_any_script_is_handed_over_as_a_labels(aws_ports: AwsPorts, address: str, deliverable: str) -> None:
    aws_ports.mailer.send(mail(address))
    assert aws_ports.last_mail()["to"] == [deliverable]


def notice(version: int, stream_id: str = "s") -> dict[str, Any]:
    return {"event_id": new_id(), "stream_id": stream_id, "version": version, "type": "user.registered", "changed": []}


@pytest.mark.parametrize("count", [1, 10])
def test_events_reach_their_subscriber_in_order_and_whole(ports: Ports, count: int) -> None:
    events = [notice(version) for version in range(1, count + 1)]
    assert ports.bus.publish(events) == count
    assert ports.published(count) == events


def test_an_event_names_its_source_and_type_to_the_rules(aws_ports: AwsPorts) -> None:
    aws_ports.bus.publish([notice(1)])
    (arrived,) = aws_ports.queued(1)
    assert (arrived["source"], arrived["detail-type"]) == (EVENT_SOURCE, "user.registered")


def test_an_event_that_no_rule_wants_goes_nowhere(aws_ports: AwsPorts) -> None:
    unwanted, wanted = notice(1) | {"type": "user.roles_changed"}, notice(2)
    assert aws_ports.bus.publish([unwanted, wanted]) == 2
    assert aws_ports.published(1) == [wanted]


@dataclass(frozen=True)
class Delivered:
    """What a function knows of a message: see shared/edge/batch.py."""

    receipt: str
    body: str


def deliver(aws_ports: AwsPorts) -> Delivered | None:
    url = aws_ports.environ["ROLLBOOK_MAIL_QUEUE_URL"]
    found = aws_ports.clients.sqs.receive_message(QueueUrl=url, WaitTimeSeconds=0).get("Messages", ())
    return next((Delivered(message["ReceiptHandle"], message["Body"]) for message in found), None)


def delivered(aws_ports: AwsPorts, command: dict[str, str]) -> Delivered:
    aws_ports.mail_queue.put(command)
    message = deliver(aws_ports)
    assert message is not None
    return message


def test_a_message_put_off_for_no_time_comes_back_at_once(aws_ports: AwsPorts) -> None:
    message = delivered(aws_ports, {"command": "x"})
    assert deliver(aws_ports) is None
    aws_ports.retries.retry_after(message, 0)
    assert aws_ports.queued(1) == [{"command": "x"}]


def test_a_message_put_off_stays_away_meanwhile(aws_ports: AwsPorts) -> None:
    message = delivered(aws_ports, {"command": "y"})
    aws_ports.retries.retry_after(message, 900)
    assert deliver(aws_ports) is None
    aws_ports.retries.retry_after(message, 0)
    assert aws_ports.queued(1) == [{"command": "y"}]


def test_a_parked_message_keeps_its_body_and_tells_its_reason(aws_ports: AwsPorts) -> None:
    aws_ports.retries.park(Delivered("", '{"command": "z"}'), "unknown mail command " + "x" * 300)
    (parked,) = aws_ports.received("ROLLBOOK_MAIL_DLQ_URL", 1)
    assert json.loads(parked["Body"]) == {"command": "z"}
    reason = parked["MessageAttributes"]["reason"]
    assert (reason["DataType"], reason["StringValue"]) == ("String", ("unknown mail command " + "x" * 300)[:256])
