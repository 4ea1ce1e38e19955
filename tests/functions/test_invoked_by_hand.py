"""`python -m infra.local.sample`, as a person uses it."""

import json
import subprocess
import sys

import pytest

from infra.local.sample import main
from tests.functions.office import EVENTS


def test_prints_what_the_function_answers() -> None:
    command = [sys.executable, "-m", "infra.local.sample", "events/wellknown/health.json"]
    run = subprocess.run(command, cwd=EVENTS.parent, capture_output=True, text=True, timeout=60, check=True)
    answer = json.loads(run.stdout[run.stdout.index("{\n") :])  # after the function's own log line
    assert (answer["statusCode"], answer["body"]) == (200, '{"status":"ok"}')


@pytest.mark.parametrize("arguments", [[], ["events"], ["events/nothing/there.json"], ["events/sessions/nothing.json"]])
def test_says_what_to_name_where_there_is_no_such_event(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    assert capsys.readouterr().err.startswith("Name a sample event, as in ")
