"""Outcomes of the published requests, each worked out once for all tests."""

from collections.abc import Mapping
from functools import cache

from shared.architect.domain.design.house_rules import NO_HOUSE_RULES, HouseRules
from shared.architect.domain.design.outcome import Outcome
from shared.architect.domain.design.requirements import Requirements
from shared.architect.domain.design.search import NothingFeasible, best
from shared.architect.domain.design.solve import solve
from shared.architect.domain.design.systems import systems
from shared.architect.knowledge.load import knowledge
from tests.architect.design.asked import published, request

# Small and large, calm and torn, in the cloud and out of it.
SOME = (
    "startup_crud_3p", "instagram_2010_photo_app", "discord_messages", "serverless_webhook_receiver",
    "nightly_etl_2tb", "lmax_exchange", "monzo_microservices", "govuk_publishing", "nothing said", "factory floor",
)  # fmt: skip


@cache
def outcome(name: str) -> Outcome:
    return solve(request(published()[name]["requirements"]), knowledge())


def recommended(requirements: Requirements, house: HouseRules = NO_HOUSE_RULES) -> Mapping[str, str]:
    found = systems(requirements, knowledge(), house)
    return knowledge().bench.parts(found.all[found.recommended].chosen)


def parts_of(requirements: Requirements) -> Mapping[str, str] | None:
    """Of the best design; None where nothing is feasible."""
    try:
        return best(requirements, knowledge()).parts
    except NothingFeasible:
        return None


def whole(parts: Mapping[str, str]) -> tuple[str, str, str]:
    return parts["style"], parts["primary"], parts["deployment"]
