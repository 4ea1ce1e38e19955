"""Checks 5 to 9: which passwords are taken, at each of the doors where one is set, and how two typings compare."""

import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.checks.opened import Opened
from tests.journeys.client import Answer
from tests.journeys.town import PASSWORD, Person, Town, new_address

FACES = "🐢 🦉 🐝 🦊 🐙 🐋 🦔 🐌"  # fifteen code points: eight animals, seven spaces
HALF_AN_EMOJI_LESS = FACES[:14]
LETTERS = "thequietriverbendsso"
Door = Callable[[Town, str], Answer]


def sign_up(town: Town, password: str) -> Answer:
    return town.client().post("/v1/signup", {"email": new_address(), "password": password})


def reset(town: Town, password: str) -> Answer:
    person = town.person()
    assert town.client().post("/v1/password-resets", {"email": person.email}).status == 202
    token = town.mail(person.email, "password_reset")["token"]
    return town.client().post("/v1/password-resets/confirm", {"token": token, "new_password": password})


def change(town: Town, password: str) -> Answer:
    body = {"current_password": PASSWORD, "new_password": password}
    return town.person().client.put("/v1/me/password", body)


DOORS: dict[str, tuple[Door, str, int]] = {
    "sign-up": (sign_up, "/password", 202),
    "reset": (reset, "/new_password", 204),
    "change": (change, "/new_password", 204),
}
at_each_door = pytest.mark.parametrize(("door", "pointer", "done"), DOORS.values(), ids=DOORS)


def fault_of(answer: Answer) -> tuple[str, str]:
    """Its place and its code."""
    assert answer.outcome == (422, "validation_failed"), answer.content
    (fault,) = answer.faults
    return fault


def enters(town: Town, email: str, password: str) -> bool:
    return town.client().post("/v1/sessions", {"identifier": email, "password": password}).status == 201


def person_with(town: Town, password: str) -> Person:
    """Somebody active who chose this password."""
    email = new_address()
    assert town.client().post("/v1/signup", {"email": email, "password": password}).status == 202
    assert town.client().post("/v1/email/verify", {"token": town.mail(email, "verify_email")["token"]}).status == 204
    return Person(email, password, town.client())


@at_each_door
def test_check_05_fourteen_characters_are_too_few(town: Town, door: Door, pointer: str, done: int) -> None:
    for password in (LETTERS[:14], HALF_AN_EMOJI_LESS, "e\u0301" * 14, ""):
        assert fault_of(door(town, password)) == (pointer, "too_short"), password
    assert door(town, LETTERS[:15]).status == done


@at_each_door
def test_check_05_fifteen_spaces_and_emoji_are_taken_and_so_are_sixty_four_characters(
    town: Town, door: Door, pointer: str, done: int
) -> None:
    assert len(FACES) == 15
    for password in (FACES, (LETTERS * 4)[:64]):
        assert door(town, password).status == done, pointer


GUESSABLE = {
    "one character": "a" * 15,
    "one character in two cases": "aA" * 10,
    "service name": "rollbookrollbook",
    "service name in capitals and padded": "ROLLBOOK-2026-!!",
    "one of the commonest, doubled": "passwordpassword",
    "one of the commonest, padded": "!!iloveyou1234567",
}


@at_each_door
def test_check_06_what_anyone_would_guess_first_is_refused_with_its_reason(
    town: Town, door: Door, pointer: str, done: int
) -> None:
    reasons = set()
    for name, password in GUESSABLE.items() if done == 202 else list(GUESSABLE.items())[::3]:
        answer = door(town, password)
        assert fault_of(answer) == (pointer, "blocklisted"), name
        (fault,) = answer.body["errors"]
        assert password not in answer.content.decode(), "the reason does not repeat the secret"
        reasons.add(fault["detail"])
    assert len(reasons) >= 2, "each reason in its own words"


def test_check_06_the_local_part_of_ones_own_address_is_refused_however_it_is_made_long(town: Town) -> None:
    local = f"ada{uuid.uuid4().hex[:5]}"
    for password in (local * 2, local.upper() * 3, f"{local}1234567", f"!!{local}2026!!"):
        answer = town.client().post("/v1/signup", {"email": f"{local}@mail.example.com", "password": password})
        assert fault_of(answer) == ("/password", "blocklisted"), password
    person = town.person(f"{local}@mail.example.com")
    body = {"current_password": PASSWORD, "new_password": local * 2}
    assert fault_of(person.client.put("/v1/me/password", body)) == ("/new_password", "blocklisted")


