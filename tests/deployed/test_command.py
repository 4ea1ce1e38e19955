"""`make deploy-local` as a person meets it: it says where everything is, and a second one finds the first."""

import re
import time
from pathlib import Path

from tests.deployed.command import run
from tests.deployed.town import PATIENCE, DeployedTown
from tests.journeys.client import Client


def test_it_says_where_everything_is_and_what_is_left_out(terminal: Path) -> None:
    said = terminal.read_text()
    for word in ("API", "Mails", "Admin", "Left out", "docs/local-cloud.md", "Ctrl-C"):
        assert word in said


def test_the_address_that_it_prints_answers(terminal: Path) -> None:
    found = re.search(r"API +http://([a-z0-9.-]+):([0-9]+)/v1", terminal.read_text())
    assert found
    client = Client(f"http://127.0.0.1:{found[2]}")
    assert client.get("/healthz", headers={"Host": f"{found[1]}:{found[2]}"}).status == 200


def test_a_second_command_updates_the_code_and_a_third_has_nothing_to_do(town: DeployedTown, home: Path) -> None:
    assert run(home).returncode == 0
    said = run(home)
    assert (said.returncode, said.stderr) == (0, "")
    assert "No function's code changed" in said.stdout


def test_a_function_s_log_can_be_read(town: DeployedTown, home: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while '"message":"message handled"' not in (said := run(home, "--log", "send_email")).stdout:
        assert time.monotonic() < deadline, said
        time.sleep(0.5)


def test_the_log_of_no_function_is_refused_with_the_names_there_are(terminal: Path, home: Path) -> None:
    said = run(home, "--log", "nothing")
    assert said.returncode == 1
    assert "There is no function nothing. There are sessions, accounts" in said.stderr
