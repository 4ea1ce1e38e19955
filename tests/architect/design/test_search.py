"""The search finds the best there is, which counting all of them shows where they are few."""

import random
from itertools import pairwise, product

import pytest

from shared.architect.domain.design.bench import POINT
from shared.architect.domain.design.house_rules import NO_HOUSE_RULES
from shared.architect.domain.design.scoring import Own, Scorer, without
from shared.architect.domain.design.search import NothingFeasible, best, strongest, utility
from shared.architect.domain.design.solve import solve
from shared.architect.knowledge.load import knowledge
from tests.architect.design.asked import published, random_requests, request

BENCH = knowledge().bench
SCORER = Scorer(knowledge(), NO_HOUSE_RULES)


def few(own: Own, chance: random.Random) -> Own:
    """At most three options in five dimensions, two in the others: some ten thousand designs."""
    dropped: list[int] = []
    for place, group in enumerate(BENCH.groups):
        there = [number for number in group if own[number] is not None]
        chance.shuffle(there)
        dropped += there[3 if place % 3 == 0 else 2 if place % 3 == 1 else 1 :]
    return without(own, dropped)


@pytest.mark.parametrize("number", range(6))
def test_nothing_beats_what_the_search_found(number: int) -> None:
    chance = random.Random(number)
    requirements = random_requests(1, 100 + number)[0]
    own = few(SCORER.marks(requirements.values).own, chance)
    there = [[option for option in group if own[option] is not None] for group in BENCH.groups]
    every = max((utility(BENCH, own, chosen) for chosen in product(*there)), default=-(1 << 70))
    found = strongest(BENCH, own)
    assert (utility(BENCH, own, found) if found else -(1 << 70)) == every


def test_a_hint_or_a_floor_changes_only_how_long_it_takes() -> None:
    marks = [SCORER.marks(each.values) for each in random_requests(25, 8)]
    hint = strongest(BENCH, marks[0].own)
    for each in marks:
        BENCH.memo.clear()
        plain = strongest(BENCH, each.own)
        BENCH.memo.clear()
        assert strongest(BENCH, each.own, hint) == plain
        if plain is not None:
            value = utility(BENCH, each.own, plain) / POINT
            assert strongest(BENCH, each.own, floor=value - 1) == plain
            assert strongest(BENCH, each.own, floor=value + 1) is None


def test_pinned_and_banned_are_taken_at_their_word() -> None:
    own = SCORER.marks(knowledge().schema.complete({}).values).own
    number = BENCH.numbers["deployment.fargate"]
    chosen = strongest(BENCH, own, pin=number)
    assert chosen is not None
    assert number in chosen
    other = strongest(BENCH, own, bar=BENCH.numbers["deployment.lambda"])
    assert other is not None
    assert BENCH.numbers["deployment.lambda"] not in other
    assert strongest(BENCH, own, pin=number, bar=number) is None
    assert strongest(BENCH, own, chosen) == strongest(BENCH, own)
    parts = best(knowledge().schema.complete({}), knowledge(), banned={"deployment": "lambda"}).parts
    assert parts["deployment"] != "lambda"


def test_options_that_never_go_together_never_do() -> None:
    never = {(pair.one, pair.other) for pair in knowledge().pairs if pair.points is None}
    for requirements in random_requests(150, 21):
        try:
            parts = best(requirements, knowledge()).parts
        except NothingFeasible:
            continue
        names = {f"{dimension}.{option}" for dimension, option in parts.items()}
        assert [pair for pair in never if names.issuperset(pair)] == []


def test_changed_marks_are_those_of_the_changed_request() -> None:
    """Judging again only what reads a field must give what judging everything gives."""
    chance = random.Random(5)
    requests = random_requests(40, 9)
    for one, other in pairwise(requests):
        names = chance.sample(sorted(one.values), 3)
        changes = {name: other[name] for name in names}
        assert SCORER.changed(SCORER.marks(one.values), changes) == SCORER.marks(one.with_values(changes).values)


@pytest.mark.parametrize("name", ["discord_messages", "prime_video_vqa"])
def test_a_whole_design_is_a_few_thousand_searches(name: str) -> None:
    """Each is a fraction of a millisecond; without bounds on what is tried, a design would be minutes."""
    BENCH.memo.clear()
    solve(request(published()[name]["requirements"]), knowledge())
    assert 300 < len(BENCH.memo) < 9000


def test_what_was_found_before_is_forgotten_in_time() -> None:
    own = SCORER.marks(knowledge().schema.complete({}).values).own
    BENCH.memo.clear()
    BENCH.memo.update(dict.fromkeys(range(12_000)))
    assert strongest(BENCH, own) is not None
    assert len(BENCH.memo) < 10
