"""How often each operation calls AWS: every call is a millisecond of somebody's wait and a cent of somebody's bill."""

import base64
import json
from functools import partial

import pytest

from shared.accounts.domain.credentials import MailedToken, Purpose
from shared.accounts.use_cases.context import any_version
from shared.kernel.events import Context
from shared.kernel.principal import Actor, Principal
from tests.calls.conftest import PASSWORD, Counted, Person
from tests.calls.recorder import AwsCall

GET, QUERY, BATCH, WRITE, SEND = "GetItem", "Query", "BatchGetItem", "TransactWriteItems", "SendMessage"
SYSTEM = Context(Actor("system", "test"), "test")


def operations(calls: list[AwsCall]) -> list[str]:
    return [call.operation for call in calls]


def shapes(calls: list[AwsCall]) -> list[tuple[str, int, list[str]]]:
    """What an observer of the network could tell apart: kinds, numbers of items, and the members of messages."""
    return [(call.operation, call.writes or keys_read(call), members_sent(call)) for call in calls]


def keys_read(call: AwsCall) -> int:
    return sum(len(table["Keys"]) for table in call.body.get("RequestItems", {}).values())


def members_sent(call: AwsCall) -> list[str]:
    return sorted(json.loads(call.body["MessageBody"])) if call.operation == SEND else []


def calls(
    counted: Counted, status: int, method: str, target: str, body: object = None, **options: object
) -> list[AwsCall]:
    """What a request that is answered with `status` asks of AWS."""

    def request() -> None:
        answer = counted.functions.call(method, target, body, **options)  # type: ignore[arg-type]
        assert answer.status == status, answer

    return counted.calls_of(request)


def sign_in(counted: Counted, status: int, identifier: str, password: str, peer: str) -> list[AwsCall]:
    return calls(counted, status, "POST", "/v1/sessions", {"identifier": identifier, "password": password}, peer=peer)


def test_reading_ones_own_account_is_one_read(counted: Counted, ada: Person) -> None:
    (read,) = calls(counted, 200, "GET", "/v1/me", token=ada.access_token)
    assert (read.operation, keys_read(read)) == (BATCH, 2)


def test_a_sign_in_takes_four_calls_whatever_comes_of_it(counted: Counted, ada: Person) -> None:
    counted.signed_up("pending@example.org")
    right = sign_in(counted, 201, ada.email, PASSWORD, "192.0.2.1")
    wrong = sign_in(counted, 401, ada.email, "not the right password", "192.0.2.1")
    unknown = sign_in(counted, 401, "nobody@example.org", "not the right password", "192.0.2.1")
    pending = sign_in(counted, 403, "pending@example.org", PASSWORD, "192.0.2.1")
    not_even_an_address = sign_in(counted, 401, "@@", "not the right password", "192.0.2.1")
    for attempt in (right, wrong, unknown, pending, not_even_an_address):
        assert operations(attempt) == [GET, BATCH, WRITE, WRITE]


@pytest.mark.usefixtures("ada")
def test_a_wrong_password_and_an_unknown_address_look_the_same_from_outside(counted: Counted) -> None:
    attempt = partial(sign_in, counted, password="not the right password", peer="192.0.2.2")
    counted.active("known@example.org")
    for _ in range(10):
        assert shapes(attempt(401, "known@example.org")) == shapes(attempt(401, "stranger@example.org"))
    throttled = shapes(attempt(429, "known@example.org"))
    assert throttled == shapes(attempt(429, "stranger@example.org"))
    assert len(throttled) <= 4


def test_a_new_device_adds_one_message(counted: Counted, ada: Person) -> None:
    eve = counted.person("many-devices@example.org")
    body = {"identifier": eve.email, "password": PASSWORD}
    new = calls(counted, 201, "POST", "/v1/sessions", body, headers={"user-agent": "another"})
    assert operations(new) == [GET, BATCH, WRITE, SEND, WRITE]
    again = calls(counted, 201, "POST", "/v1/sessions", body, headers={"user-agent": "another"})
    assert operations(again) == [GET, BATCH, WRITE, WRITE]


