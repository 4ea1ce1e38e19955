"""Given events, when a decision is taken, then events or an error: the architect's side."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from shared.adapters.memory.system import CountedIds, SettableClock
from shared.architect.domain.records import events as happened
from shared.architect.domain.records.decision import Decision, evolve_decision
from shared.architect.domain.records.design import Design, evolve_design
from shared.architect.domain.records.system import System, evolve_system
from shared.kernel.events import Context, Event, Payload
from shared.kernel.principal import Actor
from shared.kernel.recording import Recorder, Tip, Unsealed

S = TypeVar("S")
ADA = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c11"
SYSTEM = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c21"
DESIGN = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c31"
DECISION = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c51"
OTHER = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c52"
CONTEXT = Context(Actor("user", ADA), "correlation")
KB = "2026-11-27.ab12cd34"

QUESTION = {"field": "p99_ms", "worth": 5.5}
CLASH = {"rule": "too_fast", "fields": ["p99_ms", "multi_region"]}
OPTION = {"parts": {"style": "modular_monolith", "primary": "postgresql", "deployment": "fargate"}, "utility": 60.0}

REQUESTED = happened.DesignRequested(SYSTEM, "orders", "en", {"read_rps": 15}, {"p99_ms": 500, "team_size": 4}, "Tea.")
ASKED = happened.DesignQuestionsAsked((QUESTION,), KB)
ANSWERED = happened.DesignAnswered({"p99_ms": 250}, {"team_size": 4})
ASSUMED = happened.DesignAnswered({}, {"p99_ms": 500, "team_size": 4}, assume=True)
DRAFTING = happened.DesignDrafting(KB)
TORN = happened.DesignContradicted((CLASH,), KB)
TORN_AND_DRAFTED = happened.DesignContradicted((CLASH,), KB, "9a" * 32)
READY = happened.DesignReady("9a" * 32, KB, (OPTION, OPTION), 1, {"primary": ["postgresql", "mysql"]}, 2)
FAILED = happened.DesignFailed("requirements_outdated")


def proposed(number: int = 1, system_id: str = SYSTEM) -> happened.DecisionProposed:
    return happened.DecisionProposed(
        system_id=system_id,
        system="orders",
        design_id=DESIGN,
        number=number,
        title="primary: postgresql",
        option="postgresql",
        reason="Transactions.",
        choices={"primary": "postgresql"},
        context={"considered": ["postgresql", "mysql"]},
        dimension="primary",
    )


def events_of(stream_id: str, payloads: Sequence[Payload]) -> list[Event]:
    recorder = Recorder(SettableClock(), CountedIds())
    return [one.event for one in recorder.record(Tip(stream_id), payloads, CONTEXT, Unsealed())]


def _folded(stream_id: str, payloads: Sequence[Payload], evolve: Callable[[Any, Event], S]) -> S:
    state: Any = None
    for event in events_of(stream_id, payloads):
        state = evolve(state, event)
    found: S = state
    return found


def design_after(*payloads: Payload) -> Design:
    return _folded(f"design:{DESIGN}", payloads, evolve_design)


def decision_after(*payloads: Payload, decision_id: str = DECISION) -> Decision:
    return _folded(f"decision:{decision_id}", payloads, evolve_decision)


def system_after(*payloads: Payload) -> System:
    return _folded(f"system:{SYSTEM}", payloads, evolve_system)
