"""A few lines for lists, mails and the head of a page."""

from typing import Any

from shared.architect.document.telling import Telling


def summary(telling: Telling) -> dict[str, Any]:
    option = telling.recommended
    facts = {
        "style": telling.wording.option(option.parts["style"]),
        "primary": telling.wording.option(option.parts["primary"]),
        "deployment": telling.wording.option(option.parts["deployment"]),
    }
    return {
        "text": telling.say("overview.summary"),
        "facts": [{"label": telling.wording.dimension(key), "value": value} for key, value in facts.items()]
        + [{"label": telling.say("overview.rows.cost"), "value": telling.say(f"document.bands.{option.cost_band}")}],
    }
