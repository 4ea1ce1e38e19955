"""Checks 21 to 23: which texts are addresses, which two of them are one, and that a mail has one reader."""

import uuid
from collections.abc import Callable

import pytest

from tests.journeys.client import Answer
from tests.journeys.town import NEW_PASSWORD, PASSWORD, Person, Town, new_address

TWINS = {
    "ligature": ("\ufb01", "fi"),
    "dotted capital I": ("\u0130", "i"),
    "dotless i": ("\u0131", "i"),
    "sharp s": ("\u00df", "ss"),
    "Cyrillic a": ("\u0430", "a"),
    "superscript two": ("\u00b2", "2"),
    "full width": ("\uff41", "a"),
    "dot": ("a.", "a"),
    "plus": ("a+b", "a"),
}


@pytest.mark.parametrize("pair", TWINS.values(), ids=TWINS)
def test_check_21_a_reset_for_one_of_two_twins_never_mails_the_other(town: Town, pair: tuple[str, str]) -> None:
    unique = uuid.uuid4().hex[:10]
    odd, plain = (town.person(f"{start}{unique}@mail.example.com") for start in pair)
    assert odd.id != plain.id
    assert town.client().post("/v1/password-resets", {"email": odd.email}).status == 202
    mail = town.mail(odd.email, "password_reset")
    assert mail["to"] == [odd.email]
    body = {"token": mail["token"], "new_password": NEW_PASSWORD}
    assert town.client().post("/v1/password-resets/confirm", body).status == 204
    town.settled()
    assert "password_reset" not in town.kinds(plain.email)
    attempts = [(plain.email, PASSWORD), (plain.email, NEW_PASSWORD), (odd.email, NEW_PASSWORD)]
    found = [
        town.client().post("/v1/sessions", {"identifier": email, "password": password}).status
        for email, password in attempts
    ]
    assert found == [201, 401, 201]


@pytest.mark.parametrize("pair", TWINS.values(), ids=TWINS)
def test_check_21_somebody_elses_twin_gets_no_mail_where_only_one_has_an_account(
    town: Town, pair: tuple[str, str]
) -> None:
    unique = uuid.uuid4().hex[:10]
    held, twin = (f"{start}{unique}@mail.example.com" for start in pair)
    town.person(held)
    for path in ("/v1/password-resets", "/v1/email/verify/resend"):
        assert town.client().post(path, {"email": twin}).status == 202
    town.settled()
    assert (town.kinds(held), town.kinds(twin)) == (["verify_email", "welcome"], [])


def test_check_21_mail_goes_to_the_address_as_it_is_stored_and_not_as_it_was_asked_for(town: Town) -> None:
    unique = uuid.uuid4().hex[:10]
    person = town.person(f"Ada.{unique}@b\u00fccher.example.com")
    asked = [f"ADA.{unique}@B\u00dcCHER.example.com", f"ada.{unique}@xn--bcher-kva.example.com"]
    for nth, email in enumerate(asked, 1):
        assert town.client().post("/v1/password-resets", {"email": email}).status == 202
        assert town.mail(person.email, "password_reset", nth)["to"] == [f"Ada.{unique}@xn--bcher-kva.example.com"]


BCC = "bcc.target@mail.example.com"
INJECTIONS = [
    f"victim@mail.example.com\r\nBcc: {BCC}",
    f"victim@mail.example.com\nBcc: {BCC}",
    f"victim@mail.example.com\rBcc: {BCC}",
    f"victim@mail.example.com\u2028Bcc: {BCC}",
    f"victim@mail.example.com\u0085Bcc: {BCC}",
    f"victim@mail.example.com\x00{BCC}",
    f"victim@mail.example.com%0d%0aBcc:{BCC}",
    f"victim%0d%0aBcc:{BCC}",
    f"victim@mail.example.com,{BCC}",
    f"victim@mail.example.com;{BCC}",
    f"victim@mail.example.com {BCC}",
    f"victim@mail.example.com>,<{BCC}",
    f"<victim@mail.example.com> {BCC}",
    f"Victim <{BCC}>",
    '"a\nb"@mail.example.com',
    '"a\\\nb"@mail.example.com',
    f'"{BCC}, x"@mail.example.com',
    "victim@mail.example.com\n",
    " victim@mail.example.com",
    "a@b,c@d",
]
Door = Callable[[Town, str], Answer]


def invite(town: Town, email: str) -> Answer:
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    return town.admin().client.post("/v1/users", {"email": email}, headers=headers)


def move_by_staff(town: Town, email: str) -> Answer:
    path = f"/v1/users/{town.admin().id}/email"
    return town.admin().client.put(path, {"email": email}, headers={"If-Match": "*"})


