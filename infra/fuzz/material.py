"""Real values in place of generated ones: a generated id names nobody and a generated token opens nothing.

Only requests that are valid anyway are touched, and not all of them: what is unknown must be answered well too.
"""

import random
import secrets
from collections import Counter
from collections.abc import Callable, MutableMapping
from typing import Any

import schemathesis
from schemathesis import Case, HookContext, Response
from schemathesis.core.parameters import ParameterLocation

from infra.fuzz.callers import Callers, operation_id
from infra.fuzz.drafted import Drafted
from infra.fuzz.people import People, Person
from infra.fuzz.reviewed import Reviewed

_ALWAYS = 3  # the first valid requests of an operation get real values
_SHARE = {"verify_email": 0.05, "confirm_password_reset": 0.05}  # and then this share of them: mails take their time
_USUAL_SHARE = 0.5
_CHANCE = random.Random()  # noqa: S311 - Hypothesis seeds the module's own, and watches who uses it
_FAREWELLS = {"erase_me", "sign_out"}
_DECIDED = {"supersede_decision": "accepted"}
_BESIDE_REVIEWS = {"add_suppression", "list_suppressions", "remove_suppression"}
_BESIDE_REVIEWS |= {"offer_source", "list_sources", "withdraw_source"}
_SUPPRESSED = {"rule": "SEC001", "fingerprint": None, "path": None, "expires_on": None}
_MOST_CHANGES = 8  # that what-if takes
_CHANGES = {"PUT", "PATCH", "POST", "DELETE"}


