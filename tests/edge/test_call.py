"""What a handler can ask of its call."""

from dataclasses import dataclass

import pytest

from shared.edge.preconditions import IfMatch
from shared.edge.request import Request
from shared.edge.routes import Call
from shared.kernel.errors import NotFound, Precondition
from shared.kernel.principal import Actor, Client, Principal
from tests.edge.sample import Parts, event


@dataclass(frozen=True)
class Live(Principal):
    version: int


def a_call(
    if_match: IfMatch | None = None, key: str | None = None, path: str = "/v1/notes/1", caller: Principal | None = None
) -> Call[Parts]:
    request = Request.from_event(event("POST", path, x_correlation_id="c-1"), None)
    return Call(Parts(), request, caller or Principal("u-1", "s-1", frozenset()), {}, None, if_match, key, "digest")


def missing() -> None:
    raise NotFound


@pytest.mark.parametrize(
    ("if_match", "version"), [(None, None), (IfMatch("any"), None), (IfMatch("version", 3), 3), (IfMatch("never"), -1)]
)
def test_the_version_a_use_case_is_given(if_match: IfMatch | None, version: int | None) -> None:
    assert a_call(if_match).expected_version(missing) == version


def test_a_missing_if_match_is_told_after_existence() -> None:
    call = a_call(IfMatch("missing"))
    with pytest.raises(NotFound):
        call.expected_version(missing)
    with pytest.raises(Precondition) as refused:
        call.expected_version(lambda: "found")
    assert refused.value.code == "precondition_required"


def test_a_request_may_be_repeated_only_with_a_key_and_only_on_the_same_path() -> None:
    assert a_call().repeatable is None
    one, other = a_call(key="k").repeatable, a_call(key="k", path="/v1/notes/2").repeatable
    assert one is not None
    assert other is not None
    assert (one.body, one == a_call(key="k").repeatable) == ("digest", True)
    assert one.scope != other.scope


def test_the_caller_is_told_as_the_authenticator_made_it() -> None:
    live = Live("u-1", "s-1", frozenset(), 7)
    assert a_call(caller=live).principal_as(Live).version == 7
    with pytest.raises(LookupError, match="no Live"):
        a_call().principal_as(Live)


def test_the_context_of_events_is_the_calls() -> None:
    context = a_call().context()
    assert (context.actor, context.correlation_id) == (Actor("user", "u-1"), "c-1")
    assert context.client == Client("203.0.113.9", "curl/8.5.0")
    assert a_call().context(Actor("admin", "u-9")).actor == Actor("admin", "u-9")
