"""Time tells nothing: whether known and unknown addresses can be told apart by how long their answers take."""

import http.client
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.journeys.town import PASSWORD, Town, new_address, new_source

# A tenth failure in one account's window would be the last that is answered with 401.
PER_PERSON = 9
Wish = Callable[[str], dict[str, str]]


@dataclass(frozen=True)
class Question:
    """A request that must take as long for a known address as for an unknown one."""

    path: str
    wish: Wish
    status: int
    unknown_becomes_known: bool = False


SIGN_IN = Question("/v1/sessions", lambda email: {"identifier": email, "password": "not the right one"}, 401)
SIGN_UP = Question("/v1/signup", lambda email: {"email": email, "password": PASSWORD}, 202, unknown_becomes_known=True)
RESET = Question("/v1/password-resets", lambda email: {"email": email}, 202)
RESEND = Question("/v1/email/verify/resend", lambda email: {"email": email}, 202)


def seconds(url: str, question: Question, email: str) -> float:
    """From the first byte sent to the first of the answer, on a connection that stands already."""
    place, content = urlsplit(url), json.dumps(question.wish(email))
    connection = http.client.HTTPConnection(place.hostname or "", place.port, 30, source_address=(new_source(), 0))
    connection.connect()
    started = time.perf_counter()
    connection.request("POST", question.path, content, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    taken = time.perf_counter() - started
    answer.read()
    connection.close()
    assert answer.status == question.status
    return taken


def auc(left: Sequence[float], right: Sequence[float]) -> float:
    """The chance that one of `left` takes longer than one of `right` (Mann-Whitney U over all pairs)."""
    wins = sum((a > b) + 0.5 * (a == b) for a in left for b in right)
    return wins / (len(left) * len(right))


def people_for(town: Town, rounds: int) -> list[str]:
    """Active people: enough that none of them is locked out."""
    people = [town.person().email for _ in range(-(-rounds // PER_PERSON))]
    town.settled()
    return people


def known_against_unknown(town: Town, question: Question, known: Sequence[str], rounds: int) -> float:
    """The AUC of `rounds` answers for each, interleaved in pairs of random order, as check 1 asks."""
    unknown = [new_address() for _ in known]
    taken: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(rounds):
        nobody = new_address() if question.unknown_becomes_known else unknown[turn % len(unknown)]
        for is_known, email in random.sample([(True, known[turn % len(known)]), (False, nobody)], 2):
            taken[is_known].append(seconds(town.url, question, email))
    medians = [sorted(taken[side])[rounds // 2] * 1000 for side in (True, False)]
    found = auc(taken[True], taken[False])
    print(f"AUC {found:.3f} of {rounds} each; medians {medians[0]:.1f} ms known, {medians[1]:.1f} ms unknown")
    return found