@pytest.mark.parametrize("profile", [{}, {"username": "name"}], ids=["without a username", "with one"])
def test_a_sign_up_is_counted_read_once_and_written_at_once_with_one_message_for_every_address(
    counted: Counted, ada: Person, profile: dict[str, str]
) -> None:
    kind = "named" if profile else "plain"
    counted.signed_up(f"pending-{kind}@example.org")
    suspended = counted.active(f"suspended-{kind}@example.org")
    staff = Principal(ada.id, "", frozenset())
    counted.container.suspend_user.suspend(staff, suspended, None, None, SYSTEM)
    known = [ada.email, f"pending-{kind}@example.org", f"suspended-{kind}@example.org"]
    seen = []
    for place, email in enumerate([f"new-{kind}@example.org", *known]):
        named = {name: f"{value}-{place}" for name, value in profile.items()}
        body = {"email": email, "password": PASSWORD, **named}
        seen.append(calls(counted, 202, "POST", "/v1/signup", body))
    assert [operations(branch) for branch in seen] == [[WRITE, BATCH, WRITE, SEND]] * 4
    assert [shapes(branch) for branch in seen] == [shapes(seen[0])] * 4


def test_a_taken_username_is_refused_after_the_same_calls_for_every_address(counted: Counted, ada: Person) -> None:
    counted.signed_up("holder@example.org", username="taken.name")
    counted.signed_up("waiting@example.org")
    seen = [
        calls(counted, 409, "POST", "/v1/signup", {"email": email, "password": PASSWORD, "username": "Taken.Name"})
        for email in ("somebody-new@example.org", ada.email, "waiting@example.org")
    ]
    assert [operations(branch) for branch in seen] == [[WRITE, BATCH]] * 3
    assert [shapes(branch) for branch in seen] == [shapes(seen[0])] * 3


def test_a_refresh_is_one_read_and_one_write(counted: Counted, ada: Person) -> None:
    person = counted.signed_in(ada.id, ada.email)
    body = {"refresh_token": person.refresh_token}
    assert operations(calls(counted, 200, "POST", "/v1/sessions/refresh", body)) == [BATCH, WRITE]
    reused = calls(counted, 401, "POST", "/v1/sessions/refresh", body)
    assert operations(reused) == [BATCH, WRITE]
    after_that = calls(counted, 401, "POST", "/v1/sessions/refresh", body)
    assert operations(after_that) == [BATCH]


def test_a_refresh_token_that_was_not_made_here_costs_nothing(counted: Counted, ada: Person) -> None:
    flipped = ("B" if ada.refresh_token[0] == "A" else "A") + ada.refresh_token[1:]
    assert calls(counted, 401, "POST", "/v1/sessions/refresh", {"refresh_token": flipped}) == []


def test_verifying_a_token_costs_nothing(counted: Counted, ada: Person) -> None:
    assert calls(counted, 403, "GET", f"/v1/users/{ada.id}", token=ada.access_token) == []


def test_a_token_that_does_not_hold_costs_nothing(counted: Counted, ada: Person) -> None:
    head, payload, signature = ada.access_token.split(".")
    flipped = ("B" if signature[0] == "A" else "A") + signature[1:]
    for token in ("nonsense", f"{head}.{payload}.{flipped}", f"{head}.{payload}."):
        assert calls(counted, 401, "GET", "/v1/me", token=token) == []


def test_invented_key_ids_make_no_reads(counted: Counted, ada: Person) -> None:
    _, payload, signature = ada.access_token.split(".")
    for number in range(5):
        header = json.dumps({"alg": "RS256", "typ": "at+jwt", "kid": f"invented-{number}"}, separators=(",", ":"))
        forged = base64.urlsafe_b64encode(header.encode()).rstrip(b"=").decode()
        assert calls(counted, 401, "GET", "/v1/me", token=f"{forged}.{payload}.{signature}") == []


def test_reading_somebody_is_one_read(counted: Counted, ada: Person, admin: Person) -> None:
    assert operations(calls(counted, 200, "GET", f"/v1/users/{ada.id}", token=admin.access_token)) == [GET]


