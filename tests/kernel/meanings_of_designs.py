"""What the samples of systems, designs, decisions and house rules say today, under whatever version they are stored."""

from collections.abc import Mapping

from shared.architect.domain.records import events as happened
from shared.kernel.events import Payload

OWNER = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c11"
SYSTEM = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c21"
DESIGN = "0190a6e2-7c1b-7d3e-9a54-3f1f6a1f0c31"
VERSION = "2026-11-27.ab12cd34"
QUESTION = {
    "field": "p99_ms",
    "label": "p99 latency",
    "question": "How fast must the slowest 1% be?",
    "why": "At 40 ms, deployment becomes Fargate instead of Lambda.",
    "turns": [{"value": 40, "dimension": "deployment", "from": "lambda", "to": "fargate"}],
    "worth": 5.51,
    "required": True,
    "answer": {"kind": "number", "assumed": 500, "least": 1, "most": 600000, "unit": "ms"},
}
CONFLICT = {
    "rule": "strong_active_active_latency",
    "fields": ["level", "multi_region", "p99_ms"],
    "title": "Agreement between regions",
    "message": "These cannot all hold.",
    "numbers": ["Round trip: 67 ms, beyond the limit of 20 ms."],
    "relaxations": [{"changes": {"p99_ms": 300}, "message": "`p99_ms` from 20 ms to 300 ms"}],
}
OPTION = {"parts": {"style": "modular_monolith", "primary": "postgresql"}, "utility": 61.5, "cost_band": "<1k"}

MEANINGS: Mapping[str, Payload] = {
    "system.registered.v1": happened.SystemRegistered("orders", OWNER),
    "system.changed.v1": happened.SystemChanged(OWNER),
    "design.requested.v1": happened.DesignRequested(
        SYSTEM, "orders", "en", {"read_rps": 15, "kind": ["crud", "api"]}, {"team_size": 4}, "A shop for tea."
    ),
    "design.questions_asked.v1": happened.DesignQuestionsAsked((QUESTION,), VERSION),
    "design.answered.v1": happened.DesignAnswered({"p99_ms": 250}, {"team_size": 4}, assume=True),
    "design.drafting.v1": happened.DesignDrafting(VERSION),
    "design.contradicted.v1": happened.DesignContradicted((CONFLICT,), VERSION, "9a" * 32),
    "design.ready.v1": happened.DesignReady(
        "9a" * 32, VERSION, (OPTION, OPTION), 1, {"style": ["modular_monolith", "service_based"]}, 2
    ),
    "design.failed.v1": happened.DesignFailed("requirements_outdated"),
    "decision.proposed.v1": happened.DecisionProposed(
        system_id=SYSTEM,
        system="orders",
        design_id=DESIGN,
        number=3,
        title="primary: postgresql",
        option="postgresql",
        reason="Transactions over several tables.",
        choices={"primary": "postgresql"},
        context={"language": "en", "considered": ["postgresql", "mysql"], "recommended": "postgresql"},
        dimension="primary",
        checks=({"kind": "forbidden_import", "importer": "shop.web", "imported": "psycopg"},),
    ),
    "decision.accepted.v1": happened.DecisionAccepted("Agreed by all."),
    "decision.rejected.v1": happened.DecisionRejected("Too dear."),
    "decision.superseded.v1": happened.DecisionSuperseded(DESIGN, 4, "We grew."),
    "house_rules.changed.v1": happened.HouseRulesChanged({"cost": 2.5}, {"primary": ["postgresql"]}, ("kafka",)),
}
