"""Checks 14 and 15: a mailed link that resets a password, how long it is good, where it leads, what a dump shows."""

import base64
import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.checks.opened import Opened
from tests.journeys.client import Answer
from tests.journeys.town import NEW_PASSWORD, PASSWORD, PUBLIC_URL, Person, Town, new_address

INVALID = (400, "invalid_token")
EVIL = "evil.example.net"


def reset_link(town: Town, email: str, nth: int = 1) -> str:
    assert town.client().post("/v1/password-resets", {"email": email}).status == 202
    return str(town.mail(email, "password_reset", nth)["token"])


def confirm(town: Town, token: str, password: str = NEW_PASSWORD) -> Answer:
    return town.client().post("/v1/password-resets/confirm", {"token": token, "new_password": password})


def enters(town: Town, email: str, password: str) -> bool:
    return town.client().post("/v1/sessions", {"identifier": email, "password": password}).status == 201


def used(opened: Opened) -> str:
    token = reset_link(opened.town, opened.town.person().email)
    assert confirm(opened.town, token).status == 204
    return token


def outlived_by_a_change(opened: Opened) -> str:
    person = opened.town.person()
    token = reset_link(opened.town, person.email)
    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    assert person.client.put("/v1/me/password", change).status == 204
    return token


def outlived_by_a_move(opened: Opened) -> str:
    person, new = opened.town.person(), new_address("moved")
    token = reset_link(opened.town, person.email)
    assert person.client.post("/v1/me/email", {"new_email": new, "password": PASSWORD}).status == 202
    link = opened.town.mail(new, "email_change_confirm")["token"]
    assert opened.town.client().post("/v1/email/verify", {"token": link}).status == 204
    return token


def replaced(opened: Opened) -> str:
    email = opened.town.person().email
    token = reset_link(opened.town, email)
    assert reset_link(opened.town, email, 2) != token
    return token


def of_another_purpose(opened: Opened) -> str:
    return str(opened.town.mail(opened.town.newcomer().email, "verify_email")["token"])


def altered(opened: Opened) -> str:
    token = reset_link(opened.town, opened.town.person().email)
    return token[:40] + ("A" if token[40] != "A" else "B") + token[41:]


def longer(opened: Opened) -> str:
    return reset_link(opened.town, opened.town.person().email) + "A"


DEAD: list[Callable[[Opened], str]] = [
    *(used, outlived_by_a_change, outlived_by_a_move, replaced, of_another_purpose, altered, longer)
]


def test_check_14_a_link_that_is_used_replaced_outdated_or_late_is_refused_with_the_same_words(opened: Opened) -> None:
    town = opened.town
    late = reset_link(town, town.person().email)
    refused = [confirm(town, make(opened)) for make in DEAD]
    with opened.clock.later(timedelta(hours=1)):
        refused += [confirm(town, late), confirm(town, "x")]
    assert {answer.outcome for answer in refused} == {INVALID}
    assert len({str(answer.without_ids()) for answer in refused}) == 1


def test_check_14_a_link_is_good_for_one_hour_and_not_for_longer(opened: Opened) -> None:
    town = opened.town
    in_time, late = town.person(), town.person()
    links = reset_link(town, in_time.email), reset_link(town, late.email)
    with opened.clock.later(timedelta(minutes=58)):
        assert confirm(town, links[0]).outcome == (204, None)
    with opened.clock.later(timedelta(minutes=60)):
        assert confirm(town, links[1]).outcome == INVALID
    assert enters(town, in_time.email, NEW_PASSWORD)
    assert enters(town, late.email, PASSWORD)


def test_check_14_the_newest_link_works_once_and_a_refused_password_leaves_it_good(town: Town) -> None:
    person = town.person()
    older, newest = reset_link(town, person.email), reset_link(town, person.email, 2)
    assert confirm(town, older).outcome == INVALID
    assert confirm(town, newest, "too short").faults == [("/new_password", "too_short")]
    assert confirm(town, newest).outcome == (204, None)
    assert confirm(town, newest, "another one altogether").outcome == INVALID
    assert (enters(town, person.email, NEW_PASSWORD), enters(town, person.email, PASSWORD)) == (True, False)


def test_check_14_a_dump_of_the_tables_holds_no_token_and_no_password(opened: Opened) -> None:
    town, person, new = opened.town, opened.town.person(), new_address("moved")
    move = {"new_email": new, "password": PASSWORD}
    assert person.client.post("/v1/me/email", move).status == 202
    newcomer = town.newcomer()
    mailed = [
        reset_link(town, person.email),
        town.mail(new, "email_change_confirm")["token"],
        town.mail(newcomer.email, "verify_email")["token"],
    ]
    dump = opened.dump()
    assert person.id in dump, "the dump is of the tables that this person is in"
    secrets = [*mailed, person.refresh_token, str(person.client.token), PASSWORD]
    assert [secret for secret in secrets if shown(secret, dump)] == []
    assert all(shown(secret, f"{dump}{seal_of(secret).hex()}") for secret in secrets[:-1])
    assert confirm(town, mailed[0]).status == 204, "and yet the link was good all the time"


def shown(secret: str, dump: str) -> bool:
    """As text, or its seal, which cannot be made from ids, as bytes."""
    return secret in dump or (secret != PASSWORD and seal_of(secret).hex() in dump)


def seal_of(token: str) -> bytes:
    """The last 32 bytes: a MAC, or the end of a signature."""
    last = token.rpartition(".")[2]
    return base64.urlsafe_b64decode(last + "=" * (-len(last) % 4))[-32:]


HEADERS = [
    {"Host": EVIL},
    {"X-Forwarded-Host": EVIL},
    {"Forwarded": f"host={EVIL};proto=gopher"},
    {"X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "gopher", "X-Forwarded-Port": "666", "X-Original-Host": EVIL},
    {"Origin": f"https://{EVIL}", "Referer": f"https://{EVIL}/reset", "X-Original-URL": f"https://{EVIL}/"},
]


@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: "+".join(headers))
def test_check_15_the_link_of_a_mail_leads_to_the_configured_place_whatever_the_request_says(
    town: Town, person: Person, headers: dict[str, str]
) -> None:
    new, newcomer = new_address("moved"), new_address("new")
    for path, body in (
        ("/v1/password-resets", {"email": person.email}),
        ("/v1/me/email", {"new_email": new, "password": PASSWORD}),
        ("/v1/signup", {"email": newcomer, "password": PASSWORD}),
    ):
        assert person.client.post(path, body, headers=headers).status == 202
    for address, kind, page in (
        (person.email, "password_reset", "/reset"),
        (new, "email_change_confirm", "/verify"),
        (newcomer, "verify_email", "/verify"),
    ):
        mail = town.mail(address, kind)
        whole = mail["subject"] + mail["text"] + mail["html"] + str(mail["headers"])
        assert f"{PUBLIC_URL}{page}?token={mail['token']}" in mail["text"]
        assert set(re.findall(r"\w+://[^/\s\"'<>]+", whole)) == {PUBLIC_URL}
        assert (EVIL in whole, "gopher" in whole) == (False, False)
