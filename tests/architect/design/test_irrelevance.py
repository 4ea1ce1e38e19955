"""What does not matter changes nothing: order, process, other options, fields that no rule reads."""

import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from shared.architect.domain.design.knowledge import Knowledge
from shared.architect.domain.design.outcome import Outcome
from shared.architect.domain.design.search import best
from shared.architect.domain.design.solve import solve
from shared.architect.knowledge.load import knowledge, knowledge_of
from tests.architect.design.asked import published, random_requests, request
from tests.architect.design.solved import outcome, parts_of

ROOT = Path(__file__).parents[3]
NAMES = ("iot_telemetry_50k",)
SCRIPT = """
import hashlib, json, sys
from shared.architect.domain.design.solve import solve
from shared.architect.knowledge.load import knowledge
for text in json.loads(sys.argv[1]):
    print(hashlib.sha256(repr(solve(knowledge().schema.complete(text), knowledge())).encode()).hexdigest())
"""


def digests(seed: str, requests: Sequence[Mapping[str, Any]]) -> list[str]:
    command = [sys.executable, "-c", SCRIPT, json.dumps(requests)]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_two_processes_with_other_hashes_and_another_order_of_fields_agree_to_the_byte() -> None:
    requests = [published()[name]["requirements"] for name in NAMES]
    turned = [dict(reversed(list(each.items()))) for each in requests]
    assert digests("1", requests) == digests("4242", turned)


def without_readers() -> list[str]:
    known = knowledge()
    effort = (*known.weights.values(), known.pace, known.upkeep)
    weighing = frozenset[str]().union(*(known.schema.fields_of(each) for each in effort))
    return [name for name in known.schema.fields if name not in known.bench.readers and name not in weighing]


def test_fields_that_no_rule_reads_turn_nothing() -> None:
    idle = without_readers()
    assert {"stage", "isolation", "tenants", "regimes", "residency"} <= set(idle)
    assert len(idle) < 12
    requests = random_requests(60, 51)
    for one, other in pairwise(requests):
        assert parts_of(one) == parts_of(one.with_values({name: other[name] for name in idle}))


def tables_with(option: Callable[[dict[str, Any]], dict[str, Any]], name: str) -> Knowledge:
    """The knowledge with one option more: made of `name`, in front of all others of its dimension."""
    tables: Any = copy.deepcopy(dict(knowledge().tables))
    dimension, _, origin = name.partition(".")
    rows = tables[f"options/{dimension}"]
    made = option(copy.deepcopy(next(row for row in rows if row["id"] == origin)))
    rows.insert(0, made)
    enemies = [pair for pair in tables["pairs"]["pairs"] if pair["together"] != "good" and name in pair.values()]
    new = f"{dimension}.{made['id']}"
    tables["pairs"]["pairs"] += [{k: new if v == name else v for k, v in pair.items()} for pair in enemies]
    return knowledge_of(tables, "test")


def worse(row: dict[str, Any]) -> dict[str, Any]:
    ratings = {name: rating and max(0, rating - 1) for name, rating in row["ratings"].items()}
    return {**row, "id": f"{row['id']}_worse", "ratings": ratings, "person_days": row["person_days"] + 1}


def twin(row: dict[str, Any]) -> dict[str, Any]:
    """The same for one moving part more: only just dominated."""
    return {**row, "id": f"a_{row['id']}", "moving_parts": row["moving_parts"] + 1}


def impossible(row: dict[str, Any]) -> dict[str, Any]:
    ratings = {name: rating and 4 for name, rating in row["ratings"].items()}
    return {**row, "id": f"a_{row['id']}", "ratings": ratings, "out": [*row["out"], "team_size >= 1"], "person_days": 0}


def told(found: Outcome, without: str) -> Outcome:
    """Without what names the other option: the reason why it is out, and the version of the knowledge."""
    choices = tuple(
        replace(choice, excluded=tuple(each for each in choice.excluded if each.option != without))
        for choice in found.choices
    )
    return replace(found, choices=choices, kb_version="")


@pytest.mark.parametrize("make", [worse, twin, impossible], ids=["worse", "just dominated", "infeasible"])
@pytest.mark.parametrize("option", ["primary.postgresql", "deployment.lambda"])
def test_an_option_that_cannot_be_chosen_changes_nothing(make: Any, option: str) -> None:
    name = "startup_crud_3p"
    more = tables_with(make, option)
    found = solve(request(published()[name]["requirements"]), more)
    new = make({**more.tables[f"options/{option.partition('.')[0]}"][0], "id": option.partition(".")[2]})["id"]
    assert told(found, new) == told(outcome(name), new)
    reasons = {each.option: each.rule for choice in found.choices for each in choice.excluded}
    assert reasons[new] == ("team_size >= 1" if make is impossible else f"dominated_by:{option.partition('.')[2]}")


def test_a_dominated_option_never_wins_whatever_is_asked() -> None:
    for option in ("primary.dynamodb", "style.modular_monolith", "messaging.kinesis"):
        more = tables_with(twin, option)
        for requirements in random_requests(25, 52):
            before = parts_of(requirements)
            if before is not None:
                assert best(requirements, more).parts == before