@at_each_door
def test_check_07_twenty_lower_case_letters_are_enough(town: Town, door: Door, pointer: str, done: int) -> None:
    assert (len(LETTERS), LETTERS.islower(), LETTERS.isalpha()) == (20, True, True)
    assert door(town, LETTERS).status == done, pointer


def test_check_08_passwords_that_differ_after_72_bytes_are_different(town: Town) -> None:
    for first, other in (
        (LETTERS * 4 + "this end", LETTERS * 4 + "that end"),
        ("ж" * 36 + "йцукен" + "a", "ж" * 36 + "йцукен" + "b"),  # 72 bytes are 36 of these letters
        (LETTERS * 12 + "0123456789abcdef", LETTERS * 12 + "0123456789abcdeF"),  # as long as any may be
    ):
        person = person_with(town, first)
        assert not enters(town, person.email, other)
        assert not enters(town, person.email, first.encode()[:72].decode())
        assert enters(town, person.email, first)


def overlong(opened: Opened, email: str, long: str) -> Iterator[tuple[str, str, dict[str, Any], str, str]]:
    """Each door with an overlong password: method, path, body, access token, pointer of the fault."""
    town = opened.town
    person = town.person()
    assert town.client().post("/v1/password-resets", {"email": person.email}).status == 202
    token, link = str(person.client.token), town.mail(person.email, "password_reset")["token"]
    yield "POST", "/v1/signup", {"email": new_address(), "password": long}, "", "/password"
    yield "POST", "/v1/sessions", {"identifier": email, "password": long}, "", "/password"
    yield "POST", "/v1/sessions", {"identifier": new_address(), "password": long}, "", "/password"
    yield "POST", "/v1/password-resets/confirm", {"token": link, "new_password": long}, "", "/new_password"
    change = {"current_password": PASSWORD, "new_password": long}
    yield "PUT", "/v1/me/password", change, token, "/new_password"
    yield "PUT", "/v1/me/password", {"current_password": long, "new_password": LETTERS}, token, "/current_password"
    yield "POST", "/v1/me/email", {"new_email": new_address(), "password": long}, token, "/password"


@pytest.mark.parametrize("long", ["long " * 2048, "e\u0301" * 257], ids=["10 KiB", "one character more than taken"])
def test_check_08_an_overlong_password_is_refused_at_once_and_never_hashed(opened: Opened, long: str) -> None:
    town, email = opened.town, opened.town.person().email
    for method, path, body, token, pointer in overlong(opened, email, long):
        before, taken = opened.hashes.count, []
        for _ in range(10):
            started = time.perf_counter()
            answer = town.client(token or None).call(method, path, body)
            taken.append(time.perf_counter() - started)
            assert fault_of(answer) == (pointer, "too_long"), path
        assert opened.hashes.count == before, path
        assert min(taken) < 0.05, f"{path}: {min(taken) * 1000:.0f} ms at best"
    assert enters(town, email, PASSWORD), "none of them counted as a failure"


def test_check_09_two_spellings_of_one_letter_are_one_password(town: Town) -> None:
    composed, decomposed = "caf\u00e9 au lait at noon", "cafe\u0301 au lait at noon"
    for set_, typed in ((composed, decomposed), (decomposed, composed)):
        assert enters(town, person_with(town, set_).email, typed)


def test_check_09_spaces_and_case_count(town: Town) -> None:
    person = person_with(town, "Tea at noon, no milk")
    for typed in ("Tea at noon, no milk ", " Tea at noon, no milk", "tea at noon, no milk", "Tea at noon,  no milk"):
        assert not enters(town, person.email, typed), typed
    assert enters(town, person.email, person.password)
    trailing = person_with(town, "Tea at noon, no milk ")
    assert not enters(town, trailing.email, "Tea at noon, no milk")
    assert enters(town, trailing.email, "Tea at noon, no milk ")