def test_looking_somebody_up_is_one_read_more_than_finding_nobody(counted: Counted, ada: Person, admin: Person) -> None:
    for email, reads in ((ada.email, [GET, GET]), ("nobody@example.org", [GET])):
        assert operations(calls(counted, 200, "GET", f"/v1/users?email={email}", token=admin.access_token)) == reads


def test_searching_is_the_index_its_rows_and_the_accounts(counted: Counted, ada: Person, admin: Person) -> None:
    """A query per status, so one with `status`; nobody found, nothing more to read."""
    counted.container.update_search(ada.id)
    for query, reads in (
        ("q=ada", [GET, QUERY, QUERY, QUERY, BATCH]),
        ("q=ada&status=active", [GET, QUERY, BATCH]),
        ("limit=100", [GET, QUERY, QUERY, QUERY, BATCH]),
        ("q=nobody-at-all", [GET, QUERY, QUERY, QUERY]),
    ):
        assert operations(calls(counted, 200, "GET", f"/v1/users?{query}", token=admin.access_token)) == reads, query


def test_changing_ones_profile_is_two_reads_and_one_transaction(counted: Counted, ada: Person) -> None:
    body = {"display_name": "Ada Lovelace"}
    changed = calls(counted, 200, "PATCH", "/v1/me", body, token=ada.access_token)
    assert operations(changed) == [BATCH, BATCH, WRITE]
    assert changed[-1].writes == 2  # the event and the state
    unchanged = calls(counted, 200, "PATCH", "/v1/me", body, token=ada.access_token)
    assert operations(unchanged) == [BATCH, BATCH]


@pytest.mark.parametrize("path", ["/v1/password-resets", "/v1/email/verify/resend"])
def test_asking_for_a_mail_is_one_count_and_one_message_everywhere(counted: Counted, ada: Person, path: str) -> None:
    counted.signed_up(f"waiting{len(path)}@example.org")
    addresses = [ada.email, f"waiting{len(path)}@example.org", "nobody@example.org"]
    seen = [calls(counted, 202, "POST", path, {"email": email}) for email in addresses]
    assert [operations(branch) for branch in seen] == [[WRITE, SEND]] * 3
    assert [shapes(branch) for branch in seen] == [shapes(seen[0])] * 3


def test_a_mailed_token_is_proven_in_one_read_and_one_transaction(counted: Counted, ada: Person) -> None:
    user_id = counted.signed_up("proving@example.org")
    token = counted.container.seals.mailed_token(MailedToken(Purpose.VERIFY_EMAIL, user_id, user_id, user_id))
    assert operations(calls(counted, 204, "POST", "/v1/email/verify", {"token": token})) == [BATCH, WRITE]
    assert operations(calls(counted, 400, "POST", "/v1/email/verify", {"token": token})) == [BATCH]
    assert calls(counted, 400, "POST", "/v1/email/verify", {"token": "A" * 108}) == []


def test_health_and_keys_cost_nothing_once_warm(counted: Counted, ada: Person) -> None:
    counted.functions.call("GET", "/.well-known/jwks.json")
    for path in ("/healthz", "/.well-known/jwks.json", "/.well-known/openid-configuration", "/openapi.json"):
        assert calls(counted, 200, "GET", path) == []


def test_a_role_that_staff_defined_costs_one_read_more_at_each_new_token(counted: Counted, ada: Person) -> None:
    """Built-in roles cost none. What a defined one permits is read for every token, so that a change counts at once."""
    person = counted.person("reader@example.org")
    staff = Principal(person.id, "", frozenset({"users:read", "roles:write"}))
    counted.container.define_roles.define(staff, "reader", ("users:read",), "", SYSTEM)
    counted.container.set_roles(staff, person.id, ("reader",), any_version, SYSTEM)
    signed_in = sign_in(counted, 201, person.email, PASSWORD, "192.0.2.9")
    assert operations(signed_in) == [GET, BATCH, WRITE, BATCH, WRITE]
    body = {"refresh_token": person.refresh_token}
    assert operations(calls(counted, 200, "POST", "/v1/sessions/refresh", body)) == [BATCH, BATCH, WRITE]
