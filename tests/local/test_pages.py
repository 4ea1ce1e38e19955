"""The routes under /_local: what they show, to whom, and what they never show."""

import json
from pathlib import Path

import pytest

from infra.local.journal import Journal
from infra.local.mailbox import Mailbox, mail_of, normal_address
from infra.local.pages.queue_depths import dead_letter, kind_of
from tests.local.pages_in_memory import NOON, Pages, receive, ses_call


@pytest.fixture
def pages() -> Pages:
    return Pages()


def test_the_inbox_shows_a_mail_as_the_contract_says(pages: Pages) -> None:
    receive(pages)
    assert pages.json("/_local/inbox.json") == {
        "messages": [
            {
                "id": "id-1",
                "to": ["ada@example.com"],
                "from": "no-reply@rollbook.example",
                "subject": "Confirm your address",
                "text": "Open http://127.0.0.1:8000/verify?token=abc-_.9 please.",
                "html": '<a href="http://127.0.0.1:8000/verify?token=abc-_.9">open</a>',
                "headers": {"X-Rollbook-Kind": "verify_email", "X-Correlation-Id": "c1"},
                "kind": "verify_email",
                "token": "abc-_.9",
                "sent_at": "2026-11-22T12:00:00.000000Z",
            }
        ]
    }


def test_a_mail_without_a_link_has_no_token(pages: Pages) -> None:
    receive(pages, kind="account_exists", token=None)
    message = pages.json("/_local/inbox.json")["messages"][0]
    assert (message["kind"], message["token"]) == ("account_exists", None)


def test_the_inbox_of_an_address_is_oldest_first(pages: Pages) -> None:
    for number, to in enumerate(["ada@example.com", "bob@example.com", "ada@example.com"]):
        receive(pages, number, to=to)
    messages = pages.json("/_local/inbox.json?to=Ada%40EXAMPLE.com")["messages"]
    assert [message["id"] for message in messages] == ["id-0", "id-2"]
    assert pages.json("/_local/inbox.json?to=eve@example.com") == {"messages": []}


def test_an_address_is_found_in_both_spellings_of_its_domain() -> None:
    assert normal_address("Ada@Bücher.example.com") == normal_address("ada@xn--bcher-kva.example.com")


@pytest.mark.parametrize("twins", [("ﬁn", "fin"), ("straße", "strasse"), ("İda", "ida"), ("ａda", "ada")])
def test_the_inbox_of_an_address_is_not_that_of_its_twin(twins: tuple[str, str]) -> None:
    odd, plain = (normal_address(f"{name}@example.com") for name in twins)
    assert odd != plain


def test_every_reader_of_a_mail_is_shown() -> None:
    call = ses_call()
    call["Destination"] |= {"CcAddresses": ["bob@example.com"], "BccAddresses": ["eve@example.com"]}
    assert mail_of(call, "id-1", NOON)["to"] == ["ada@example.com", "bob@example.com", "eve@example.com"]


def test_a_plus_in_an_address_can_be_asked_for(pages: Pages) -> None:
    receive(pages, to="ada+tag@example.com")
    assert len(pages.json("/_local/inbox.json?to=ada%2Btag@example.com")["messages"]) == 1


def test_summaries_are_newest_first_and_carry_no_token(pages: Pages) -> None:
    for number in range(3):
        receive(pages, number)
    answer = pages.json("/_local/inbox/summaries.json?to=ada")
    assert ([mail["id"] for mail in answer["messages"]], answer["total"]) == (["id-2", "id-1", "id-0"], 3)
    assert "abc-_.9" not in json.dumps(answer)
    assert pages.json("/_local/inbox/message.json?id=id-1")["token"] == "abc-_.9"


def test_summaries_are_found_by_a_part_of_an_address_in_either_spelling(pages: Pages) -> None:
    for number, to in enumerate(["ada@Bücher.example.com", "bob@example.com", "eve@xn--bcher-kva.example.com"]):
        receive(pages, number, to=to)
    found = {
        part: pages.json(f"/_local/inbox/summaries.json?to={part}") for part in ("b%C3%BCcher", "xn--bc", "BOB", "x.y")
    }
    ids = {part: [mail["id"] for mail in answer["messages"]] for part, answer in found.items()}
    assert ids == {"b%C3%BCcher": ["id-2", "id-0"], "xn--bc": ["id-2", "id-0"], "BOB": ["id-1"], "x.y": []}


