"""New errors in Rollbook itself are a number that an alarm can watch; those of others are nobody's business here."""

import io
import json

from functions.reviewing import review_worker
from shared.edge.telemetry import Telemetry, json_logger
from tests.architect.reviews.studio import CLEAN, FAULTY, ONE_MORE, Parked, Studio
from tests.architect.reviews.test_working import record


def counted(studio: Studio) -> list[float]:
    """What the worker tells of the reviews that wait, in its metrics."""
    lines = list[str]()
    telemetry = Telemetry("review_code", json_logger(io.StringIO()), write_metrics=lines.append)
    handle = review_worker(studio.review_code, Parked(), "review_code", telemetry)
    for notice in studio.messages():
        assert handle(record(notice), None) == {"batchItemFailures": []}
    told = [json.loads(line) for line in lines]
    return [line["OwnNewErrors"][0] for line in told if "OwnNewErrors" in line]


def test_each_review_of_rollbook_counts_its_new_errors(studio: Studio) -> None:
    numbers = []
    for content in (FAULTY, FAULTY + b"\n", ONE_MORE, CLEAN):
        studio.own_source.held = {"code": content}
        studio.review_again("run")
        numbers += counted(studio)
    assert numbers == [1.0, 0.0, 1.0, 0.0]


def test_new_rules_that_find_an_error_count_too(studio: Studio) -> None:
    studio.own_source.held = {"code": FAULTY}
    studio.code_inspector.rule_versions.pop("ASY001")
    studio.review_again("run")
    counted(studio)
    studio.code_inspector.rule_versions["ASY001"] = "2"
    studio.version_of_rules = "rules-2"
    studio.own_source.held = {"code": ONE_MORE}
    studio.review_again("run")
    assert counted(studio) == [1.0]


def test_other_systems_and_failed_reviews_count_nothing(studio: Studio) -> None:
    studio.hand_in(studio.ask())
    studio.own_source.held = {"code": b"bad"}
    studio.review_again("run")
    assert counted(studio) == []