class Material:
    def __init__(self, people: People, callers: Callers) -> None:
        self._people, self._callers = people, callers
        self._drafted, self._reviewed = Drafted(people), Reviewed(people)
        self._seen: Counter[str] = Counter()
        self._target = ""
        self._signing_in: Person | None = None
        self._fill: dict[str, Callable[[Case, MutableMapping[str, Any]], None]] = {
            "verify_email": lambda _, body: body.update(token=people.proof()),
            "confirm_password_reset": lambda _, body: body.update(token=people.reset()),
            "refresh": lambda _, body: body.update(refresh_token=people.sign_in(self._guest()).refresh_token),
            "sign_in": self._sign_in,
            "change_password": lambda case, body: body.update(current_password=self._caller(case).password),
            "request_email_change": lambda case, body: body.update(password=self._caller(case).password),
            "request_design": lambda _, body: body.update(system=f"fuzzed {secrets.token_hex(2)}"),
            "answer_questions": lambda _, body: body.update(assume=True),
            "record_decision": lambda _, body: body.update(option=1, dimension=None),
            "supersede_decision": lambda _, body: body.update(by=self._drafted.accepted()),
            "request_review": lambda _, body: body.update(system=f"fuzzed {secrets.token_hex(2)}"),
            "add_suppression": lambda _, body: body.update(_SUPPRESSED, reason="to be fuzzed"),
        }
        # What a path names, where it is no account.
        self._things: dict[str, Callable[[str], str]] = {
            "design_id": lambda name: self._drafted.asking() if name == "answer_questions" else self._design("id"),
            "decision_id": lambda name: self._drafted.proposed(_DECIDED.get(name, "proposed")),
            "system_id": self._system,
            "dimension": lambda _: "primary",
            "review_id": self._review,
            "suppression_id": lambda _: self._reviewed.suppressed(),
            "kind": lambda _: self._reviewed.offered(),
        }

    def before(self, case: Case) -> None:
        self._spare(case)
        if case.meta is None or not case.meta.generation.mode.is_positive or not self._wanted(case):
            return
        self._fill_path(case)
        name, body = operation_id(case), case.body
        if name in self._fill and isinstance(body, dict) and not case.meta.is_negative_at(ParameterLocation.BODY):
            case.body = dict(body)
            self._fill[name](case, case.body)

    def after(self, case: Case, response: Response) -> None:
        """What the answer means for the caller: gone, locked out, or with another password."""
        person = self._holder(case)
        if person is None:
            return
        name, status = operation_id(case), response.status_code
        if status in (401, 429) or (status < 300 and name in _FAREWELLS):
            self._callers.spent(case, person)
        if status == 204 and name == "change_password":
            person.password = case.body["new_password"]

    def _wanted(self, case: Case) -> bool:
        name = operation_id(case)
        self._seen[name] += 1
        return self._seen[name] <= _ALWAYS or _CHANCE.random() < _SHARE.get(name, _USUAL_SHARE)

    def _spare(self, case: Case) -> None:
        """Nothing happens to the run's own administrators."""
        path = case.path_parameters or {}
        if case.method in _CHANGES and path.get("user_id") in self._people.spared:
            case.path_parameters = {**path, "user_id": self._people.target()}

    def _fill_path(self, case: Case) -> None:
        """Ids, and If-Match as "whatever version"; in a chain of requests the ids are those of the chain."""
        path = dict(case.path_parameters or {})
        if case.meta is None or case.meta.is_negative_at(ParameterLocation.PATH) or _chained(case):
            return
        if "user_id" in path:
            case.path_parameters = {**path, "user_id": self._living_target(case)}
        if "session_id" in path:
            person = self._caller(case)
            other = self._people.sign_in(Person(person.id, person.email, person.password))
            case.path_parameters = {**path, "session_id": other.session_id}
        things = {name: self._things[name](operation_id(case)) for name in path if name in self._things}
        if things:
            case.path_parameters = {**path, **things}
        if operation_id(case) == "show_what_if" and not case.meta.is_negative_at(ParameterLocation.QUERY):
            case.query = dict([*(case.query or {}).items()][:_MOST_CHANGES]) or {"p99_ms": "20"}
        self._fill_headers(case)

    def _fill_headers(self, case: Case) -> None:
        headers = case.headers or {}
        if case.meta is None or case.meta.is_negative_at(ParameterLocation.HEADER):
            return
        if "Idempotency-Key" in headers:  # one that was used before answers for the request it came with
            case.headers = {**headers, "Idempotency-Key": secrets.token_urlsafe()}
        if "If-Match" in headers:
            case.headers = {**headers, "If-Match": "*"}

    def _design(self, member: str) -> str:
        return str(self._drafted.ready()[member])

    def _review(self, name: str) -> str:
        return self._reviewed.handed_in() if name == "start_review" else str(self._reviewed.completed()["id"])

    def _system(self, name: str) -> str:
        beside_reviews = name in _BESIDE_REVIEWS
        return str(self._reviewed.completed()["system_id"]) if beside_reviews else self._design("system_id")

    def _living_target(self, case: Case) -> str:
        """One after another: an erased one is replaced."""
        if not self._target or operation_id(case) in {"erase_user", "set_email"}:
            self._target = self._people.target()
        return self._target

    def _sign_in(self, _: Case, body: MutableMapping[str, Any]) -> None:
        person = self._guest()
        body.update(identifier=person.email, password=person.password)

    def _guest(self) -> Person:
        """Somebody who signs in again and again."""
        self._signing_in = self._signing_in or self._people.somebody()
        return self._signing_in

    def _caller(self, case: Case) -> Person:
        return self._holder(case) or self._people.somebody()

    def _holder(self, case: Case) -> Person | None:
        token = str((case.headers or {}).get("Authorization", "")).removeprefix("Bearer ")
        return self._callers.holder(token)


def _chained(case: Case) -> bool:
    return case.meta is not None and type(case.meta.phase.data).__name__ == "StatefulPhaseData"


def register(material: Material) -> None:
    @schemathesis.hook
    def before_call(_: HookContext, case: Case, kwargs: dict[str, Any]) -> None:  # noqa: ARG001
        material.before(case)

    @schemathesis.hook
    def after_call(_: HookContext, case: Case, response: Response) -> None:
        material.after(case, response)
