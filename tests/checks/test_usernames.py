"""Checks 19 and 20: one name for all that is read as one name, at every door where somebody takes it."""

import uuid
from collections.abc import Callable

import pytest

from tests.journeys.client import Answer
from tests.journeys.town import PASSWORD, Person, Town, new_address

TAKEN = (409, "username_taken")
Door = Callable[[Town, str], Answer]


def new_number() -> str:
    """Digits alone: they belong to every script."""
    return str(uuid.uuid4().int)[:12]


def sign_up(town: Town, name: str) -> Answer:
    return town.client().post("/v1/signup", {"email": new_address(), "password": PASSWORD, "username": name})


def sign_up_again(town: Town, name: str) -> Answer:
    """With an address that has an account: the answer must be that of a new one."""
    wish = {"email": town.person().email, "password": PASSWORD, "username": name}
    return town.client().post("/v1/signup", wish)


def own_profile(town: Town, name: str) -> Answer:
    return town.person().client.patch("/v1/me", {"username": name})


def invitation(town: Town, name: str) -> Answer:
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    return town.admin().client.post("/v1/users", {"email": new_address(), "username": name}, headers=headers)


def profile_by_staff(town: Town, name: str) -> Answer:
    path = f"/v1/users/{town.person().id}"
    return town.admin().client.patch(path, {"username": name}, headers={"If-Match": "*"})


DOORS: list[Door] = [sign_up, sign_up_again, own_profile, invitation, profile_by_staff]
at_each_door = pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)


@pytest.fixture(scope="module")
def number(town: Town) -> str:
    """The digits of `alice<digits>`, which somebody has."""
    digits = new_number()
    assert town.person(username=f"alice{digits}").client.get("/v1/me").body["username"] == f"alice{digits}"
    return digits


def wide(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


@at_each_door
def test_check_19_other_case_and_other_width_are_the_same_name(town: Town, number: str, door: Door) -> None:
    spellings = [f"Alice{number}", f"ALICE{number}", wide("alice") + number, wide("ALICE") + wide(number)]
    answers = [door(town, name) for name in (f"alice{number}", *spellings)]
    assert {answer.outcome for answer in answers} == {TAKEN}
    assert len({str({**answer.body, "trace_id": "", "instance": ""}) for answer in answers}) == 1


def test_check_19_the_holder_signs_in_by_every_spelling(town: Town, number: str) -> None:
    for name in (f"Alice{number}", f"ALICE{number}", wide("alice") + number):
        assert town.client().post("/v1/sessions", {"identifier": name, "password": PASSWORD}).status == 201


HIDDEN = {
    "zero-width space": "alice\u200b",
    "zero-width joiner": "ali\u200dce",
    "zero-width non-joiner": "ali\u200cce",
    "soft hyphen": "ali\u00adce",
    "byte order mark": "\ufeffalice",
    "NUL": "a\u0000lice",
    "other control": "ali\u0007ce",
    "tab": "ali\tce",
    "line feed": "alice\n",
    "space": "ali ce",
    "no-break space": "ali\u00a0ce",
    "ideographic space": "ali\u3000ce",
    "right-to-left override": "\u202eecila",
    "left-to-right mark": "alice\u200e",
    "isolate": "\u2066alice\u2069",
    "variation selector": "alice\ufe0f",
    "combining grapheme joiner": "ali\u034fce",
    "tag letter": "alice\U000e0061",
    "at sign": "alice@home",
    "slash": "alice/../root",
    "number sign": "USER#alice",
}


@at_each_door
def test_check_19_what_is_not_seen_or_turns_the_line_is_no_part_of_a_name(town: Town, door: Door) -> None:
    digits = new_number()
    person = door is own_profile or door is profile_by_staff
    for name, text in list(HIDDEN.items())[:: 3 if person else 1]:
        answer = door(town, text + digits if text[-1] != "\n" else digits + text)
        assert answer.outcome == (422, "validation_failed"), name
        assert answer.faults == [("/username", "invalid")], name


LOOK_ALIKES = {
    "Cyrillic а": "аlice",
    "Cyrillic і, с, е": "alісе",
    "dotless i": "alıce",
    "digit one": "a1ice",
    "Greek alpha": "αlice",
    "Roman numeral": "aⅼice",
    "mathematical": "𝐚lice",
    "accent of another script": "alic\u0435",
}


@at_each_door
def test_check_20_a_name_that_looks_like_a_taken_one_is_refused(town: Town, number: str, door: Door) -> None:
    for name, text in LOOK_ALIKES.items():
        outcome = door(town, text + number).outcome
        assert outcome in (TAKEN, (422, "validation_failed")), name


@pytest.mark.parametrize(
    ("first", "second"),
    [("ace", "асе"), ("асе", "ace"), ("scope", "ѕсоре"), ("corner", "comer"), ("vvest", "west")],
    ids=["Latin, then Cyrillic", "Cyrillic, then Latin", "all of scope", "rn and m", "vv and w"],
)
def test_check_20_whole_names_of_two_scripts_that_look_alike_are_one(town: Town, first: str, second: str) -> None:
    digits = new_number()
    holder = town.person(username=first + digits)
    assert sign_up(town, second + digits).outcome == TAKEN
    assert own_profile(town, second + digits).outcome == TAKEN
    assert holder.client.patch("/v1/me", {"username": None}).status == 200
    assert own_profile(town, second + digits).status == 200, "it was taken by nothing but its look-alike"


def test_check_20_a_reserved_look_is_free_again_for_the_holder_of_the_name_alone(town: Town, person: Person) -> None:
    digits = new_number()
    for name in ("ace", "асе", "ace"):
        changed = person.client.patch("/v1/me", {"username": name + digits})
        assert (changed.status, changed.body["username"]) == (200, name + digits)
    assert own_profile(town, "асе" + digits).outcome == TAKEN
