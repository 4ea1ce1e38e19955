"""The document of a design: seven parts and the arithmetic behind them, as data with all its text in place.

    {"form": "rollbook.design/1", "system", "language", "made_on", "kb_version", "title", "status", "summary",
     "parts": [{"kind": "section", "key", "number", "title", "blocks"}, ...], "outcome": {...}}

`outcome` is the decision itself without prose: equal in every language. Texts hold no markup but backticks.
"""

from datetime import date

from shared.architect.document import blocks
from shared.architect.document.arithmetic import arithmetic_parts
from shared.architect.document.blocks import Block, Document
from shared.architect.document.decisions import decisions
from shared.architect.document.monitoring import monitoring
from shared.architect.document.outcome_json import outcome_json
from shared.architect.document.overview import overview
from shared.architect.document.pitfalls import pitfalls
from shared.architect.document.samples import code_samples, configuration_samples
from shared.architect.document.summary import summary
from shared.architect.document.telling import Telling
from shared.architect.document.test_strategy import test_strategy
from shared.architect.document.wording import Wording, plain
from shared.architect.document.words import Language
from shared.architect.domain.design.outcome import Outcome
from shared.architect.knowledge.load import knowledge

FORM = "rollbook.design/1"


def compose(outcome: Outcome, system: str, language: Language, brief: str | None, today: date) -> Document:
    """`today`: for facts that are older than their review. Raises KeyError where the knowledge names what the words do
    not know; tests compare them."""
    option = outcome.options[outcome.recommended]
    relaxed = {field: value for field, value in option.relaxes.items() if field in outcome.requirements.values}
    wording = Wording(language, outcome.requirements.with_values(relaxed), option.parts)
    telling = Telling(outcome, wording, knowledge().lore, today)
    return {
        "form": FORM,
        "system": plain(system),
        "language": language,
        "made_on": today.isoformat(),
        "kb_version": outcome.kb_version,
        "title": telling.say("document.title", system=plain(system)),
        "status": "contradictory" if outcome.conflicts else "ready",
        "summary": summary(telling),
        "parts": _parts(telling, brief),
        "outcome": outcome_json(outcome),
    }


def _parts(telling: Telling, brief: str | None) -> list[Block]:
    seven = {
        "overview": overview(telling, brief),
        "decisions": decisions(telling),
        "code": code_samples(telling),
        "configuration": configuration_samples(telling),
        "tests": test_strategy(telling),
        "pitfalls": pitfalls(telling),
        "monitoring": monitoring(telling),
    }
    told = [*seven.items(), *arithmetic_parts(telling)]
    return [
        {**blocks.section(key, telling.say(f"document.parts.{key}"), held), "number": number}
        for number, (key, held) in enumerate(told, 1)
    ]
