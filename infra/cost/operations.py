"""What people, staff and clocks do, one by one: each is made ready first, then only it itself is measured."""

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

from infra.cost.stage import Invocation, Stage
from infra.topology import FUNCTIONS, ScheduleTrigger
from shared.accounts.domain.credentials import MailedToken, Purpose, ResetToken
from shared.bootstrap import seed_admin

PASSWORD, OTHER, WRONG = "seven slow herons", "eight slow herons", "not the right one"  # of throw-away accounts
_ADMIN = "keeper.of.accounts@example.com"
_numbers = itertools.count(1)
Act = Callable[[], object]


@dataclass(frozen=True)
class Person:
    id: str
    email: str
    source: str
    session: Mapping[str, Any]

    @property
    def signed(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.session['access_token']}", "source": self.source}


@dataclass(frozen=True)
class Measured:
    """One operation: its invocations in order, each with the CPU of the median of all rounds."""

    name: str
    invocations: tuple[Invocation, ...]


def measure(
    stage: Stage, rounds: int, names: Collection[str] = (), operations: "Operations | None" = None
) -> Iterator[Measured]:
    """The first round of each is thrown away: it warms. `names`: which ones, or all. In the order of `operations`."""
    admin = seed_admin(stage.environ, _ADMIN, PASSWORD)
    staff = Person(admin, _ADMIN, "198.51.100.2", {})
    for name, made_ready in (operations or OPERATIONS).items():
        if names and name not in names:
            continue
        seen = [_once(stage, partial(made_ready, stage, staff)) for _ in range(rounds + 1)][1:]
        alike = [runs for runs in seen if len(runs) == len(seen[-1])]  # a sweep takes more steps as accounts grow
        yield Measured(name, tuple(_typical([*runs]) for runs in zip(*alike, strict=True)))


def _once(stage: Stage, made_ready: Callable[[], Act]) -> list[Invocation]:
    act = made_ready()
    stage.deliver()
    stage.taken.clear()
    act()
    stage.deliver()
    return list(stage.taken)


def _typical(runs: list[Invocation]) -> Invocation:
    """What is counted comes out the same each time; time does not."""
    last = runs[-1]
    return Invocation(
        last.function, last.calls, median(run.cpu for run in runs), last.lines, last.messages, last.answer
    )


def fresh_number() -> int:
    return next(_numbers)


# people -------------------------------------------------------------------------------------------------------------


def newcomer() -> tuple[str, str, dict[str, str]]:
    """Address, where from, and what the form holds: a name of two words, an address that repeats it."""
    number = next(_numbers)
    email = f"grace.hopper{number:04}@example.com"
    profile = {"email": email, "password": PASSWORD, "display_name": "Grace Hopper", "locale": "en"}
    return email, f"203.0.{number // 250}.{number % 250}", profile


def signed_up(stage: Stage) -> tuple[str, str, str]:
    """Id, address, source of somebody who has not proven the address yet."""
    email, source, form = newcomer()
    stage.ask("POST", "/v1/signup", form, source=source)
    (user,) = stage.container.read_users.find(email, None)
    return user.id, email, source


def person(stage: Stage) -> Person:
    user_id, email, source = signed_up(stage)
    stage.ask("POST", "/v1/email/verify", {"token": proof(stage, user_id)}, source=source)
    return signed_in(stage, user_id, email, source)


def signed_in(stage: Stage, user_id: str, email: str, source: str) -> Person:
    answer = stage.ask("POST", "/v1/sessions", {"identifier": email, "password": PASSWORD}, source=source)
    return Person(user_id, email, source, answer)


def proof(stage: Stage, user_id: str) -> str:
    return stage.container.seals.mailed_token(MailedToken(Purpose.VERIFY_EMAIL, user_id, user_id, user_id))


def sign_up(stage: Stage, _: Person) -> Act:
    _email, source, form = newcomer()
    return lambda: stage.ask("POST", "/v1/signup", form, source=source)