def test_the_mailbox_outlives_a_restart(tmp_path: Path) -> None:
    Mailbox(Journal(tmp_path / "mails")).add(mail_of(ses_call(), "id-1", NOON))
    assert b'"id-1"' in Mailbox(Journal(tmp_path / "mails")).as_json("ada@example.com")


def test_events_are_oldest_first_and_can_be_asked_for_from_a_place(pages: Pages) -> None:
    pages.bus.extend([{"id": "1"}, {"id": "2"}])
    assert pages.json("/_local/events.json") == {"events": [{"id": "1"}, {"id": "2"}]}
    assert pages.json("/_local/events.json?after=1") == {"events": [{"id": "2"}], "total": 2}
    assert pages.json("/_local/events.json?after=7") == {"events": [], "total": 2}


def test_a_dead_letter_shows_its_kind_and_reason_and_nothing_it_says() -> None:
    message = {
        "MessageId": "m",
        "Body": '{"command": "password_reset", "email": "ada@example.com"}',
        "MessageAttributes": {"reason": {"StringValue": "SES refused it.", "DataType": "String"}},
        "ReceiveCount": 6,
        "SentTimestamp": 1_795_348_800,
    }
    assert dead_letter(message) == {
        "message_id": "m",
        "kind": "password_reset",
        "reason": "SES refused it.",
        "receives": 6,
        "sent_at": "2026-11-22T12:00:00Z",
    }


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"detail-type": "user.erased", "detail": {}}', "user.erased"),
        ('{"command": "resend"}', "resend"),
        ('{"command": "ada@example.com"}', None),
        ('{"command": 5}', None),
        ("not json", None),
        ("[1]", None),
        ("[" * 100_000, None),
    ],
)
def test_only_a_plain_name_is_a_kind(body: str, kind: str | None) -> None:
    assert kind_of(body) == kind


def test_texts_are_signed_as_they_stand(pages: Pages) -> None:
    texts = {"header": '{"alg":"RS256", "alg":"none"}', "payload": "not even json"}
    response = pages.get("/_local/sign", method="POST", body=json.dumps(texts).encode())
    assert json.loads(response.body) == {"token": "a.b.c"}
    assert pages.signed == [(texts["header"], texts["payload"])]


def test_objects_are_signed_as_compact_json(pages: Pages) -> None:
    pages.get("/_local/sign", method="POST", body=b'{"header": {"typ": "at+jwt"}, "payload": {"sub": "u", "n": 1}}')
    assert pages.signed == [('{"typ":"at+jwt"}', '{"sub":"u","n":1}')]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"header": "{}"}', b"\xff"])
def test_a_sign_request_without_its_members_is_a_bad_request(pages: Pages, body: bytes) -> None:
    response = pages.get("/_local/sign", method="POST", body=body)
    assert (response.status, json.loads(response.body)["code"]) == (400, "bad_request")


def test_a_schedule_runs_now(pages: Pages) -> None:
    response = pages.get("/_local/schedules/rotate-keys", method="POST")
    assert json.loads(response.body) == {"schedule": "rotate-keys", "answer": {"ran": "rotate_keys"}}


def test_a_schedule_hears_what_a_person_says_to_it(pages: Pages) -> None:
    response = pages.get("/_local/schedules/rotate-keys", method="POST", body=b'{"detail": {"now": true}}')
    assert json.loads(response.body)["answer"] == {"ran": "rotate_keys", "now": True}


@pytest.mark.parametrize("body", [b"[]", b'{"detail": 1}', b"\xff"])
def test_a_schedule_is_told_nothing_but_an_object(pages: Pages, body: bytes) -> None:
    response = pages.get("/_local/schedules/rotate-keys", method="POST", body=body)
    assert (response.status, json.loads(response.body)["code"]) == (400, "bad_request")


def test_dead_letters_are_sent_again(pages: Pages) -> None:
    response = pages.get("/_local/queues/mail/redrive", method="POST")
    assert json.loads(response.body) == {"queue": "mail", "redriven": 2}
    assert pages.get("/_local/queues/mail/redrive").status == 405
    assert pages.get("/_local/queues/nope/redrive", method="POST").status == 404


def test_an_unknown_schedule_is_not_found_and_the_known_are_named(pages: Pages) -> None:
    response = pages.get("/_local/schedules/nope", method="POST")
    assert response.status == 404
    assert "Known: rotate-keys." in json.loads(response.body)["detail"]
