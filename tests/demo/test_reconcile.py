"""The equations of the books."""

from collections import Counter
from typing import Any

from infra.demo.ledger import Ledger, Letter, Person, comparable
from infra.demo.people import Refusal, Row
from infra.demo.reconcile import letters, published, rows, shortened, streams
from infra.demo.report import visible


def a_person(number: int = 2, **row: Any) -> Person:
    return Person(Row(number, "ada@example.com", "", "", "", "", **row), "127.0.0.1", "ada@example.com", "")


def a_user(*events: str) -> Person:
    person = a_person()
    person.accepted, person.user_id, person.events = True, "u1", list(events)
    return person


def a_stream(*types: str) -> list[dict[str, Any]]:
    hashes = [None, *(f"h{n}" for n in range(1, len(types) + 1))]
    return [
        {
            "event_id": f"e{n}",
            "stream_id": "u1",
            "version": n,
            "type": type_,
            "previous_hash": hashes[n - 1],
            "hash": f"h{n}",
        }
        for n, type_ in enumerate(types, start=1)
    ]


def test_rows_are_users_repeats_and_rejects() -> None:
    repeat, reject = a_person(3, repeat=True), a_person(4, refusal=Refusal("validation_failed", "invalid", "/email"))
    repeat.accepted, reject.refusal = True, reject.row.refusal
    check = rows(Ledger([a_user("user.registered"), repeat, reject]))
    assert check.holds
    assert (check.left, check.right) == (3, 3)


def test_a_person_accepted_without_an_account_does_not_count() -> None:
    lost = a_user()
    lost.user_id = None
    assert not rows(Ledger([lost])).holds


def test_a_refusal_for_another_reason_is_a_fault_although_counts_agree() -> None:
    reject = a_person(4, refusal=Refusal("validation_failed", "invalid", "/email"))
    reject.refusal = Refusal("validation_failed", "required", "/email")
    check = rows(Ledger([reject]))
    assert check.left == check.right
    assert check.faults == ["row 4: expected validation_failed/invalid /email, got validation_failed/required /email"]


def test_a_mail_to_the_wrong_address_is_two_faults_although_counts_agree() -> None:
    ada, eve = Letter("welcome", "ada@example.com"), Letter("welcome", "eve@example.com")
    (check,) = letters(Counter([ada]), Counter([eve]))
    assert (check.left, check.right) == (1, 1)
    assert len(check.faults) == 2


def test_a_kind_nobody_expected_is_a_check_of_its_own() -> None:
    (check,) = letters(Counter(), Counter([Letter("new_device", "ada@example.com")]))
    assert (check.name, check.left, check.right, check.holds) == ("new_device", 0, 1, False)


def test_a_whole_stream_holds() -> None:
    check = streams([a_user("user.registered", "user.erased")], {"u1": a_stream("user.registered", "user.erased")})
    assert check.holds


def test_a_broken_chain_a_gap_and_a_wrong_type_are_named() -> None:
    events = a_stream("user.registered", "user.suspended")
    events[1] |= {"version": 3, "previous_hash": "other"}
    check = streams([a_user("user.registered", "user.erased")], {"u1": events})
    assert len(check.faults) == 3


def test_a_second_delivery_is_allowed() -> None:
    events = a_stream("user.registered", "user.erased")
    assert published({"u1": events}, [*events, events[0]]).holds


def test_another_order_is_not() -> None:
    events = a_stream("user.registered", "user.erased")
    assert published({"u1": events}, reversed(events)).faults == ["stream u1 was published out of order"]


def test_events_of_other_streams_do_not_count() -> None:
    stranger = a_stream("role.defined")[0] | {"stream_id": "role"}
    assert published({"u1": a_stream("user.registered")}, [*a_stream("user.registered"), stranger]).holds


def test_one_mailbox_has_one_form() -> None:
    assert comparable("Ada@XN--BCHER-KVA.example.com") == comparable("ada@bücher.example.com")


def test_long_lists_of_faults_are_cut() -> None:
    assert shortened([str(n) for n in range(7)]) == ["0", "1", "2", "3", "4", "and 2 more"]


def test_hostile_text_is_shown_by_number() -> None:
    assert visible("a\u202eb\x1b[31m\ud800") == "a\\u202eb\\u001b[31m\\ud800"
