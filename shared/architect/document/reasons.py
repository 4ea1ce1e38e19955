"""Why an option stands where it stands: the fields that carry it, the rules that put others out."""

from collections.abc import Iterable

from shared.architect.document.numbers import rounded
from shared.architect.document.telling import Telling
from shared.architect.domain.design.outcome import Choice, Excluded, Score

# More reasons than these are noise; all of them are in the document's `outcome`.
_MOST_DRIVERS = 3
_MOST_BEHIND = 3
# A field whose default would cost less than a point carries nothing.
_LEAST_LOSS = 1.0
# Reasons that are no rule of an option: the whole word, or what stands before a colon.
_NAMED = ("not_needed", "aws_only", "house_forbidden", "house_not_allowed", "dominated_by")


def drivers_told(telling: Telling, choice: Choice) -> str:
    """The fields whose default would cost the choice most; where no field does, the rules that fired."""
    carrying = [driver for driver in choice.drivers if driver.lost >= _LEAST_LOSS][:_MOST_DRIVERS]
    option = telling.wording.option(choice.option)
    if not carrying:
        return _rules_told(telling, choice, option)
    said = said_of(telling, (driver.field for driver in carrying))
    told = {"option": option, "drivers": said, "first": telling.wording.label(carrying[0].field)}
    return telling.say(_form("decisions.drivers", len(carrying)), lost=rounded(carrying[0].lost), **told)


def _rules_told(telling: Telling, choice: Choice, option: str) -> str:
    score = score_of(choice, choice.option)
    fields = {field: None for rule in score.fired if rule.points > 0 for field in rule.fields} if score else {}
    if not fields:
        return telling.say("decisions.drivers.none", option=option, margin=rounded(choice.margin))
    return telling.say("decisions.drivers.rules", option=option, drivers=said_of(telling, list(fields)[:_MOST_DRIVERS]))


def left_out_told(telling: Telling, choice: Choice) -> list[str]:
    """Those that came close behind, then those that cannot be, together where one reason serves several."""
    return [*_behind(telling, choice), *_excluded(telling, choice.excluded)]


def _behind(telling: Telling, choice: Choice) -> Iterable[str]:
    best = score_of(choice, choice.option)
    others = [score for score in choice.scores if score.option not in (choice.option, choice.runner_up)]
    for score in others[:_MOST_BEHIND] if best else ():
        gap = best.utility - score.utility if best else 0
        yield _one_behind(telling, score, gap)


def _one_behind(telling: Telling, score: Score, gap: float) -> str:
    option = telling.wording.named(score.option)
    against = {field: None for rule in score.fired if rule.points < 0 for field in rule.fields}
    if against:
        return telling.say("decisions.behind.against", option=option, gap=rounded(gap), said=said_of(telling, against))
    return telling.say("decisions.behind.plain", option=option, gap=rounded(gap), effort=rounded(score.effort))


def _excluded(telling: Telling, excluded: Iterable[Excluded]) -> Iterable[str]:
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for each in excluded:
        groups.setdefault((each.rule, each.fields), []).append(telling.wording.named(each.option))
    for (rule, fields), options in groups.items():
        yield _one_excluded(telling, telling.wording.words.listed(options), rule, fields)


def _one_excluded(telling: Telling, options: str, rule: str, fields: tuple[str, ...]) -> str:
    name, _, other = rule.partition(":")
    if name in _NAMED:
        better = telling.wording.named(other) if other else ""
        return telling.say(f"decisions.named.{name}", options=options, said=said_of(telling, fields), better=better)
    return telling.say("decisions.excluded", options=options, said=said_of(telling, fields), rule=rule)


def said_of(telling: Telling, fields: Iterable[str]) -> str:
    return telling.wording.words.listed([telling.wording.said(field) for field in fields])


def score_of(choice: Choice, option: str) -> Score | None:
    return next((score for score in choice.scores if score.option == option), None)


def _form(path: str, count: int) -> str:
    return f"{path}.one" if count == 1 else f"{path}.many"
