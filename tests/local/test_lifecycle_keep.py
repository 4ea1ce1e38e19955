"""What outlives a stop."""

from pathlib import Path
from typing import Any

from infra.local.provision import Clients
from tests.local.standin import Project, Run

TABLE = "rollbook-local-keys"


def test_keep_goes_on_with_the_last_run_and_a_plain_start_begins_empty(tmp_path: Path) -> None:
    project = Project(tmp_path)
    with project.start() as run:
        table(run).put_item(TableName=TABLE, Item={"id": {"S": "kept"}})
    with project.start("--keep") as run:
        run.wait_for("Going on with the state of the last run.")
        assert stored(run) == ["kept"]
    with project.start() as run:
        run.wait_for("Beginning empty; the last run is aside in .local/state.previous.")
        assert stored(run) == []


def table(run: Run) -> Any:
    run.wait_for("Ctrl-C stops it")
    return Clients("http://" + run.wait_for(r"emulator is up on (127.0.0.1:\d+)")).dynamodb


def stored(run: Run) -> list[str]:
    return [item["id"]["S"] for item in table(run).scan(TableName=TABLE)["Items"]]
