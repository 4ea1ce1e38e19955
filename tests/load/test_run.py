"""A whole run, on a small system: what it says, and when it fails."""

from collections.abc import Callable
from itertools import count

import pytest

from infra.load import __main__ as command
from infra.load.run import Pace, Run
from tests.load.small_system import SmallSystem

QUICK = Pace(step=0.05, line=0.1, sample=0.02, window=0.1, pause=0.0)
SECONDS = 1.2  # a busy machine may do nothing for half of it


def performed(
    fault: str = "", megabytes: Callable[[], float] = lambda: 200.0, clients: int | None = 2
) -> tuple[bool, str]:
    said: list[str] = []
    run = Run(SmallSystem(fault), megabytes, ("admin", ""), said.append, QUICK)
    return run.perform(SECONDS, clients), "\n".join(said)


def test_where_all_is_well_a_run_succeeds_and_shows_every_route() -> None:
    succeeded, said = performed(clients=None)
    assert succeeded, said
    assert "NO " not in said
    assert "2 clients:" in said
    assert said.count("requests/s") >= 4
    for route in (
        *("POST /v1/signup", "POST /v1/email/verify", "POST /v1/sessions", "POST /v1/sessions/refresh"),
        *("GET /v1/me", "PATCH /v1/me", "GET /v1/users/{user_id}"),
    ):
        assert f"\n{route} " in said
    assert "_local" not in said


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("5xx", "NO   answers of 5xx = 0"),
        ("stale read", "NO   violations during the run = 0"),
        ("doubled change", "NO   changes acknowledged = changes in the history"),
    ],
)
def test_whatever_is_wrong_fails_the_run_and_is_named(fault: str, told: str) -> None:
    succeeded, said = performed(fault)
    assert not succeeded
    assert told in said


def test_memory_that_grows_fails_the_run() -> None:
    sizes = count(200)
    succeeded, said = performed(megabytes=lambda: float(next(sizes)))
    assert not succeeded
    assert "NO   memory is flat" in said


def test_a_time_too_short_to_tell_anything_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--seconds", "10"])
    assert "at least 60 seconds" in capsys.readouterr().err
