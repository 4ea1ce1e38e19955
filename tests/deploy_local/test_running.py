"""Only one deployment runs at a time, and a second command finds it."""

from pathlib import Path

import pytest

from infra.deploy_local import running
from infra.deploy_local.cli import main
from infra.deploy_local.running import Claim, Running

FOUND = Running("http://127.0.0.1:4566", "rollbook-local", "abc")


def taken(home: Path) -> Claim:
    claim = Claim.take(home)
    assert claim
    return claim


def test_the_second_has_no_claim_until_the_first_gives_it_back(tmp_path: Path) -> None:
    with taken(tmp_path):
        assert Claim.take(tmp_path) is None
    with taken(tmp_path):
        pass


def test_what_runs_is_found_until_it_ends(tmp_path: Path) -> None:
    with taken(tmp_path):
        assert running.read(tmp_path) is None
        running.write(FOUND, tmp_path)
        assert running.read(tmp_path) == FOUND
    assert running.read(tmp_path) is None


def test_what_a_killed_deployment_left_is_not_taken_for_one_that_runs(tmp_path: Path) -> None:
    running.write(FOUND, tmp_path)
    with taken(tmp_path):
        assert running.read(tmp_path) is None


def test_a_second_command_that_comes_too_early_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with taken(tmp_path):
        assert main(["--home", str(tmp_path)]) == 1
    assert "still starting" in capsys.readouterr().err
