"""A few lines for lists, mails and the head of a page."""

from typing import Any

from shared.architect.document.telling import Telling
from shared.architect.document.wording import capital


def summary(telling: Telling) -> dict[str, Any]:
    option = telling.recommended
    facts = {
        "style": telling.wording.option(option.parts["style"]),
        "primary": telling.wording.option(option.parts["primary"]),
        "deployment": telling.wording.option(option.parts["deployment"]),
    }
    return {
        "text": telling.say("overview.summary", built=telling.say(f"options.{option.parts['style']}.built")),
        "facts": [{"label": capital(telling.wording.dimension(key)), "value": value} for key, value in facts.items()]
        + [
            {
                "label": capital(telling.say("overview.rows.cost")),
                "value": telling.say(f"document.bands.{option.cost_band}"),
            }
        ],
    }
