"""Changed code runs within seconds: only in the functions that it can change, and without a new deployment."""

import shutil
import time
from pathlib import Path

import pytest

from infra.deploy_local.context import ROOT
from infra.deploy_local.refresh import refresh
from tests.deployed.town import DeployedTown

_SECONDS = 20.0  # it takes two or three, the start of the function included; a full machine is given more


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of our code, to be edited."""
    place = tmp_path_factory.mktemp("code")
    for room in ("functions", "shared"):
        shutil.copytree(ROOT / room, place / room, ignore=shutil.ignore_patterns("__pycache__"))
    return place


def edit(path: Path, old: str, new: str) -> None:
    before = path.read_text()
    assert old in before
    path.write_text(before.replace(old, new))


def health(town: DeployedTown) -> str:
    return str(town.client().get("/healthz").body["status"])


def test_an_edit_of_one_function_answers_within_seconds_and_touches_no_other(
    town: DeployedTown, python: Path, bundles: Path, code: Path
) -> None:
    refresh(python, code, bundles)
    town.deployed.update_code()
    assert health(town) == "ok"
    edit(code / "functions" / "wellknown" / "routes.py", '"ok"', '"splendid"')
    began = time.monotonic()
    assert refresh(python, code, bundles) == {"functions/wellknown/routes.py"}
    assert town.deployed.update_code() == ["wellknown"]
    assert health(town) == "splendid"
    assert town.deployed.update_code() == []
    assert time.monotonic() - began < _SECONDS
