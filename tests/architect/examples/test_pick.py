"""What documents quote is there, fits the knowledge, and nothing of the template projects is forgotten."""

import json
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from shared.architect.examples.pick import examples_for

PLACE = files("shared.architect.examples")
ROWS: list[dict[str, Any]] = tomllib.loads(PLACE.joinpath("index.toml").read_text("utf-8"))["example"]
ROW = pytest.mark.parametrize("row", ROWS, ids=[row["key"] for row in ROWS])
# Run, and told of by the file that is quoted: showing both would say the same twice.
BESIDE = {
    "flask_internal/test_holidays_app.py",
    "celery_tasks/test_invoices.py",
    "live_updates/test_live.py",
    "uploads/test_upload_ticket.py",
    "auth/test_auth.py",
    "observability/test_tracing.py",
    "borders/test_module_borders.py",
}


def options(dimension: str) -> set[str]:
    text = files("shared.architect.knowledge").joinpath(f"options/{dimension}.json").read_text("utf-8")
    said = json.loads(text)
    return {option["id"] for option in (said["options"] if isinstance(said, dict) else said)}


@ROW
def test_a_quoted_file_is_there_and_short_enough_to_be_read(row: dict[str, Any]) -> None:
    lines = PLACE.joinpath(row["path"]).read_text("utf-8").splitlines()
    assert 10 <= len(lines) <= 100
    assert max(map(len, lines)) <= 140


@ROW
def test_a_file_is_quoted_for_parts_that_exist(row: dict[str, Any]) -> None:
    for when in row["when"]:
        assert when
        for dimension, named in when.items():
            assert set(named) <= options(dimension), dimension


@ROW
def test_the_parts_that_it_names_bring_it_and_others_do_not(row: dict[str, Any]) -> None:
    for when in row["when"]:
        parts = {dimension: named[0] for dimension, named in when.items()}
        assert row["key"] in {example.key for example in examples_for(parts)}
        assert row["key"] not in {example.key for example in examples_for(dict.fromkeys(parts, "none"))}


def test_no_file_of_the_projects_is_forgotten() -> None:
    there = {f"{folder.name}/{file.name}" for folder in PLACE.iterdir() if folder.is_dir() for file in folder.iterdir()}
    there = {name for name in there if "__pycache__" not in name and "_cache/" not in name}
    assert there - {row["path"] for row in ROWS} == BESIDE


@pytest.mark.parametrize("kind", ["code", "configuration", "test"])
def test_there_is_something_of_each_kind_for_a_plain_system(kind: str) -> None:
    parts = {"framework": "fastapi", "primary": "postgresql", "messaging": "db_outbox", "deployment": "fargate"}
    assert kind in {example.kind for example in examples_for(parts)}
