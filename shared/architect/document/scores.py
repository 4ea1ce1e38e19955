"""The sum behind a choice, so that whoever doubts it can add it up; ratings are told as the judgements they are."""

from shared.architect.document import blocks
from shared.architect.document.blocks import Block
from shared.architect.document.numbers import exact, rounded
from shared.architect.document.reasons import score_of
from shared.architect.document.telling import Telling
from shared.architect.document.wording import capital
from shared.architect.domain.design.outcome import Choice, Score


def arithmetic_told(telling: Telling, choice: Choice) -> str:
    score = score_of(choice, choice.option)
    if score is None:
        return telling.say("scores.none", version=telling.outcome.kb_version)
    sums = {name: two_digits(value) for name, value in _terms(score).items()}
    return telling.say("scores.sum", ratings=_ratings(telling, score), version=telling.outcome.kb_version, **sums)


def score_table(telling: Telling) -> Block:
    """Every feasible option of every dimension, with the terms of its sum."""
    names = ("weighted", "points", "synergy", "effort", "utility")
    head = [telling.say(f"scores.{name}") for name in ("option", *names)]
    rows = [
        [_name(telling, choice, score), *(two_digits(_terms(score)[name]) for name in names)]
        for choice in telling.outcome.choices
        for score in choice.scores
    ]
    return blocks.table(head, rows, "columns")


def weight_table(telling: Telling) -> Block:
    weights = telling.outcome.weights
    rows = [[capital(telling.say(f"document.criteria.{name}")), rounded(weight)] for name, weight in weights.items()]
    return blocks.table([telling.say("scores.criterion"), telling.say("scores.weight")], rows, "columns")


def two_digits(value: float) -> str:
    """Enough for the sum to be checked by hand."""
    return exact(round(value, 2) + 0.0)


def _name(telling: Telling, choice: Choice, score: Score) -> str:
    dimension, option = telling.wording.dimension(choice.dimension), telling.wording.option(score.option)
    return telling.say(
        "scores.taken" if score.option == choice.option else "scores.name", dimension=dimension, option=option
    )


def _terms(score: Score) -> dict[str, float]:
    points = sum(rule.points for rule in score.fired)
    terms = {"weighted": score.weighted, "points": points, "synergy": score.synergy, "effort": score.effort}
    return terms | {"utility": score.utility}


def _ratings(telling: Telling, score: Score) -> str:
    rated = {name: value for name, value in score.ratings.items() if value is not None}
    return telling.wording.words.listed(
        [f"{telling.say(f'document.criteria.{name}')} {value}" for name, value in rated.items()]
    )