def verify(stage: Stage, _: Person) -> Act:
    user_id, _email, source = signed_up(stage)
    return lambda: stage.ask("POST", "/v1/email/verify", {"token": proof(stage, user_id)}, source=source)


def sign_in(stage: Stage, _: Person, password: str = PASSWORD, **headers: str) -> Act:
    one = person(stage)
    body = {"identifier": one.email, "password": password}
    return lambda: stage.ask("POST", "/v1/sessions", body, source=one.source, **headers)


def refresh(stage: Stage, _: Person) -> Act:
    one = person(stage)
    body = {"refresh_token": one.session["refresh_token"]}
    return lambda: stage.ask("POST", "/v1/sessions/refresh", body, source=one.source)


def own(method: str, target: str, body: object = None) -> Callable[[Stage, Person], Act]:
    """Something that a signed-in person asks for."""

    def made_ready(stage: Stage, _: Person) -> Act:
        one = person(stage)
        return lambda: stage.ask(method, target, body, **one.signed)

    return made_ready


def reset(stage: Stage, _: Person) -> Act:
    one = person(stage)
    return lambda: stage.ask("POST", "/v1/password-resets", {"email": one.email}, source=one.source)


def reset_confirm(stage: Stage, _: Person) -> Act:
    one = person(stage)
    stage.ask("POST", "/v1/password-resets", {"email": one.email}, source=one.source)
    stage.deliver()
    stored = stage.container.store.get(ResetToken.key_of(one.id))
    assert stored is not None, "a reset that was mailed left its token"
    token = stage.container.seals.mailed_token(MailedToken(Purpose.RESET_PASSWORD, one.id, one.id, stored.token_id))
    body = {"token": token, "new_password": OTHER}
    return lambda: stage.ask("POST", "/v1/password-resets/confirm", body, source=one.source)


# staff --------------------------------------------------------------------------------------------------------------


def staffed(method: str, target: str, body: object = None) -> Callable[[Stage, Person], Act]:
    """`{0}` in the target: the id of somebody else."""

    def made_ready(stage: Stage, staff: Person) -> Act:
        other = person(stage)
        chief = signed_in(stage, staff.id, staff.email, staff.source)
        headers = chief.signed | ({"if_match": "*"} if body is not None else {})
        return lambda: stage.ask(method, target.format(other.id), body, **headers)

    return made_ready


# clocks -------------------------------------------------------------------------------------------------------------


def clock(name: str) -> Callable[[Stage, Person], Act]:
    function = next(one for one in FUNCTIONS if isinstance(one.trigger, ScheduleTrigger) and one.trigger.name == name)
    return lambda stage, _: lambda: stage.strike(function)


def unasked(target: str) -> Callable[[Stage, Person], Act]:
    return lambda stage, _: lambda: stage.ask("GET", target)


Operations = Mapping[str, Callable[[Stage, Person], Act]]
OPERATIONS: Operations = {
    "sign_up": sign_up,
    "verify": verify,
    "sign_in": sign_in,
    "sign_in_new_device": partial(sign_in, user_agent="another"),
    "sign_in_failed": partial(sign_in, password=WRONG),
    "refresh": refresh,
    "get_me": own("GET", "/v1/me"),
    "patch_me": own("PATCH", "/v1/me", {"display_name": "Rear Admiral Grace Hopper"}),
    "change_password": own("PUT", "/v1/me/password", {"current_password": PASSWORD, "new_password": OTHER}),
    "sign_out": own("DELETE", "/v1/sessions/current"),
    "reset": reset,
    "reset_confirm": reset_confirm,
    "erase": own("DELETE", "/v1/me"),
    "admin_get": staffed("GET", "/v1/users/{0}"),
    "admin_search": staffed("GET", "/v1/users?q=grace&limit=20"),
    "admin_suspend": staffed("POST", "/v1/users/{0}/suspend", {"reason": "asked to"}),
    "jwks": unasked("/.well-known/jwks.json"),
    "rotate_signing_keys": clock("rotate-signing-keys"),
    "close_unverified": clock("close-unverified"),
    "sweep_search": clock("sweep-search"),
}
