"""If every call of a request took as long as it can, the request would still be answered, not cut off."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from infra.topology import FUNCTIONS, Function, HttpTrigger
from shared.adapters.aws.clients import longest_call
from tests.calls.conftest import PASSWORD, Counted, Person

# What is left for all that is no call: a hash, an answer.
RESERVE = 2.0
# The most calls of one request, where no other request comes in between. Keys are read in the init phase.
MOST_CALLS = {"sessions": 6, "accounts": 6, "directory": 8, "wellknown": 1, "designs": 7, "reviews": 6}
# And of these, to S3, which is given more time.
OBJECT_CALLS = {"designs": 1, "reviews": 1}
_numbers = itertools.count()


@pytest.mark.parametrize(
    "function", [f for f in FUNCTIONS if isinstance(f.trigger, HttpTrigger)], ids=lambda function: function.name
)
def test_the_longest_calls_of_a_request_fit_into_its_functions_time(function: Function) -> None:
    objects = OBJECT_CALLS.get(function.name, 0)
    others = (MOST_CALLS[function.name] - objects) * longest_call()
    assert others + objects * longest_call(service="s3") + RESERVE <= function.timeout


def somebody(counted: Counted) -> Person:
    return counted.person(f"patient{next(_numbers)}@example.org")


def sign_in_from_a_new_device(counted: Counted, admin: Person) -> None:
    person, headers = somebody(counted), {"user-agent": f"new {next(_numbers)}"}
    role = f"reader-{next(_numbers)}"
    call(counted, "PUT", f"/v1/roles/{role}", admin, {"permissions": ["users:read"], "description": "reads"})
    call(counted, "PUT", f"/v1/users/{person.id}/roles", admin, {"roles": [role]}, {"if-match": "*"})
    counted.calls_of(lambda: None)
    body = {"identifier": person.email, "password": PASSWORD}
    assert counted.functions.call("POST", "/v1/sessions", body, headers=headers).status == 201


def change_the_password(counted: Counted, _admin: Person) -> None:
    person = somebody(counted)
    counted.calls_of(lambda: None)
    call(counted, "PUT", "/v1/me/password", person, {"current_password": PASSWORD, "new_password": PASSWORD[::-1]})


def erase_oneself(counted: Counted, _admin: Person) -> None:
    person = somebody(counted)
    counted.calls_of(lambda: None)
    call(counted, "DELETE", "/v1/me", person)


def erase_somebody(counted: Counted, admin: Person) -> None:
    person = somebody(counted)
    counted.calls_of(lambda: None)
    call(counted, "DELETE", f"/v1/users/{person.id}", admin, None, {"if-match": "*"})


def give_roles(counted: Counted, admin: Person) -> None:
    person = somebody(counted)
    counted.calls_of(lambda: None)
    call(counted, "PUT", f"/v1/users/{person.id}/roles", admin, {"roles": ["support"]}, {"if-match": "*"})


def invite(counted: Counted, admin: Person) -> None:
    body = {
        "email": f"invited{next(_numbers)}@example.org",
        "username": f"invited{next(_numbers)}",
        "roles": ["support"],
    }
    counted.calls_of(lambda: None)
    call(counted, "POST", "/v1/users", admin, body, {"idempotency-key": f"key-{next(_numbers)}"})


def decide_on_a_design(counted: Counted, admin: Person) -> None:
    wish = {"system": f"System {next(_numbers)}", "language": "en", "requirements": {"team_size": 4}}
    design = told(counted, "/v1/designs", admin, wish)["id"]
    told(counted, f"/v1/designs/{design}/answers", admin, {"assume": True})
    counted.container.draft_design(design, "counted")
    counted.calls_of(lambda: None)
    told(counted, f"/v1/designs/{design}/decisions", admin, {"option": 1, "reason": "It is the simplest."})


def ask_for_a_review(counted: Counted, admin: Person) -> None:
    source = {"kind": "template", "template": "Resources: {Queue: {Type: AWS::SQS::Queue}}"}
    for _ in range(2):  # the first one reads the keys
        counted.calls_of(lambda: None)
        told(counted, "/v1/reviews", admin, {"system": f"System {next(_numbers)}", "source": source})


def told(counted: Counted, target: str, person: Person, body: object) -> Any:
    headers = {"idempotency-key": f"key-{next(_numbers)}"}
    answer = counted.functions.call("POST", target, body, token=person.access_token, headers=headers)
    assert answer.status < 300, answer
    return answer.body


def call(
    counted: Counted, method: str, target: str, person: Person, body: object = None, headers: object = None
) -> None:
    answer = counted.functions.call(method, target, body, token=person.access_token, headers=headers)  # type: ignore[arg-type]
    assert answer.status < 300, answer


@pytest.mark.parametrize(
    ("function", "heaviest"),
    [
        ("sessions", sign_in_from_a_new_device),
        ("accounts", change_the_password),
        ("directory", give_roles),
        ("directory", invite),
        ("designs", decide_on_a_design),
        ("reviews", ask_for_a_review),
    ],
)
def test_the_heaviest_requests_make_no_more_calls_than_that(
    counted: Counted, ada: Person, admin: Person, function: str, heaviest: Callable[[Counted, Person], None]
) -> None:
    heaviest(counted, admin)
    made = [made.operation for made in counted.made]
    assert 1 < len(made) <= MOST_CALLS[function], made
    assert sum(each.endswith("Object") for each in made) <= OBJECT_CALLS.get(function, 0)


@pytest.mark.parametrize(("function", "erase"), [("accounts", erase_oneself), ("directory", erase_somebody)])
def test_an_erasure_is_committed_within_that_time_and_only_then_clears_up(
    counted: Counted, ada: Person, admin: Person, function: str, erase: Callable[[Counted, Person], None]
) -> None:
    """What its clearing up leaves when it is cut off, `end_sessions` removes when the event reaches it."""
    erase(counted, admin)
    committed = [made.operation for made in counted.made].index("TransactWriteItems") + 1
    assert committed <= MOST_CALLS[function]
