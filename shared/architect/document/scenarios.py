"""Requirements as quality scenarios: what happens, under which load, and the measure by which one can tell.

After the scenarios of ATAM (SEI): stimulus, environment, response and measure; here in three columns.
"""

from collections.abc import Callable, Mapping

from shared.architect.document import blocks
from shared.architect.document.blocks import Block
from shared.architect.document.numbers import rounded
from shared.architect.document.telling import Telling
from shared.architect.domain.design.requirements import Requirements

_Asked = Callable[[Requirements], bool]


def _always(_requirements: Requirements) -> bool:
    return True


def _holds(field: str, *but: object) -> _Asked:
    """Where a field holds something that asks for anything."""
    return lambda requirements: requirements[field] not in but


def _has_load(requirements: Requirements) -> bool:
    return requirements.number("read_rps") + requirements.number("write_rps") > 0


# Which scenarios a request has; each of the fields whose value it measures.
_SCENARIOS: Mapping[str, tuple[tuple[str, ...], _Asked]] = {
    "latency": (("p99_ms", "read_rps", "write_rps"), _has_load),
    "burst": (("peak_to_avg", "p99_ms"), _holds("peak_to_avg", 1)),
    "growth": (("growth_12m", "growth_gb_month"), _holds("growth_12m", 1)),
    "consistency": (("level", "staleness_ms"), _holds("level", "strong", "serializable")),
    "freshness": (("level", "write_rps"), lambda asked: asked["level"] in ("strong", "serializable")),
    "transactions": (("multi_entity_tx",), _holds("multi_entity_tx", False)),
    "availability": (("target",), _always),
    "recovery": (("rto_s", "rpo_s"), _always),
    "region": (("multi_region", "rto_s"), _holds("multi_region", "none")),
    "jobs": (("max_job_seconds", "delivery"), lambda asked: asked.number("max_job_seconds") > 5),
    "events": (("consumers", "ordering", "delivery"), _holds("consumers", 0)),
    "replay": (("replay_days",), _holds("replay_days", 0)),
    "push": (("push", "connections"), _holds("push", "none")),
    "batch": (("batch_gb", "batch_window_hours"), _holds("batch_gb", 0)),
    "schedules": (("schedules",), _holds("schedules", 0)),
    "search": (("search", "size_gb"), _holds("search", "none")),
    "analytics": (("analytics", "size_gb"), _holds("analytics", "none")),
    "audit": (("audit_history",), _holds("audit_history", False)),
    "privacy": (("pii", "regimes"), _holds("pii", "none")),
    "residency": (("residency",), _holds("residency", ())),
    "tenancy": (("tenants", "isolation"), _holds("tenants", 1)),
    "budget": (("usd_month",), _always),
    "team": (("team_size", "deadline_weeks"), _always),
}


def scenario_table(telling: Telling) -> Block:
    head = [telling.say(f"scenarios.head.{column}") for column in ("quality", "when", "measure", "origin")]
    asked = {key: fields for key, (fields, holds) in _SCENARIOS.items() if holds(telling.requirements)}
    return blocks.table(head, [_row(telling, key, fields) for key, fields in asked.items()])


def _row(telling: Telling, key: str, fields: tuple[str, ...]) -> list[str]:
    minutes = rounded((1 - telling.number("target")) * 43200)
    told = {"minutes": minutes, "store": telling.wording.option(telling.part("primary"))}
    return [
        telling.say(f"scenarios.{key}.quality"),
        telling.say(f"scenarios.{key}.when", **told),
        telling.say(f"scenarios.{key}.measure", **told),
        origins_told(telling, fields),
    ]


def origins_told(telling: Telling, fields: tuple[str, ...]) -> str:
    """ "given", or field by field where origins differ."""
    origins = {field: telling.origin(field) for field in fields}
    if len(set(origins.values())) == 1:
        return telling.say(f"document.origins.{origins[fields[0]]}")
    return telling.wording.words.listed(
        [
            telling.say(
                "document.origin_of",
                name=telling.wording.label(field),
                origin=telling.say(f"document.origins.{origin}"),
            )
            for field, origin in origins.items()
        ]
    )
