"""The routes under /_local: what they show, to whom, and what they never show."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from infra.local.journal import Journal
from infra.local.mailbox import Mailbox, mail_of, normal_address
from infra.local.pages.local_routes import FILES, STATIC, LocalRoutes, is_local
from infra.local.pages.queue_depths import dead_letter, kind_of
from infra.local.requests import Headers, Request, Response
from infra.local.workers.schedules import Schedules
from infra.topology import Function, ScheduleTrigger

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def ses_call(to: str = "ada@example.com", kind: str = "verify_email", token: str | None = "abc-_.9") -> dict[str, Any]:
    link = f"http://127.0.0.1:8000/verify?token={token}" if token else "nothing to open"
    return {
        "FromEmailAddress": "no-reply@rollbook.example",
        "Destination": {"ToAddresses": [to]},
        "Content": {
            "Simple": {
                "Subject": {"Data": "Confirm your address"},
                "Body": {"Text": {"Data": f"Open {link} please."}, "Html": {"Data": f'<a href="{link}">open</a>'}},
                "Headers": [{"Name": "X-Rollbook-Kind", "Value": kind}, {"Name": "X-Correlation-Id", "Value": "c1"}],
            }
        },
    }


class Depths:
    def snapshot(self) -> dict[str, Any]:
        return {"queues": [], "streams": []}


class Pages:
    """All local routes over things in memory."""

    def __init__(self) -> None:
        self.mailbox, self.bus, self.signed = Mailbox(Journal()), Journal(), list[tuple[str, str]]()
        functions = (Function("rotate_keys", ScheduleTrigger("rotate-keys", "rate(1 day)")),)
        schedules = Schedules(functions, "eu-central-1", lambda name, *_: {"ran": name})
        self.routes = LocalRoutes(self.mailbox, self.bus, Depths(), schedules, self._sign)

    def _sign(self, header: str, payload: str) -> str:
        self.signed.append((header, payload))
        return "a.b.c"

    def get(self, target: str, headers: Headers = (), method: str = "GET", body: bytes = b"") -> Response:
        named = headers if any(name == "host" for name, _ in headers) else (("host", "127.0.0.1:8000"), *headers)
        return self.routes(Request(method, target, "1.1", named, body, ("127.0.0.1", 1), 8000))

    def json(self, target: str) -> Any:
        response = self.get(target)
        assert response.status == 200
        return json.loads(response.body)


@pytest.fixture
def pages() -> Pages:
    return Pages()


def receive(pages: Pages, number: int = 1, **options: Any) -> None:
    pages.mailbox.add(mail_of(ses_call(**options), f"id-{number}", NOON))


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


def test_the_mailbox_outlives_a_restart(tmp_path: Path) -> None:
    Mailbox(Journal(tmp_path / "mails")).add(mail_of(ses_call(), "id-1", NOON))
    assert b'"id-1"' in Mailbox(Journal(tmp_path / "mails")).as_json("ada@example.com")


def test_events_are_oldest_first_and_can_be_asked_for_from_a_place(pages: Pages) -> None:
    pages.bus.extend([{"id": "1"}, {"id": "2"}])
    assert pages.json("/_local/events.json") == {"events": [{"id": "1"}, {"id": "2"}]}
    assert pages.json("/_local/events.json?after=1") == {"events": [{"id": "2"}], "total": 2}


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


def test_an_unknown_schedule_is_not_found_and_the_known_are_named(pages: Pages) -> None:
    response = pages.get("/_local/schedules/nope", method="POST")
    assert response.status == 404
    assert "Known: rotate-keys." in json.loads(response.body)["detail"]


@pytest.mark.parametrize("path", sorted(STATIC))
def test_every_page_and_file_is_served_with_a_policy(pages: Pages, path: str) -> None:
    response = pages.get(path)
    assert response.status == 200
    assert "default-src 'none'" in (response.header("content-security-policy") or "")
    assert response.body == (FILES / STATIC[path]).read_bytes()


@pytest.mark.parametrize("name", ["inbox", "events", "queues"])
def test_the_overview_links_every_page(pages: Pages, name: str) -> None:
    assert f'href="/_local/{name}"'.encode() in pages.get("/_local").body


def test_pages_load_nothing_from_elsewhere() -> None:
    for file in FILES.iterdir():
        assert "https://" not in file.read_text()
        assert "innerHTML" not in file.read_text()


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("POST", "/_local/inbox.json", 405, "GET, HEAD"),
        ("DELETE", "/_local", 405, "GET, HEAD"),
        ("GET", "/_local/sign", 405, "POST"),
        ("GET", "/_local/style.csss", 404, None),
        ("GET", "/_local/../secret", 404, None),
        ("HEAD", "/_local/inbox", 200, None),
    ],
)
def test_other_methods_and_paths_are_problems(
    pages: Pages, method: str, path: str, status: int, allow: str | None
) -> None:
    response = pages.get(path, method=method)
    assert (response.status, response.header("allow")) == (status, allow)


@pytest.mark.parametrize("host", ["evil.example:8000", "evil.example", "192.168.0.1:8000", "127.0.0.1.evil.example"])
def test_a_foreign_name_for_this_address_is_refused(pages: Pages, host: str) -> None:
    assert pages.get("/_local/inbox.json", headers=(("host", host),)).status == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.2:8000", "127.0.0.1"])
def test_this_machines_own_names_are_welcome(pages: Pages, host: str) -> None:
    assert pages.get("/_local/inbox.json", headers=(("host", host),)).status == 200


def test_another_sites_page_cannot_sign_or_read(pages: Pages) -> None:
    across: Headers = (("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors"))
    assert pages.get("/_local/sign", headers=across, method="POST", body=b"{}").status == 403
    assert pages.get("/_local/inbox.json", headers=across).status == 403


def test_a_link_on_another_site_may_open_a_page(pages: Pages) -> None:
    across: Headers = (("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"))
    assert pages.get("/_local/inbox", headers=across).status == 200


@pytest.mark.parametrize(
    ("target", "local"), [("/_local", True), ("/_local/x", True), ("/_locals", False), ("/v1/_local", False)]
)
def test_only_the_local_prefix_is_local(target: str, local: bool) -> None:
    assert is_local(Request("GET", target, "1.1", (), b"", ("127.0.0.1", 1), 8000)) is local


def test_the_service_itself_knows_no_local_route() -> None:
    sources = [path for folder in ("functions", "shared") for path in Path(folder).rglob("*.py")]
    assert [path for path in sources if "/_local" in path.read_text()] == []
