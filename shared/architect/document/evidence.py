"""Facts about an option, each with its source and date, and a mark on those that must not be taken on trust."""

from typing import Any

from shared.architect.document.sums import amount
from shared.architect.document.telling import Telling
from shared.architect.domain.design.facts import Fact

# The source of what nobody else says.
_JUDGEMENT = "J"


def about(telling: Telling, dimension: str, option: str) -> list[dict[str, Any]]:
    flags = {flagged.key: flagged.fault for flagged in telling.facts.flagged(telling.today)}
    return [told(telling, fact, flags.get(fact.key, "")) for fact in telling.facts.about(dimension, option)]


def told(telling: Telling, fact: Fact, flag: str) -> dict[str, Any]:
    judged = fact.source.key == _JUDGEMENT
    mark = flag or (
        "judgement" if fact.confidence == "judgement" else "secondary" if fact.confidence == "secondary" else ""
    )
    return {
        "key": fact.key,
        "text": text_of(telling, fact) + telling.say("document.page.stop"),
        "source": "" if judged else fact.source.title,
        "url": fact.source.urls[0] if fact.source.urls and not judged else None,
        "dated": "" if judged else fact.source.dated,
        "flag": mark,
        "flag_text": telling.say(f"document.flags.{mark}") if mark else "",
    }


def text_of(telling: Telling, fact: Fact) -> str:
    """Facts are kept in English; other languages have them among their words."""
    words = telling.wording.words
    text = fact.text if words.language == "en" else words.find(f"facts.{fact.key}") or fact.text
    if fact.value is None or any(letter.isdigit() for letter in text):
        return text.replace(" %", "%")
    return telling.say("document.fact_value", text=text, value=amount(telling.wording, fact.value, fact.unit))