DOORS: dict[str, tuple[str, Door]] = {
    "sign-up": ("/email", lambda town, email: town.client().post("/v1/signup", {"email": email, "password": PASSWORD})),
    "reset": ("/email", lambda town, email: town.client().post("/v1/password-resets", {"email": email})),
    "resend": ("/email", lambda town, email: town.client().post("/v1/email/verify/resend", {"email": email})),
    "own change": ("/new_email", lambda town, email: town.admin().client.post(
        "/v1/me/email", {"new_email": email, "password": "seven-lanterns-by-the-door"})),
    "invitation": ("/email", invite),
    "change by staff": ("/email", move_by_staff),
}  # fmt: skip
at_each_door = pytest.mark.parametrize(("pointer", "door"), DOORS.values(), ids=DOORS)


@at_each_door
def test_check_22_no_address_carries_a_second_line_or_a_second_reader(town: Town, pointer: str, door: Door) -> None:
    for text in INJECTIONS:
        answer = door(town, text)
        assert answer.outcome == (422, "validation_failed"), repr(text)
        assert answer.faults == [(pointer, "invalid")], repr(text)
    town.settled()
    assert town.kinds(BCC) + town.kinds("victim@mail.example.com") == []


@pytest.mark.parametrize(
    "name", ["Ada\r\nBcc: " + BCC, "Ada\nLovelace", "Ada\x0bL", "Ada\u2029L", "Ada\u0085L", "\r\n"]
)
def test_check_22_no_name_carries_a_second_line(town: Town, person: Person, admin: Person, name: str) -> None:
    wish = {"email": new_address(), "password": PASSWORD, "display_name": name}
    invited = {"email": new_address(), "display_name": name}
    any_version = {"If-Match": "*", "Idempotency-Key": uuid.uuid4().hex}
    answers = [
        town.client().post("/v1/signup", wish),
        person.client.patch("/v1/me", {"display_name": name}),
        admin.client.post("/v1/users", invited, headers=any_version),
        admin.client.patch(f"/v1/users/{person.id}", {"display_name": name}, headers=any_version),
    ]
    assert {answer.outcome for answer in answers} == {(422, "validation_failed")}
    assert {pointer for answer in answers for pointer, _ in answer.faults} == {"/display_name"}


@pytest.mark.parametrize("start", ["o'brien", "victim%0d%0abcc=x", "{to}", "a/b", "=cmd", "b\u00fccher", "!#$&*?^_`|~"])
def test_check_22_every_mail_has_one_reader_and_no_header_but_ours(town: Town, start: str) -> None:
    email = f"{start}.{uuid.uuid4().hex[:10]}@mail.example.com"
    person = town.person(email, display_name="Bcc: bcc.target@mail.example.com %0d%0aCc: x")
    assert town.client().post("/v1/password-resets", {"email": email}).status == 202
    town.mail(email, "password_reset")
    for mail in town.inbox(email):
        assert mail["to"] == [email]
        assert sorted(mail["headers"]) == ["Auto-Submitted", "X-Correlation-Id", "X-Rollbook-Kind"]
        assert all(text.isprintable() for text in (*mail["headers"].values(), mail["subject"], mail["from"]))
        assert "cc:" not in (mail["subject"] + str(mail["headers"])).lower()
    assert town.kinds(BCC) == []
    assert person.client.get("/v1/me").body["email"] == email


NO_ADDRESSES = {
    "local part of 65 octets": "x" * 65 + "@mail.example.com",
    "local part of 66 octets in 33 letters": "\u00fc" * 33 + "@mail.example.com",
    "domain of 255 octets": "a@" + ".".join(["d" * 60] * 4) + "." + "e" * 11,
    "label of 64 octets": "a@" + "d" * 64 + ".example.com",
    "IPv4 literal": "ada@[192.0.2.7]",
    "IPv4 without brackets": "ada@192.0.2.7",
    "IPv6 literal": "ada@[IPv6:2001:db8::1]",
    "no dot": "ada@localhost",
    "nothing but a dot": "ada@.",
    "quoted local part": '"ada lovelace"@mail.example.com',
    "quoted at": '"a@b"@mail.example.com',
    "comment": "ada(lovelace)@mail.example.com",
    "no local part": "@mail.example.com",
    "no at": "ada.mail.example.com",
    "two ats": "ada@home@mail.example.com",
    "dots in a row": "ada..l@mail.example.com",
    "underscore": "ada@ma_il.example.com",
    "percent escape": "ada@mail%2eexample.com",
    "zero width": "a\u200bda@mail.example.com",
    "nothing": "",
}


@at_each_door
def test_check_23_what_no_mail_server_takes_strictly_is_no_address(town: Town, pointer: str, door: Door) -> None:
    assert len(NO_ADDRESSES["domain of 255 octets"]) == 2 + 255
    for name, text in NO_ADDRESSES.items():
        answer = door(town, text)
        assert answer.outcome == (422, "validation_failed"), name
        assert [place for place, _ in answer.faults] == [pointer], name


def test_check_23_the_longest_address_that_may_be_is_taken(town: Town) -> None:
    local = (uuid.uuid4().hex * 2)[:64]
    assert town.person(f"{local}@mail.example.com").email == f"{local}@mail.example.com"
