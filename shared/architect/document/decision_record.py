"""A decision as a MADR 4.0 document: headings in the form's own words, sentences in the language of its design.

https://adr.github.io/madr/
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shared.architect.document import numbers
from shared.architect.document.markdown import code_span, escaped, text
from shared.architect.document.wording import Wording, plain
from shared.architect.document.words import Language
from shared.architect.domain.design.requirements import Requirements

_MOST_CRITERIA = 8


def markdown(record: Mapping[str, Any]) -> str:
    """`record`: a decision as JSON has it (`title`, `status`, `option`, `reason`, `choices`, `context`, `history`,
    `checks`, ...). What people wrote is escaped."""
    context = record["context"]
    language: Language = "zh" if context.get("language") == "zh" else "en"
    return "\n".join(_Record(record, context, Wording(language, Requirements({}, {}))).lines()) + "\n"


class _Record:
    def __init__(self, record: Mapping[str, Any], context: Mapping[str, Any], wording: Wording) -> None:
        self._record = record
        self._context = context
        self._words = wording

    def lines(self) -> Iterator[str]:
        yield from self._front()
        yield from ("", f"# {escaped(str(self._record['title']))}")
        yield from ("", "## Context and Problem Statement", "", self._problem())
        yield from self._listed(
            "## Decision Drivers", [self._driver(each) for each in self._context.get("drivers", ())]
        )
        yield from self._listed("## Considered Options", [escaped(self._name(each)) for each in self._considered()])
        yield from ("", "## Decision Outcome", "", *self._outcome())
        yield from self._listed("### Consequences", list(self._consequences()))
        yield from self._listed("### Confirmation", list(self._confirmation()))
        yield from self._options()
        yield from ("", "## More Information", "", *self._more())

    def _say(self, key: str, **given: str) -> str:
        return self._words.say(f"record.{key}", **given)

    def _front(self) -> Iterator[str]:
        """YAML; values in JSON's quotes, which YAML reads and nobody breaks out of."""
        status = str(self._record["status"])
        if status == "superseded" and self._record.get("superseded_by_number"):
            status = f"superseded by decision {self._record['superseded_by_number']}"
        makers = list(dict.fromkeys(_actor(step) for step in self._record.get("history", ())))
        yield from ("---", f"status: {json.dumps(status)}", f"date: {str(self._record['updated_at'])[:10]}")
        yield from (f"decision-makers: {json.dumps(makers, ensure_ascii=False)}", "---")

    def _listed(self, heading: str, items: Sequence[str]) -> Iterator[str]:
        if items:
            yield from ("", heading, "", *(f"- {item}" for item in items))

    def _problem(self) -> str:
        dimension = self._record.get("dimension")
        about = self._words.dimension(str(dimension)) if dimension else self._say("whole")
        system = plain(str(self._record["system"]))
        return text(self._say("problem", system=system, about=about, number=str(self._record["number"])))

    def _driver(self, driver: Mapping[str, Any]) -> str:
        said = self._words.said(str(driver["field"]), _value(driver["value"]))
        lost = numbers.rounded(float(driver["lost"]))
        return text(self._say("driver", said=said, field=str(driver["field"]), lost=lost))

    def _considered(self) -> list[str]:
        considered = [str(each) for each in self._context.get("considered", ())]
        chosen = str(self._record["option"])
        return considered if chosen in considered else [*considered, chosen]

    def _name(self, option: str) -> str:
        """Of an option of a dimension; a whole option is told by its parts."""
        if self._record.get("dimension"):
            return self._words.words.find(f"options.{option}.label") or option
        parts = self._whole(option).get("parts", {})
        named = [
            self._words.option(parts[each]) for each in ("style", "framework", "primary", "deployment") if each in parts
        ]
        return self._say("option", number=option, parts=", ".join(named)) if named else option

    def _whole(self, option: str) -> Mapping[str, Any]:
        options = self._context.get("options", ())
        number = int(option) if option.isdigit() else 0
        found: Mapping[str, Any] = options[number - 1] if 0 < number <= len(options) else {}
        return found

    def _outcome(self) -> Iterator[str]:
        chosen = text(self._say("chosen", option=self._name(str(self._record["option"]))))
        yield f"{chosen} {escaped(str(self._record['reason']))}"
        recommended = self._context.get("recommended")
        if recommended is not None and str(recommended) != str(self._record["option"]):
            yield from ("", text(self._say("against", option=self._name(str(recommended)))))
        for each in self._context.get("excluded", ()):
            fields = ", ".join(f"`{field}`" for field in each["fields"])
            yield from ("", text(self._say("excluded", rule=str(each["rule"]), fields=fields or "–")))

    def _consequences(self) -> Iterator[str]:
        whole = self._whole(str(self._record["option"]))
        if whole:
            band = self._words.words.find(f"document.bands.{whole.get('cost_band')}") or str(whole.get("cost_band"))
            yield text(
                self._say("effort", days=numbers.rounded(float(whole["person_days"])), parts=str(whole["moving_parts"]))
            )
            yield text(self._say("cost", band=band, availability=numbers.availability(float(whole["availability"]))))
            for field, value in (whole.get("relaxes") or {}).items():
                yield text(self._say("relaxed", label=self._label(field), then=self._shown(field, value)))
        for flip in self._context.get("flips", ()):
            yield text(self._flip(flip))

    def _flip(self, flip: Mapping[str, Any]) -> str:
        at = self._words.turning(str(flip["field"]), _value(flip["at"]))
        return self._say(f"flip.{flip['side']}", to=self._words.named(str(flip["to"])), **at)

    def _label(self, field: str) -> str:
        return self._words.words.find(f"fields.{field}.label") or field

    def _shown(self, field: str, value: Any) -> str:
        known = self._words.words.table(f"fields.{field}") is not None
        return self._words.shown(field, _value(value)) if known else str(value)

    def _confirmation(self) -> Iterator[str]:
        """What a review asks of the code; without checks it says so."""
        for check in self._record.get("checks", ()):
            yield self._check(check)
        if not self._record.get("checks"):
            yield text(self._say("unchecked", number=str(self._record["number"])))

    def _check(self, check: Mapping[str, Any]) -> str:
        if check["kind"] == "layers":
            rows = " → ".join(", ".join(code_span(name) for name in row) for row in check["layers"])
            return f"{text(self._say('checks.layers'))} {rows}"
        if check["kind"] == "forbidden_import":
            ends = f"{code_span(check['importer'])} ↛ {code_span(check['imported'])}"
            return f"{text(self._say('checks.forbidden_import'))} {ends}"
        equals = f" = {code_span(str(check['equals']))}" if check.get("equals") is not None else ""
        place = f"{code_span(check['file'])} {code_span(check['path'])}"
        return f"{text(self._say('checks.required_setting'))} {place}{equals}"

    def _options(self) -> Iterator[str]:
        """For each: what its numbers say for it and against it."""
        told = [(option, list(self._pros(option))) for option in self._considered()]
        if any(items for _, items in told):
            yield from ("", "## Pros and Cons of the Options")
        for option, items in told:
            yield from self._listed(f"### {escaped(self._name(option))}", items)

    def _pros(self, option: str) -> Iterator[str]:
        criteria = self._whole(option).get("criteria") or {}
        for name, value in list(criteria.items())[:_MOST_CRITERIA]:
            form = "good" if value >= 3 else "bad" if value < 2 else "neutral"
            named = self._words.words.find(f"document.criteria.{name}") or name
            yield text(self._say(f"pros.{form}", criterion=named, value=numbers.exact(round(float(value), 1))))
        if option == self._context.get("runner_up"):
            yield text(self._say("pros.runner_up", margin=numbers.rounded(abs(float(self._context["margin"])))))
        if option == str(self._context.get("recommended")) and self._record.get("dimension"):
            yield text(self._say("pros.recommended", version=str(self._context.get("kb_version"))))

    def _more(self) -> Iterator[str]:
        yield text(
            self._say("knowledge", version=str(self._context.get("kb_version")), design=str(self._record["design_id"]))
        )
        for step in self._record.get("history", ()):
            told = {
                "status": self._say(f"statuses.{step['status']}"),
                "actor": _actor(step),
                "date": str(step["at"])[:10],
            }
            reason = f" {escaped(str(step['reason']))}" if step.get("reason") else ""
            yield from ("", f"- {text(self._say('step', **told))}{reason}")


def _actor(step: Mapping[str, Any]) -> str:
    by = step["by"]
    return f"{by['type']} {by['id']}"


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
